// npm run package [-- <target>]: a VSIX for this machine's platform, or for linux-x64, linux-arm64, darwin-arm64, win32-x64 or win32-arm64.
import fs from 'node:fs';
import { root } from './lib/command';
import { ownTarget, packageExtension } from './lib/packageExtension';

packageExtension(process.argv[2] ?? ownTarget, root)
  .then((file) => console.log(`${file}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

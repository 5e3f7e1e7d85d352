// npm run package [-- <target>]: a VSIX for this machine's platform, or for linux-x64, linux-arm64, darwin-arm64,
// win32-x64 or win32-arm64.
import { root } from './lib/command';
import { describeFile, ownTarget, packageExtension } from './lib/packageExtension';

packageExtension(process.argv[2] ?? ownTarget, root)
  .then((file) => console.log(describeFile(file)))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

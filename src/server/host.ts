import { createEngine } from '../engine/engine';
import { startGuard } from './guard';
import { serveEngine } from './serveEngine';

if (process.send === undefined) {
  process.stderr.write(
    'This program is started by the extension or by the command line, not by hand: it has no channel to them.\n',
  );
  process.exit(2);
}
startGuard();
serveEngine(createEngine);

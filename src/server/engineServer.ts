import { createEngine } from '../engine/engine';
import { startGuard } from './guard';
import { serveEngine } from './serveEngine';

startGuard();
serveEngine(createEngine);

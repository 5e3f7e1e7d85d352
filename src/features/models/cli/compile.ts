import { print } from '../../../terminal/terminal';
import { text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';

/** `compile`: writes a model's graphs and weights to a folder. */
export const compile: Command = {
  takes: 'MODEL',
  does: 'ONNX graphs with their weights',
  options: { out: ['DIR', 'folder to write them to'] },
  example: 'bundled --out graphs',
  async run({ given, engine, model }) {
    for (const file of await engine.compile({ model, outDirectory: text(given, 'out') })) print(file);
  },
};

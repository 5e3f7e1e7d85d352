import { print } from '../terminal';
import { text } from '../arguments';
import type { Command } from '../command';

/** `compile`: writes a model's graphs and weights to a folder. */
export const compile: Command = {
  options: ['out'],
  async run({ given, engine, model }) {
    for (const file of await engine.compile({ model, outDirectory: text(given, 'out') })) print(file);
  },
};

import { print } from '../../../terminal/terminal';
import { text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';

/** `compile`: writes a model's graphs and weights to a folder. */
export const compile: Command = {
  options: ['out'],
  async run({ given, engine, model }) {
    for (const file of await engine.compile({ model, outDirectory: text(given, 'out') })) print(file);
  },
};

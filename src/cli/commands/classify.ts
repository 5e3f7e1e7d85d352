import { RequestError } from '../../protocol/errors';
import { option } from '../arguments';
import type { Command } from '../command';
import { UsageError } from '../usage';

/** `classify`: the model's own labels, or given ones by a masked language model. */
export const classify: Command = {
  options: ['pair', 'labels', 'template', 'json'],
  async run({ given, engine, model, json, texts, print }) {
    const { heads, name } = await engine.describe({ model });
    const labels = option(given, 'labels');
    const pair = option(given, 'pair');
    const template = option(given, 'template');
    if (labels !== undefined && pair !== undefined)
      throw new UsageError('classify takes --pair or --labels, not both.');
    if (labels === undefined && template !== undefined) throw new UsageError('--template goes with --labels.');
    if (labels === undefined && !heads.includes('classify')) {
      throw new RequestError(`${name} has no classification head: give the labels to choose from with --labels A,B,….`);
    }
    for await (const text of texts()) {
      const result =
        labels !== undefined
          ? await engine.cloze({
              model,
              text,
              labels: labels.split(',').map((label) => label.trim()),
              template: template ?? '{text} It was about {label}.',
            })
          : await engine.classify({ model, text, textPair: pair });
      if (json) {
        print(JSON.stringify({ text, ...result }));
        continue;
      }
      print(text);
      for (const { label, score } of [...result.labels].sort((a, b) => b.score - a.score)) {
        print(`  ${score.toFixed(3)}  ${label}`);
      }
    }
  },
};

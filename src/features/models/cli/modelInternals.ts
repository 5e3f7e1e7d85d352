import path from 'node:path';
import { print, printJson } from '../../../terminal/terminal';
import { plain } from '../../../base/plainText';
import { allHeads } from '../../../protocol/engineApi';
import { text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { UsageError } from '../../../terminal/usage';

/** `tokenize`: ids, tokens and their UTF-16 offsets in the text. */
export const tokenize: Command = {
  takes: 'MODEL [TEXT…]',
  does: 'ids, tokens and offsets of a text',
  options: { json: 'a JSON object for each text' },
  example: 'bundled "Two ways."',
  async run({ engine, model, json, texts }) {
    for await (const text of texts()) {
      const { ids, tokens, ranges } = await engine.tokenize({ model, text });
      const offsets = ranges.map(({ start, end }) => [start, end]);
      if (json) printJson({ ids, tokens, offsets });
      else tokens.forEach((token, i) => print(`${ids[i]}\t${token}\t${offsets[i]!.join('–')}`));
    }
  },
};

/** `forward`: a forward pass over tensors in a file, for checks against other implementations. */
export const forward: Command = {
  takes: 'MODEL',
  does: 'a forward pass over tensors in a file',
  options: {
    head: [allHeads.join('|'), 'what the model computes'],
    inputs: ['FILE', 'safetensors with input_ids, attention_mask, token_type_ids and, for mlm, masked_positions'],
    out: ['FILE', 'safetensors to write the logits to'],
    trace: 'also writes the hidden states and the attention of every layer',
  },
  example: 'bundled --head mlm --inputs in.safetensors --out out.safetensors',
  async run({ given, engine, model }) {
    const head = allHeads.find((one) => one === text(given, 'head'));
    if (head === undefined) throw new UsageError(plain`--head takes one of ${allHeads.join(', ')}.`);
    const names = await engine.forward({
      model,
      head,
      inputs: path.resolve(text(given, 'inputs')),
      out: path.resolve(text(given, 'out')),
      trace: given.values.trace === true,
    });
    names.forEach(print);
  },
};

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

import path from 'node:path';
import { endOnFaults, fail, print, tell } from './terminal';
import { plain, plainText } from '../base/plainText';
import { EngineClient } from '../client/engineClient';
import type { Arguments } from './arguments';
import { allowOptions, engineOptions, option, parseCommandLine } from './arguments';
import type { Command } from './command';
import { adapt } from './commands/adapt';
import { classify } from './commands/classify';
import { compile } from './commands/compile';
import { evaluateLm } from './commands/evaluateLm';
import { fillMask } from './commands/fillMask';
import { evaluate } from './commands/evaluate';
import { forward } from './commands/forward';
import { models } from './commands/models';
import { oddWords } from './commands/oddWords';
import { prose } from './commands/prose';
import { replace } from './commands/replace';
import { suggest } from './commands/suggest';
import { tokenize } from './commands/tokenize';
import { train } from './commands/train';
import { findModel, modelStore } from './modelPlaces';
import { readLines } from './textFile';
import { UsageError, usage } from './usage';

const commands: Readonly<Record<string, Command>> = {
  'fill-mask': fillMask,
  classify,
  'odd-words': oddWords,
  suggest,
  replace,
  prose,
  tokenize,
  compile,
  forward,
  'evaluate-lm': evaluateLm,
  train,
  evaluate,
  adapt,
  models,
};

async function main(): Promise<void> {
  const given = parseCommandLine(process.argv.slice(2));
  if (given.values.help === true) return usage.split('\n').forEach(print);
  const command = Object.hasOwn(commands, given.command) ? commands[given.command] : undefined;
  if (command === undefined) throw new UsageError(plain`There is no command "${given.command}".`);
  if (given.model === '' && command.usesModel !== false) throw new UsageError(plain`${given.command} needs a model.`);
  allowOptions(given, command.options);
  await run(command, given);
}

async function run(command: Command, given: Arguments): Promise<void> {
  let options = engineOptions(given);
  const client = new EngineClient({
    hostPath: path.join(__dirname, 'host.js'),
    engineOptions: () => options,
    priority: 0,
  });
  const told = new Set<string>();
  client.onDidChangeStatus(({ fallback, notes }) => {
    for (const note of fallback === undefined ? notes : [fallback, ...notes]) {
      if (!told.has(note)) tell(plainText(note));
      told.add(note);
    }
  });
  const store = modelStore(given, client.api);
  try {
    const model = command.usesModel === false ? undefined : await findModel(given, store);
    // The engine's process starts with the first request, and asks for its options then.
    if (option(given, 'precision') === undefined) options = { ...options, precision: model?.precision };
    await command.run({
      given,
      engine: client.api,
      store,
      model: model?.folder ?? '',
      json: given.values.json === true,
      texts: () => textsOf(given),
    });
  } finally {
    await client.dispose();
  }
}

async function* textsOf({ texts }: Arguments): AsyncGenerator<string> {
  if (texts.length > 0) yield* texts;
  else for await (const { text } of readLines('')) if (text.trim() !== '') yield text;
}

endOnFaults();
main().catch(fail);

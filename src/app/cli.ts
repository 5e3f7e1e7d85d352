import path from 'node:path';
import { endOnFaults, fail, notify, printData } from '../terminal/terminal';
import { plain, plainText, type PlainText } from '../base/plainText';
import { EngineClient } from '../client/engineClient';
import { type Arguments, allowOptions, engineOptions, option, parseCommandLine } from '../terminal/arguments';
import type { Command } from '../terminal/command';
import { answer } from '../features/answers/cli/answer';
import { ask } from '../features/answers/cli/ask';
import { adapt } from '../features/training/cli/adapt';
import { check } from '../features/checking/cli/check';
import { choose } from '../features/classification/cli/choose';
import { classify } from '../features/classification/cli/classify';
import { compile, forward, tokenize } from '../features/models/cli/modelInternals';
import { entities } from '../features/entities/cli/entities';
import { explain } from '../features/explanations/cli/explain';
import { layers } from '../features/explanations/cli/layers';
import { evaluateLm } from '../features/benchmarks/cli/evaluateLm';
import { fillMask } from '../features/words/cli/fillMask';
import { evaluate } from '../features/training/cli/evaluate';
import { models } from '../features/models/cli/models';
import { oddWords } from '../features/oddWords/cli/oddWords';
import { prose } from '../features/prose/cli/prose';
import { rank } from '../features/ranking/cli/rank';
import { redact } from '../features/entities/cli/redact';
import { replace } from '../features/words/cli/replace';
import { restore } from '../features/entities/cli/restore';
import { suggest } from '../features/words/cli/suggest';
import { train } from '../features/training/cli/train';
import { findModel, modelStore } from '../features/models/cli/modelPlaces';
import { readLines } from '../terminal/textFile';
import { describeCommand, listCommands, type Commands } from '../terminal/help';
import { UsageError } from '../terminal/usage';

const commands: Commands = {
  'fill-mask': fillMask,
  classify,
  entities,
  redact,
  restore,
  answer,
  ask,
  rank,
  check,
  choose,
  explain,
  layers,
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
  const name = given.command;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined && name !== '') throw new UsageError(plain`There is no command "${name}".`);
  if (given.values.help === true) {
    return printData(command === undefined ? listCommands(commands) : describeCommand(name, command));
  }
  if (command === undefined) throw new UsageError(plain`Name a command.`);
  if (given.model === '' && usesModel(command)) throw new UsageError(plain`${name} needs a model.`);
  allowOptions(given, command.options);
  await run(command, given);
}

async function run(command: Command, given: Arguments): Promise<void> {
  let options = engineOptions(given);
  const client = new EngineClient({
    serverPath: path.join(__dirname, 'engineServer.js'),
    engineOptions: () => options,
    priority: 0,
    trace: given.values.verbose === true ? notify : undefined,
  });
  const shown = new Set<string>();
  client.onDidChangeStatus(({ fallback, notes }) => {
    for (const note of fallback === undefined ? notes : [fallback, ...notes]) {
      if (!shown.has(note)) notify(plainText(note));
      shown.add(note);
    }
  });
  const store = modelStore(given, client.api);
  try {
    const model = usesModel(command) ? await findModel(given.model, store) : undefined;
    const isModelsOwn = option(given, 'precision') === undefined;
    // The engine's process starts with the first request, and asks for its options then.
    if (isModelsOwn) options = { ...options, precision: model?.precision };
    await command.run({
      given,
      engine: client.api,
      store,
      model: model?.folder ?? '',
      modelNamed: async (name) => {
        const { folder, precision } = await findModel(name, store);
        return { model: folder, precision: isModelsOwn ? precision : options.precision };
      },
      json: given.values.json === true,
      texts: () => textsOf(given),
    });
  } finally {
    await client.dispose();
  }
}

function usesModel({ takes }: Command): boolean {
  return takes.startsWith('MODEL');
}

async function* textsOf({ texts }: Arguments): AsyncGenerator<string> {
  if (texts.length > 0) yield* texts;
  else for await (const { text } of readLines('')) if (text.trim() !== '') yield text;
}

/** Where a command line that was not understood finds help. */
function helpOn(words: readonly string[]): PlainText {
  const name = words.find((word) => Object.hasOwn(commands, word));
  return name === undefined ? plain`deberta --help lists all commands.` : plain`deberta ${name} --help says how.`;
}

endOnFaults();
main().catch((error: unknown) => {
  fail(error);
  if (error instanceof UsageError) notify(helpOn(process.argv.slice(2)));
});

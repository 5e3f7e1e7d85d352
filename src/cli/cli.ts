import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { EngineClient } from '../client/engineClient';
import { UserError } from '../protocol/errors';
import type { Arguments } from './arguments';
import { allowOptions, engineOptions, parseCommandLine } from './arguments';
import type { Command } from './command';
import { classify } from './commands/classify';
import { compile } from './commands/compile';
import { fillMask } from './commands/fillMask';
import { forward } from './commands/forward';
import { oddWords } from './commands/oddWords';
import { tokenize } from './commands/tokenize';
import { UsageError, usage } from './usage';

const commands: Readonly<Record<string, Command>> = {
  'fill-mask': fillMask,
  classify,
  'odd-words': oddWords,
  tokenize,
  compile,
  forward,
};

/** Models ship beside `dist/`, where this program lies. */
const bundledModel = path.join(__dirname, '../models/bundled');

async function main(): Promise<void> {
  const given = parseCommandLine(process.argv.slice(2));
  if (given.values.help === true) return print(usage);
  const command = commands[given.command];
  if (command === undefined) throw new UsageError(`There is no command "${given.command}".`);
  if (given.model === '') throw new UsageError(`${given.command} needs a model.`);
  allowOptions(given, command.options);
  await run(command, given);
}

async function run(command: Command, given: Arguments): Promise<void> {
  const options = engineOptions(given);
  const client = new EngineClient({
    hostPath: path.join(__dirname, 'host.js'),
    engineOptions: () => options,
    priority: 0,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  client.onDidChangeStatus(({ fallback }) => {
    if (fallback !== undefined) process.stderr.write(`${fallback}\n`);
  });
  try {
    await command.run({
      given,
      engine: client.api,
      model: given.model === 'bundled' ? bundledModel : path.resolve(given.model),
      json: given.values.json === true,
      texts: () => textsOf(given),
      print,
    });
  } finally {
    await client.dispose();
  }
}

async function* textsOf({ texts }: Arguments): AsyncGenerator<string> {
  if (texts.length > 0) yield* texts;
  else for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') yield line;
}

function print(line: string): void {
  process.stdout.write(line.endsWith('\n') ? line : `${line}\n`);
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const message =
    error instanceof UserError || !(error instanceof Error)
      ? String((error as Error).message)
      : (error.stack ?? error.message);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
});

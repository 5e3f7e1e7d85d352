import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../protocol/errors';
import { plain } from '../base/plainText';
import type { EngineOptions, Precision, Provider } from '../protocol/engineApi';
import { precisions, providers } from '../protocol/engineApi';
import { UsageError } from './usage';

const options = {
  top: { type: 'string' },
  json: { type: 'boolean' },
  pair: { type: 'string' },
  pairs: { type: 'boolean' },
  labels: { type: 'string' },
  preset: { type: 'string' },
  'fail-on': { type: 'string' },
  with: { type: 'string' },
  key: { type: 'string' },
  aggregation: { type: 'string' },
  question: { type: 'string' },
  query: { type: 'string' },
  source: { type: 'string', multiple: true },
  supported: { type: 'string' },
  contradicted: { type: 'string' },
  calibrate: { type: 'string' },
  reader: { type: 'string' },
  reranker: { type: 'string' },
  template: { type: 'string' },
  label: { type: 'string' },
  against: { type: 'string' },
  method: { type: 'string' },
  entity: { type: 'string' },
  word: { type: 'string' },
  spans: { type: 'string' },
  heads: { type: 'boolean' },
  curves: { type: 'boolean' },
  text: { type: 'string' },
  multi: { type: 'boolean' },
  unit: { type: 'string' },
  format: { type: 'string' },
  threshold: { type: 'string' },
  out: { type: 'string' },
  head: { type: 'string' },
  inputs: { type: 'string' },
  trace: { type: 'boolean' },
  provider: { type: 'string' },
  threads: { type: 'string' },
  cache: { type: 'string' },
  precision: { type: 'string' },
  store: { type: 'string' },
  id: { type: 'string' },
  replace: { type: 'boolean' },
  revision: { type: 'string' },
  'send-token': { type: 'boolean' },
  task: { type: 'string' },
  data: { type: 'string' },
  limit: { type: 'string' },
  length: { type: 'string' },
  emd: { type: 'string' },
  without: { type: 'string' },
  baseline: { type: 'string' },
  offset: { type: 'string' },
  language: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  eval: { type: 'string' },
  'held-out': { type: 'string' },
  'text-column': { type: 'string' },
  'pair-column': { type: 'string' },
  'label-column': { type: 'string' },
  epochs: { type: 'string' },
  batch: { type: 'string' },
  accumulation: { type: 'string' },
  'learning-rate': { type: 'string' },
  dropout: { type: 'string' },
  'max-tokens': { type: 'string' },
  seed: { type: 'string' },
  layers: { type: 'string' },
  'warm-up': { type: 'string' },
  'weight-decay': { type: 'string' },
  sift: { type: 'boolean' },
  'sift-mode': { type: 'string' },
  'sift-weight': { type: 'string' },
  'sift-steps': { type: 'string' },
  compare: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type OptionName = keyof typeof options;

/** What an option means; before it, where it has a value, what that is called, e.g. `['N', 'words for each mask']`. */
export type OptionHelp = string | readonly [value: string, meaning: string];

/** The options of a command, as its `--help` lists them. */
export type OptionHelps = {
  readonly [Name in OptionName]?: (typeof options)[Name]['type'] extends 'boolean'
    ? string
    : readonly [value: string, meaning: string];
};

/** A parsed command line. Options keep their spelling; a command reads those it knows. */
export interface Arguments {
  readonly command: string;
  readonly model: string;
  readonly texts: readonly string[];
  readonly values: Readonly<Partial<Record<OptionName, string | boolean | string[]>>>;
}

/** Options that every command takes. */
export const commonOptions: OptionHelps = {
  provider: [providers.join('|'), 'device that computes; the CPU takes over if it cannot be used'],
  threads: ['N', 'CPU threads for one computation; 0 lets the engine choose'],
  precision: [precisions.join('|'), "precision of the weights; by default the model's own in the store, else fp32"],
  cache: ['DIR', 'folder for compiled models'],
  store: ['DIR', 'folder for downloaded and imported models'],
  verbose: 'says on standard error what each request to the engine took',
  help: 'this help',
};

/** @throws UsageError for unknown options */
export function parseCommandLine(words: readonly string[]): Arguments {
  try {
    const { positionals, values } = parseArgs({ args: [...words], options, allowPositionals: true });
    const [command = '', model = '', ...texts] = positionals;
    return { command, model, texts, values };
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** @throws UsageError when the command line has an option that this command does not take */
export function allowOptions({ command, values }: Arguments, known: OptionHelps): void {
  const stranger = Object.keys(values).find((name) => !(name in known) && !(name in commonOptions));
  if (stranger !== undefined) throw new UsageError(plain`${command} takes no --${stranger}.`);
}

/** An option with a value. @throws UsageError when it is missing and has no `fallback` */
export function text({ command, values }: Arguments, name: OptionName, fallback?: string): string {
  const value = values[name] ?? fallback;
  // An empty value comes from an unset shell variable; as a folder it would be this one, as a number 0.
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(plain`${command} needs --${name}.`);
  return value;
}

/** An option with a value; undefined when it is not given. */
export function option({ values }: Arguments, name: OptionName): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** All values of an option that may be given several times. */
export function optionValues({ values }: Arguments, name: OptionName): readonly string[] {
  const given = values[name];
  return Array.isArray(given) ? given : [];
}

/** One of several words. @throws UsageError otherwise */
export function choice<T extends string>(given: Arguments, name: OptionName, words: readonly T[], fallback: T): T {
  const value = option(given, name) ?? fallback;
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(plain`--${name} takes one of ${words.join(', ')}.`);
  return found;
}

/** A number within bounds; a whole one unless `least` and `most` are 0 and 1. @throws UsageError otherwise */
export function number(given: Arguments, name: OptionName, fallback: number, least: number, most: number): number {
  const value = Number(text(given, name, `${fallback}`));
  const isShare = least === 0 && most === 1;
  if (!(value >= least && value <= most) || !(isShare || Number.isInteger(value))) {
    throw new UsageError(plain`--${name} takes a ${isShare ? '' : 'whole '}number from ${least} to ${most}.`);
  }
  return value;
}

/** A number above 0. @throws UsageError otherwise */
export function positive(given: Arguments, name: OptionName, fallback: number): number {
  const value = Number(text(given, name, `${fallback}`));
  if (!(value > 0 && value < Infinity)) throw new UsageError(plain`--${name} takes a number above 0.`);
  return value;
}

/** The engine's options: provider, threads, precision, and a cache that outlives the call. */
export function engineOptions(given: Arguments): EngineOptions {
  const provider = text(given, 'provider', 'auto') as Provider;
  if (!providers.includes(provider)) throw new UsageError(plain`--provider takes one of ${providers.join(', ')}.`);
  const precision = text(given, 'precision', 'fp32') as Precision;
  if (!precisions.includes(precision)) throw new UsageError(plain`--precision takes one of ${precisions.join(', ')}.`);
  const caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return {
    provider,
    precision,
    threads: number(given, 'threads', 0, 0, 256),
    cacheDirectory: text(given, 'cache', path.join(caches, 'deberta')),
  };
}

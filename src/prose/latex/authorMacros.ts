import { latexBlocks } from './latexBlocks';
import type { LatexMacro, Reading } from './latexMacros';

const definition =
  /\\(?:(?:re)?newcommandx?|providecommand|DeclareRobustCommand|(?:New|Renew|Provide|Declare)DocumentCommand|[gex]?def)\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))/g;
const parameters = /\s?(?:\[(\d)\](?:\[([^\][\n]*)\])?|\{((?:[^{}\n]|\{[^{}\n]*\})*)\}(?=\s?\{)|((?:#\d)+))?\s?\{/y;
/** Longer definitions draw or compute. */
const maxBodyLength = 1000;
const maxArguments = 9;
const argumentKinds = ['*', 'o', 'm', 'p', 'b'] as const;
const readings: readonly Reading[] = ['code', 'reference', 'number'];

/** What a chunk says of the macros that its author defines, as labels of a document: see {@link authorMacro}. */
export function definedLabels(chunk: string): string[] {
  if (!chunk.includes('\\')) return [];
  const labels: string[] = [];
  for (const { 0: found, 1: braced, 2: bare, index } of chunk.matchAll(definition)) {
    const name = braced ?? bare ?? '';
    const macro = definedMacro(chunk, index + found.length);
    if (macro === undefined) continue;
    labels.push(`\\${name}`, ...[...macro.args].map((kind, at) => argumentLabel(name, at, kind)));
    if (macro.as !== undefined) labels.push(readingLabel(name, macro.as));
  }
  return labels;
}

/** The macro of this name that some chunk of the document defines. */
export function authorMacro(name: string, isDefined: (label: string) => boolean): LatexMacro | undefined {
  if (!isDefined(`\\${name}`)) return undefined;
  let args = '';
  while (args.length < maxArguments) {
    const at = args.length;
    // Of several definitions, the one with text counts.
    const kind = argumentKinds.findLast((kind) => isDefined(argumentLabel(name, at, kind)));
    if (kind === undefined) break;
    args += kind;
  }
  const as = /[pb]/.test(args) ? undefined : readings.find((reading) => isDefined(readingLabel(name, reading)));
  return as === undefined ? { args } : { args, as };
}

function argumentLabel(name: string, index: number, kind: string): string {
  return `\\${name}#${index}${kind}`;
}

function readingLabel(name: string, as: Reading): string {
  return `\\${name}=${as}`;
}

/** How a macro is read whose name ends at `from`, by what its definition does with its arguments. */
function definedMacro(chunk: string, from: number): LatexMacro | undefined {
  parameters.lastIndex = from;
  const head = parameters.exec(chunk);
  if (head === null) return undefined;
  const body = bodyAt(chunk, parameters.lastIndex);
  if (body === undefined) return undefined;
  const [, count, optional, specification, delimited] = head;
  const specified = specification?.replace(/\s+/g, '').match(/[mrsot]|[OD]\{[^}]*\}/g);
  const length = specified?.length ?? Number(count ?? (delimited?.length ?? 0) / 2);
  const blocks = latexBlocks(`x ${body}`, { outer: [], verbs: '', macro: () => undefined });
  const text = blocks[0]?.text ?? '';
  const args = Array.from({ length }, (_, at) => {
    const sign = specified?.[at]?.charAt(0) ?? (at === 0 && optional !== undefined ? 'O' : 'm');
    if (sign === 's') return '*';
    if (sign !== 'm') return 'o';
    const isIn = blocks.map((block) => block.text.includes(`#${at + 1}`));
    return isIn[0] ? 'p' : isIn.includes(true) ? 'b' : 'm';
  }).join('');
  if (/[pb]/.test(args)) return { args };
  const rest = text.slice(1).trim();
  if (rest === '') return { args };
  // A word in its place, as for any macro without arguments.
  if (length === 0) return undefined;
  return { args, as: rest === 'code' ? 'code' : rest === '1' ? 'number' : 'reference' };
}

/** What stands in a group up to its end. */
function bodyAt(chunk: string, from: number): string | undefined {
  let depth = 1;
  for (const { 0: sign, index } of chunk.slice(from, from + maxBodyLength).matchAll(/\\[^]|[{}]/g)) {
    if (sign === '{') depth++;
    if (sign === '}' && --depth === 0) return chunk.slice(from, from + index);
  }
  return undefined;
}

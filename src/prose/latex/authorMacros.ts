import type { DocumentFacts } from '../proseLanguage';
import { latexBlocks } from './latexBlocks';
import { environmentName, type LatexMacro, type Reading } from './latexMacros';

const definition =
  /\\(?:(?:re)?newcommandx?|providecommand|DeclareRobustCommand|(?:New|Renew|Provide|Declare)DocumentCommand|[gex]?def)\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+))|\\(?:re)?newenvironment\*?\s*\{([A-Za-z]+\*?)\}/g;
const parameters = /\s?(?:\[(\d)\](?:\[([^\][\n]*)\])?|\{((?:[^{}\n]|\{[^{}\n]*\})*)\}(?=\s?\{)|((?:#\d)+))?\s?\{/y;
/** Longer definitions draw or compute. */
const maxBodyLength = 1000;
/** A name or an abbreviation that a macro stands for. */
const shortText = /^(?=.*\p{L})[\p{L}\p{M}\p{N}\s.,:;'’“”()–—…&/+-]{1,80}$/u;

/**
 * What a chunk says of the macros and environments that its author defines, as labels of a document: see {@link
 * authorMacro}.
 */
export function definedLabels(chunk: string): string[] {
  if (!chunk.includes('\\')) return [];
  const labels: string[] = [];
  for (const { 0: found, 1: braced, 2: bare, 3: environment, index } of chunk.matchAll(definition)) {
    const macro = definedMacro(chunk, index + found.length, environment !== undefined);
    const name = environment === undefined ? (braced ?? bare ?? '') : environmentName(environment);
    if (macro !== undefined) labels.push(`\\${name}\n${JSON.stringify(macro)}`);
  }
  return labels;
}

/** The macro of this name that some chunk of the document defines. Of several definitions, one with text counts. */
export function authorMacro(name: string, { definitionsOf }: DocumentFacts): LatexMacro | undefined {
  const macros = definitionsOf(`\\${name}`).map((label) => JSON.parse(label) as LatexMacro);
  return macros.find(({ args }) => /[pb]/.test(args)) ?? macros[0];
}

/** How a macro is read whose name ends at `from`, by what its definition does with its arguments. */
function definedMacro(chunk: string, from: number, isEnvironment: boolean): LatexMacro | undefined {
  parameters.lastIndex = from;
  const head = parameters.exec(chunk);
  if (head === null) return undefined;
  const body = bodyAt(chunk, parameters.lastIndex);
  if (body === undefined) return undefined;
  const [, count, optional, specification, delimited] = head;
  const specified = specification?.replace(/\s+/g, '').match(/[mrsot]|[OD]\{[^}]*\}/g);
  const length = specified?.length ?? Number(count ?? (delimited?.length ?? 0) / 2);
  const blocks = latexBlocks(`x ${body}`, { outer: [], verbs: '', macro: () => undefined });
  const args = Array.from({ length }, (_, at) => {
    const sign = specified?.[at]?.charAt(0) ?? (at === 0 && optional !== undefined ? 'O' : 'm');
    if (sign === 's') return '*';
    if (sign !== 'm') return 'o';
    const isIn = blocks.map((block) => block.text.includes(`#${at + 1}`));
    return isIn[0] && !isEnvironment ? 'p' : isIn.includes(true) ? 'b' : 'm';
  }).join('');
  if (isEnvironment || /[pb]/.test(args)) return { args };
  const text = blocks[0]?.text.slice(1).trimStart() ?? '';
  if (text === '') return { args };
  if (length > 0) return { args, as: standInReading(text) };
  const isText =
    blocks.length === 1 && blocks[0]!.pieces.every(({ kind }) => kind !== 'standIn') && shortText.test(text);
  // Otherwise a word in its place, as for any macro without arguments.
  return isText ? { args, as: 'text', text } : undefined;
}

function standInReading(text: string): Reading {
  return text === 'code' ? 'code' : text === '1' ? 'number' : 'reference';
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

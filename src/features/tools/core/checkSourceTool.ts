import { inOrder } from '../../../base/inOrder';
import { plain } from '../../../base/plainText';
import { documentUnits, type SentenceSource } from '../../../prose/documentUnits';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { askInference, checkUnits } from '../../checking/core/checkUnits';
import { jsonRow } from '../../checking/core/exportChecks';
import { isClaim, SourceIndex, type PlacedClaim, type SourceFile } from '../../checking/core/sourceIndex';
import { checkingLabels, judge, labelsNote, type Thresholds } from '../../checking/core/verdict';
import { percentText, type ToolAnswer } from './toolAnswer';

/** As in the tool's input schema. */
export interface CheckSourceInput {
  readonly text: string;
  readonly source?: string;
  readonly sourcePath?: string;
}

/** A file of the source, which is read when its turn comes; a reason where it cannot be. */
export interface ReadableSource {
  readonly file: SourceFile;
  readonly read: () => Promise<SentenceSource | string>;
}

/**
 * What a source says of each sentence of a text. @throws RequestError where the model can't check, or nothing can be
 * read
 */
export async function checkSourceTool(
  engine: Pick<EngineApi, 'classify' | 'describe'>,
  model: ModelRequest,
  {
    text,
    files,
    thresholds,
  }: { readonly text: SentenceSource; readonly files: readonly ReadableSource[]; readonly thresholds: Thresholds },
  options: CallOptions,
): Promise<ToolAnswer> {
  const description = await engine.describe(model, options);
  const labels = checkingLabels(description);
  const source = await indexOf(files, options.signal);
  const note = labelsNote(labels, description.name);
  const lines = note === undefined ? [] : [`${note}`];
  const results: object[] = [];
  const checked = checkUnits(
    askInference(engine, model, labels),
    (claim: NumberedClaim) => source.find(claim),
    claimsOf(text),
    options,
  );
  for await (const { unit, ...found } of inOrder(checked, (one) => one.unit.order)) {
    const row = { ...unit, ...found, file: '' };
    const { verdict, score, deciding } = judge(row, thresholds);
    const passage = verdict === 'not found' ? undefined : deciding?.passage;
    const because = passage === undefined ? '' : ` by ${passage.file.name}:${passage.line}: “${passage.text}”`;
    lines.push(`${verdict} (${percentText(score)}): “${unit.text}”${because}`);
    results.push(jsonRow(row, thresholds));
  }
  if (results.length === 0) lines.push('The text has no sentence to check.');
  return { text: lines.join('\n'), data: { note, results } };
}

async function indexOf(files: readonly ReadableSource[], signal: AbortSignal | undefined): Promise<SourceIndex> {
  const source = new SourceIndex();
  for (const { file, read } of files) {
    signal?.throwIfAborted();
    const prose = await read();
    if (typeof prose !== 'string' && !(await source.add(file, prose)))
      throw new RequestError(plain`The source has more text than can be searched. Give a smaller one.`);
  }
  if (source.passages === 0) throw new RequestError(plain`The source has no text that can be read.`);
  return source;
}

type NumberedClaim = PlacedClaim & { readonly order: number };

async function* claimsOf(text: SentenceSource): AsyncGenerator<NumberedClaim> {
  let order = 0;
  for await (const { start, end, text: sentence, line, isHeading } of documentUnits(text, 'sentence'))
    if (isClaim({ text: sentence, isHeading })) yield { start, end, text: sentence, line, uri: 'text', order: order++ };
}

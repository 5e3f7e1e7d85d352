import type { EngineApi, MaskedRow, MaskScore, ModelPart } from '../../../protocol/engineApi';
import type { MaskScorer, Vocabulary } from './task';

/** Tokens, padding included, of one request: enough to keep the processor busy, little enough to stay in its caches. */
const maxBatchTokens = 8192;

/** Texts tokenized in one request. */
const batchSize = 256;

/** A model of the engine, with parts of it left out. Rows of like length are scored together. */
export function engineScorer(engine: EngineApi, model: string, without: readonly ModelPart[]): MaskScorer {
  return {
    async score(rows, topK) {
      const order = rows.map((_, index) => index).sort((a, b) => rows[a]!.ids.length - rows[b]!.ids.length);
      const scores: (readonly MaskScore[])[] = [];
      for (const group of groups(rows, order)) {
        const request = { model, rows: group.map((index) => rows[index]!), topK, without };
        const results = await engine.scoreMasks(request);
        group.forEach((index, i) => (scores[index] = results[i]!));
      }
      return scores;
    },
  };
}

export async function engineVocabulary(engine: EngineApi, model: string): Promise<Vocabulary> {
  const { maxTokens } = await engine.describe({ model });
  return {
    maxTokens,
    encode: (text) => engine.tokenize({ model, text }),
    async tokenIds(texts) {
      const ids: (readonly number[])[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        ids.push(...(await engine.tokenIds({ model, texts: texts.slice(start, start + batchSize) })));
      }
      return ids;
    },
  };
}

/** Cuts rows in ascending order of length into groups of at most `maxBatchTokens` padded tokens. */
function groups(rows: readonly MaskedRow[], order: readonly number[]): number[][] {
  const result: number[][] = [];
  for (const index of order) {
    const last = result.at(-1);
    const length = rows[index]!.ids.length;
    if (last !== undefined && (last.length + 1) * length <= maxBatchTokens) last.push(index);
    else result.push([index]);
  }
  return result;
}

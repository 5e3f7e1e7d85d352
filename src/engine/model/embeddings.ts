import { positionTable } from '../checkpoint/modelHeads';
import type { Value } from '../graph/graph';
import type { ModelContext } from './modelContext';
import { gridRows, zeroPadding, type TokenGrid } from './tokenGrid';

/** The word table [vocabulary, embedding size]: looked up here, multiplied with by the tied masked-LM head. */
export function wordEmbeddings(model: ModelContext): Value {
  const { vocabSize, embeddingSize } = model.config;
  return model.weight('deberta.embeddings.word_embeddings.weight', [vocabSize, embeddingSize]);
}

/** Absolute position embeddings [max_position_embeddings, embedding size], for biased input and the mask decoder. */
export function positionEmbeddings(model: ModelContext): Value {
  const { maxPositionEmbeddings, embeddingSize } = model.config;
  return model.weight(positionTable, [maxPositionEmbeddings, embeddingSize]);
}

/**
 * Hidden states of the input, [batch·tokens, hidden]: word, with absolute position only for `position_biased_input`,
 * token type, and `segments` [batch, tokens, embedding size]; projected when embeddings have another size; normed; zero
 * at padding (math.md, "Encoder").
 */
export function embeddings(
  model: ModelContext,
  inputIds: Value,
  grid: TokenGrid,
  tokenTypeIds?: Value,
  segments?: Value,
): Value {
  const { graph, config } = model;
  const { embeddingSize, hiddenSize } = config;
  return graph.scope('embeddings', () => {
    let x = graph.gather(wordEmbeddings(model), inputIds);
    if (config.positionBiasedInput) {
      x = graph.add(x, graph.gather(positionEmbeddings(model), grid.positions));
    }
    if (tokenTypeIds !== undefined) {
      const table = model.weight('deberta.embeddings.token_type_embeddings.weight', [
        config.typeVocabSize,
        embeddingSize,
      ]);
      x = graph.add(x, graph.gather(table, tokenTypeIds));
    }
    if (segments !== undefined) x = graph.add(x, segments);
    x = projected(model, x);
    x = model.hooks?.embeddingInput?.(graph, x, model) ?? x;
    const normed = zeroPadding(model, grid, model.layerNorm(x, 'deberta.embeddings.LayerNorm', hiddenSize));
    return model.dropout(normed, [gridRows, hiddenSize]);
  });
}

/**
 * By how much the input of `embeddings.LayerNorm` changes when `scale` times the words `baseline` stand in the place of
 * `ids` (both [batch, tokens]), [batch·tokens, hidden].
 */
export function wordDifference(model: ModelContext, ids: Value, baseline: Value, scale: Value): Value {
  const { graph } = model;
  const words = wordEmbeddings(model);
  return projected(model, graph.sub(graph.gather(words, ids), graph.mul(graph.gather(words, baseline), scale)));
}

/** Embeddings [batch, tokens, embedding size] as rows of the hidden size. */
function projected(model: ModelContext, x: Value): Value {
  const { embeddingSize, hiddenSize } = model.config;
  const rows = model.graph.reshape(x, [-1, embeddingSize]);
  if (embeddingSize === hiddenSize) return rows;
  return model.affine(rows, model.weight('deberta.embeddings.embed_proj.weight', [hiddenSize, embeddingSize]));
}

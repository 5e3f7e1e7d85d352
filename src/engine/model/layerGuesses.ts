import type { Value } from '../graph/graph';
import type { AttentionInputs } from './disentangledAttention';
import { encoder } from './encoder';
import { maskedLanguageModel, vocabularyProjection } from './heads/maskedLanguageModel';
import { replacedToken } from './heads/replacedToken';
import type { ModelContext } from './modelContext';
import { queriedStates } from './queriedLayer';

/**
 * What a head would say if the model ended earlier: of one text, `logits` [steps, outputs] after the embeddings, after
 * each layer, and with `mlm`, whose input `masked_positions` has one mask, after each pass through the last layer. All
 * steps of a mask are one product with the vocabulary. The outputs of `rtd` are the tokens.
 */
export function layerGuesses(model: ModelContext, head: 'mlm' | 'rtd', embedded: Value, inputs: AttentionInputs): void {
  const { graph, config } = model;
  const all = [embedded];
  if (head === 'rtd') {
    encoder(model, embedded, inputs, config.numHiddenLayers, (_layer, _scores, hidden) => all.push(hidden));
    const logits = all.map((hidden) => replacedToken(model, hidden, inputs.grid));
    graph.output('logits', graph.concat(logits, 0), 'float32', ['steps', 'tokens']);
    return;
  }
  const positions = graph.input('masked_positions', 'int64', ['masks', 2]);
  const column = (index: number) => graph.gather(positions, index, 1);
  const queries = { rows: column(0), columns: column(1), count: 'masks' };
  const hidden = encoder(model, embedded, inputs, config.numHiddenLayers - 1, (_layer, _scores, output) =>
    all.push(output),
  );
  const states = all.map((one) => queriedStates(model, one, inputs.grid.tokens, queries));
  maskedLanguageModel(model, hidden, inputs, queries, (_pass, _scores, output) => states.push(output));
  const {
    states: rows,
    words,
    bias,
  } = graph.scope('steps', () => vocabularyProjection(model, graph.concat(states, 0)));
  graph.output('logits', model.affine(rows, words, bias), 'float32', ['steps', config.vocabSize]);
}

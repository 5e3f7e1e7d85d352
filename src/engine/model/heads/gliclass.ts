import type { GliclassConfig } from '../../checkpoint/gliclassConfig';
import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { AttentionInputs } from '../disentangledAttention';
import { encoder } from '../encoder';
import { lstmLayer } from '../lstm';
import type { ModelContext } from '../modelContext';
import { placedLayer } from '../placedLayer';
import { rowsAt, type TokenGrid } from '../tokenGrid';
import { gliclassScore } from './gliclassScorers';

/** Where things are in each row, int64: its labels' tokens [batch, labels], and the token between labels and text. */
export interface GliclassPlaces {
  readonly labels: Value;
  /** [batch, 1]. */
  readonly text: Value;
}

/** Added to a norm before a vector is divided by it. */
const normEpsilon = 1e-8;

/** Below any state: no maximum. */
const excludedState = -1e30;

export function gliclassPlaces({ graph }: ModelContext): GliclassPlaces {
  return {
    labels: graph.input('label_positions', 'int64', ['batch', 'labels']),
    text: graph.input('text_positions', 'int64', ['batch', 1]),
  };
}

/** Added to each token's embedding, [batch, tokens, embedding size]: one vector up to the text, another from there. */
export function segmentEmbeddings(model: ModelContext, grid: TokenGrid, { text }: GliclassPlaces): Value {
  const { graph, config } = model;
  const table = model.weight('segment_embeddings.weight', [3, config.embeddingSize]);
  return graph.gather(table, graph.cast(graph.op('GreaterOrEqual', [grid.positions, text]), 'int64'));
}

/**
 * Logits [batch, labels] of all labels of a text in one pass (GLiClass): the labels' tokens and the text's are pooled
 * to a vector each, projected, and compared. `embedded` is the encoder's input. Padding takes part in nothing, so a row
 * gives in a batch what it gives alone.
 */
export function gliclass(
  model: ModelContext,
  gliclassConfig: GliclassConfig,
  embedded: Value,
  inputs: AttentionInputs,
  places: GliclassPlaces,
): Value {
  const { graph } = model;
  const parts = new Parts(model, gliclassConfig, inputs.grid);
  const { labels, text, textMask } = vectors(parts, embedded, inputs, places);
  return graph.scope('gliclass', () => {
    const compared = {
      text: parts.projected('text_projector', text),
      labels: parts.projected('classes_projector', labels),
      textMask,
    };
    const score = gliclassScore(model, gliclassConfig, compared);
    return gliclassConfig.normalizes ? graph.mul(score, model.weight('logit_scale', [])) : score;
  });
}

/** Vectors of the labels [batch, labels, hidden], and the text's [batch, 1, hidden] or its tokens' with a mask. */
interface Vectors {
  readonly labels: Value;
  readonly text: Value;
  /** [batch, tokens]. */
  readonly textMask: Value;
}

function vectors(parts: Parts, embedded: Value, inputs: AttentionInputs, places: GliclassPlaces): Vectors {
  const { model, config } = parts;
  const { graph } = model;
  const layers = config.layers ?? model.config.numHiddenLayers;
  const ofOneToken = config.labelPooling === 'first' && config.textPooling === 'first' && !config.usesLstm;
  if (ofOneToken && layers > 1) {
    const columns = graph.concat([labelColumns(parts, places), textColumns(parts, places)], 1);
    const hidden = encoder(model, embedded, inputs, layers - 1);
    const states = placedLayer(model, layers - 1, hidden, inputs, columns);
    return {
      labels: graph.slice(states, [0], [-1], [1]),
      text: graph.slice(states, [-1], [endOfAxis], [1]),
      textMask: parts.within(textColumns(parts, places), parts.lengths),
    };
  }
  const hidden = encoder(model, embedded, inputs, layers);
  return graph.scope('pooling', () => {
    const size = graph.integers([model.config.hiddenSize]);
    const states = graph.reshape(hidden, graph.concat([inputs.grid.batch, inputs.grid.tokens, size], 0));
    const { text, mask } = textVectors(parts, states, places);
    return { labels: labelVectors(parts, states, places), text, textMask: mask };
  });
}

/** What the steps share. */
class Parts {
  /** Tokens of each row that aren't padding, [batch, 1] int64. */
  readonly lengths: Value;

  constructor(
    readonly model: ModelContext,
    readonly config: GliclassConfig,
    readonly grid: TokenGrid,
  ) {
    const { graph } = model;
    const { batch, tokens, padding } = grid;
    const shape = graph.concat([batch, tokens], 0);
    this.lengths =
      padding === undefined
        ? graph.expand(tokens, graph.concat([batch, graph.integers([1])], 0))
        : graph.cast(graph.reduceSum(graph.reshape(padding.rows, shape), [1]), 'int64');
  }

  /** Whether each column is in a range, as 1 or 0: [batch, …, tokens] for bounds [batch, …, 1]. */
  within(start: Value, end: Value): Value {
    const { graph } = this.model;
    const { positions } = this.grid;
    const inside = graph.op('And', [
      graph.op('GreaterOrEqual', [positions, start]),
      graph.op('Less', [positions, end]),
    ]);
    return graph.cast(inside, 'float32');
  }

  /** The states of some columns of each row, [batch, n, hidden] for columns [batch, n]. */
  at(states: Value, columns: Value): Value {
    const { graph, config } = this.model;
    const size = graph.integers([config.hiddenSize]);
    const rows = graph.gather(graph.reshape(states, [-1, config.hiddenSize]), rowsAt(this.model, this.grid, columns));
    return graph.reshape(rows, graph.concat([graph.shape(columns), size], 0));
  }

  /** Two linear maps, and, where features are normalized, a vector of length one; x is [batch, n, hidden]. */
  projected(name: string, x: Value): Value {
    const { graph, config } = this.model;
    const { projectorSize, projectorAct } = this.config;
    const { hiddenSize } = config;
    const rows = graph.reshape(x, [-1, hiddenSize]);
    const inner = activation(
      graph,
      projectorAct,
      this.model.linear(rows, `${name}.linear_1`, hiddenSize, projectorSize),
    );
    const y = graph.reshape(this.model.linear(inner, `${name}.linear_2`, projectorSize, hiddenSize), graph.shape(x));
    if (!this.config.normalizes) return y;
    const norm = graph.op('ReduceL2', [y, graph.integers([-1])]);
    return graph.div(y, graph.add(norm, normEpsilon));
  }
}

/** Where each label's first token is, [batch, labels]. */
function labelColumns({ model: { graph }, config }: Parts, { labels }: GliclassPlaces): Value {
  return config.usesLabelToken ? labels : graph.add(labels, graph.integers([1]));
}

/** Where the text begins, [batch, 1]. */
function textColumns({ model: { graph }, config, lengths }: Parts, { text }: GliclassPlaces): Value {
  return config.extractsText ? text : graph.mul(lengths, graph.integers(0));
}

/** A vector for each label, [batch, labels, hidden]. */
function labelVectors(parts: Parts, states: Value, places: GliclassPlaces): Value {
  const { graph } = parts.model;
  const { labelPooling, extractsText } = parts.config;
  const starts = labelColumns(parts, places);
  if (labelPooling === 'first') return parts.at(states, starts);
  // A label ends where the next one begins. The last ends where the text does, unless that is told apart.
  const bound = extractsText ? places.text : parts.lengths;
  const ends = graph.concat([graph.slice(places.labels, [1], [endOfAxis], [1]), bound], 1);
  const inside = parts.within(graph.unsqueeze(starts, [2]), graph.unsqueeze(ends, [2]));
  const count = graph.op('Max', [graph.reduceSum(inside, [2]), graph.floats(1)]);
  return graph.div(graph.matMul(inside, states), count);
}

/** Beyond any axis. */
const endOfAxis = 2 ** 31 - 1;

/** The text's vector [batch, 1, hidden], or its tokens' [batch, tokens, hidden] with a mask [batch, tokens]. */
function textVectors(parts: Parts, all: Value, places: GliclassPlaces): { readonly text: Value; readonly mask: Value } {
  const { extractsText, usesLstm, textPooling } = parts.config;
  const start = textColumns(parts, places);
  const mask = parts.within(start, parts.lengths);
  const whole: TextTokens = { states: all, mask, first: start, count: parts.lengths, hasZeros: extractsText };
  const tokens = usesLstm ? afterLstm(parts, all, start) : whole;
  return { text: textPooling === 'pass' ? tokens.states : pooled(parts, tokens), mask: tokens.mask };
}

/** The text alone, from its first token on, after the LSTM. */
function afterLstm(parts: Parts, all: Value, start: Value): TextTokens {
  const { graph, config } = parts.model;
  const zero = graph.integers([0]);
  const count = graph.sub(parts.lengths, start);
  const last = graph.sub(parts.lengths, graph.integers([1]));
  const shifted = parts.at(all, graph.op('Min', [graph.add(start, parts.grid.positions), last]));
  const lengths = graph.cast(graph.squeeze(count, [1]), 'int32');
  const byToken = graph.transpose(shifted, [1, 0, 2]);
  const read = lstmLayer(parts.model, 'lstm.lstm', 0, byToken, lengths, config.hiddenSize);
  const states = graph.transpose(read, [1, 0, 2]);
  return { states, mask: parts.within(zero, count), first: graph.mul(start, zero), count, hasZeros: false };
}

/** A text's states [batch, tokens, hidden], 1 or 0 for each [batch, tokens], and where they begin [batch, 1]. */
interface TextTokens {
  readonly states: Value;
  readonly mask: Value;
  readonly first: Value;
  /** What means divide by, [batch, 1]. */
  readonly count: Value;
  /** Whether the package pools zeros in the place of the labels. */
  readonly hasZeros: boolean;
}

/** [batch, 1, hidden]. */
function pooled(parts: Parts, { states, mask, first, count, hasZeros }: TextTokens): Value {
  const { graph } = parts.model;
  const real = graph.unsqueeze(mask, [2]);
  const kept = () => graph.mul(states, real);
  const sum = (x: Value) => graph.reduceSum(x, [1]);
  const mean = (x: Value) => graph.div(sum(x), graph.unsqueeze(graph.cast(count, 'float32'), [2]));
  const max = (x: Value) => graph.op('ReduceMax', [x, graph.integers([1])]);
  const abs = (x: Value) => graph.op('Abs', [x]);
  switch (parts.config.textPooling) {
    case 'pass':
    case 'first':
      return parts.at(states, first);
    case 'last':
      return parts.at(states, graph.sub(count, graph.integers([1])));
    case 'sum':
      return sum(kept());
    case 'avg':
      return mean(kept());
    case 'rms':
      return graph.op('Sqrt', [mean(graph.mul(kept(), kept()))]);
    case 'abs_avg':
      return mean(abs(kept()));
    case 'abs_max':
      return max(abs(kept()));
    case 'max':
      return max(graph.where(graph.greater(real, 0), states, hasZeros ? 0 : excludedState));
  }
}

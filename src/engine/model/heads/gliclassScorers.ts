import type { GliclassConfig } from '../../checkpoint/gliclassConfig';
import { float } from '../../graph/graphBuilder';
import type { Value } from '../../graph/graph';
import { activation } from '../activation';
import type { ModelContext } from '../modelContext';

/** A text [batch, 1 or tokens, hidden], a mask of its tokens [batch, tokens], and labels [batch, labels, hidden]. */
interface Compared {
  readonly text: Value;
  readonly textMask: Value;
  readonly labels: Value;
}

/** How much sharper than its products the attention of Hopfield's scorer is. */
const hopfieldBeta = 4;

/** PyTorch's own, where the encoder has another. */
const normEpsilon = 1e-5;

/** Far below any score. */
const excludedScore = -1e30;

/** How well each label goes with its text, [batch, labels]. */
export function gliclassScore(model: ModelContext, config: GliclassConfig, compared: Compared): Value {
  const { graph } = model;
  switch (config.scorer) {
    case 'simple':
      return graph.reduceSum(graph.mul(compared.text, compared.labels), [-1], { keepDims: false });
    case 'weighted-dot':
      return weightedDot(model, compared);
    case 'mlp':
      return perceptron(model, 'scorer.mlp', [0, 2, 4], 'relu', besideText(model, compared));
    case 'hopfield':
      return hopfield(model, compared);
    case 'cross-attn':
      return crossAttention(model, config.scorerHeads, compared);
  }
}

function weightedDot(model: ModelContext, { text, labels }: Compared): Value {
  const { graph, config } = model;
  const size = config.hiddenSize;
  const halves = (x: Value, name: string) => {
    const both = linear(model, `scorer.${name}`, x, size, 2 * size);
    return [graph.slice(both, [0], [size], [2]), graph.slice(both, [size], [2 * size], [2])] as const;
  };
  const [ofText, textFactor] = halves(text, 'proj_text');
  const [ofLabel, labelFactor] = halves(labels, 'proj_label');
  const sides = [graph.expand(ofText, graph.shape(ofLabel)), ofLabel, graph.mul(textFactor, labelFactor)];
  return perceptron(model, 'scorer.out_mlp', [0, 3], 'relu', graph.concat(sides, 2));
}

/** Labels attend to the text, which is one vector: the softmax is over the labels. */
function hopfield(model: ModelContext, { text, labels }: Compared): Value {
  const { graph, config } = model;
  const size = config.hiddenSize;
  const projected = (x: Value, name: string) => {
    const rows = model.affine(graph.reshape(x, [-1, size]), model.weight(`scorer.${name}.weight`, [size, size]));
    return graph.reshape(rows, graph.shape(x));
  };
  const products = graph.mul(projected(labels, 'q_proj'), projected(text, 'k_proj'));
  const scores = graph.mul(graph.reduceSum(products, [2], { keepDims: false }), hopfieldBeta);
  const shares = graph.unsqueeze(graph.softmax(scores), [2]);
  const seen = graph.add(labels, graph.mul(shares, projected(text, 'v_proj')));
  return perceptron(model, 'scorer.mlp', [0, 2, 4], 'relu', seen);
}

/** Labels attend to the tokens of the text, with several heads. */
function crossAttention(model: ModelContext, heads: number, { text, textMask, labels }: Compared): Value {
  const { graph, config } = model;
  const size = config.hiddenSize;
  const normed = (x: Value, name: string) => {
    const scale = model.weight(`scorer.${name}.weight`, [size]);
    const bias = model.weight(`scorer.${name}.bias`, [size]);
    return graph.op('LayerNormalization', [x, scale, bias], { epsilon: float(normEpsilon) });
  };
  const split = (x: Value, name: string) => {
    const y = linear(model, `scorer.${name}`, x, size, size);
    return graph.transpose(graph.reshape(y, [0, 0, heads, size / heads]), [0, 2, 1, 3]);
  };
  const query = graph.div(split(normed(labels, 'q_norm'), 'q'), Math.sqrt(size / heads));
  const key = graph.transpose(split(normed(text, 'kv_norm'), 'k'), [0, 1, 3, 2]);
  const excluded = graph.unsqueeze(graph.mul(graph.sub(1, textMask), excludedScore), [1, 2]);
  const shares = graph.softmax(graph.add(graph.matMul(query, key), excluded));
  const context = graph.transpose(graph.matMul(shares, split(text, 'v')), [0, 2, 1, 3]);
  const joined = graph.reshape(context, [0, 0, size]);
  const seen = normed(linear(model, 'scorer.out', joined, size, size), 'norm');
  return perceptron(model, 'scorer.score_mlp', [0, 2, 4], 'gelu', graph.concat([seen, labels], 2));
}

/** Each label's vector after its text's, [batch, labels, 2·hidden]. */
function besideText({ graph }: ModelContext, { text, labels }: Compared): Value {
  return graph.concat([graph.expand(text, graph.shape(labels)), labels], 2);
}

/** Linear maps `<name>.<index>` with an activation between them, the last to one number: [batch, labels]. */
function perceptron(model: ModelContext, name: string, indices: readonly number[], act: string, x: Value): Value {
  const { graph } = model;
  const layers = indices.map((index) => `${name}.${index}`);
  const y = layers.reduce((input, layer, depth) => {
    const [output = 1, width = 1] = model.parameters.info(`${layer}.weight`).shape;
    const between = depth === 0 ? input : activation(graph, act, input);
    return linear(model, layer, between, width, output);
  }, x);
  return graph.squeeze(y, [2]);
}

/** A linear map over the last of three axes. */
function linear(model: ModelContext, name: string, x: Value, input: number, output: number): Value {
  const { graph } = model;
  const rows = model.linear(graph.reshape(x, [-1, input]), name, input, output);
  const shape = graph.concat([graph.slice(graph.shape(x), [0], [2]), graph.integers([output])], 0);
  return graph.reshape(rows, shape);
}

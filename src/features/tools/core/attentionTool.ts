import { attentionTerms, type AttentionOverview, type AttentionRollout } from '../../../protocol/attentionTrace';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { percentText, type ToolAnswer } from './toolAnswer';

/** As in the tool's input schema. */
export interface AttentionInput {
  readonly text: string;
  /** Tokens named for each token, 1 to 10. */
  readonly targets?: number;
}

/**
 * What a model looks at in a text: for each token those that it draws on most over all layers (attention rollout,
 * special tokens left out), and how much of each layer's scores comes from content and from positions.
 */
export async function attentionTool(
  engine: Pick<EngineApi, 'attentionOverview' | 'attentionRollout'>,
  model: ModelRequest,
  { text, targets = 3 }: AttentionInput,
  options: CallOptions,
): Promise<ToolAnswer> {
  const overview = await engine.attentionOverview({ ...model, text }, options);
  const layer = overview.layers - 1;
  const rollout = await engine.attentionRollout({ ...model, text, layer }, options);
  const layers = layerShares(overview);
  const tokens = strongest(rollout, targets);
  const lines = [
    ...layers.map(({ shares }, i) => {
      const parts = attentionTerms.map((term) => `${term} ${percentText(shares[term]!)}`);
      return `Layer ${i}: ${parts.join(', ')}`;
    }),
    ...tokens.map(({ token, looksAt }) => {
      const parts = looksAt.map((target) => `${target.token} (${percentText(target.share)})`);
      return `${token} ← ${parts.join(', ')}`;
    }),
  ];
  const { first, total } = overview.window;
  const isCut = first > 0 || overview.tokens.length - 2 < total;
  if (isCut) lines.push(`Only ${overview.tokens.length - 2} of ${total} tokens were read.`);
  return { text: lines.join('\n'), data: { layers, tokens } };
}

/** Mean over a layer's heads of the terms' shares in what the scores vary by. */
function layerShares({ layers, heads, varianceShares: shares }: AttentionOverview) {
  return Array.from({ length: layers }, (_, layer) => {
    const mean = (term: number) => {
      let sum = 0;
      for (let head = 0; head < heads; head++) sum += shares[(layer * heads + head) * attentionTerms.length + term]!;
      return sum / heads;
    };
    return { layer, shares: Object.fromEntries(attentionTerms.map((term, i) => [term, mean(i)])) };
  });
}

function strongest({ tokens, probabilities }: AttentionRollout, targets: number) {
  const size = tokens.length;
  const inner = tokens.map((_, i) => i).slice(1, -1);
  return inner.map((row) => {
    const share = (column: number) => probabilities[row * size + column]!;
    const looksAt = inner
      .filter((column) => column !== row)
      .sort((a, b) => share(b) - share(a))
      .slice(0, targets)
      .map((column) => ({ token: tokens[column]!, index: column - 1, share: share(column) }));
    return { token: tokens[row]!, index: row - 1, looksAt };
  });
}

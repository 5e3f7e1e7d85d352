/** The size of a checkpoint in the layout of v2 and v3. */
export interface LayoutSize {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly vocabulary: number;
}

/** config.json of a checkpoint of that size as the published v3 models have it; v2 adds its convolution. */
export function layoutConfig({ hidden, layers, heads, vocabulary }: LayoutSize): Record<string, unknown> {
  return {
    model_type: 'deberta-v2',
    hidden_size: hidden,
    intermediate_size: 4 * hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    vocab_size: vocabulary,
    max_position_embeddings: 512,
    relative_attention: true,
    position_buckets: 256,
    max_relative_positions: -1,
    norm_rel_ebd: 'layer_norm',
    share_att_key: true,
    pos_att_type: 'p2c|c2p',
    position_biased_input: false,
    type_vocab_size: 0,
    layer_norm_eps: 1e-7,
    hidden_act: 'gelu',
  };
}

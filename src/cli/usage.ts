/** The command line was not understood: exit code 2, with the usage. */
export class UsageError extends Error {}

export const usage = `Usage: deberta COMMAND MODEL [TEXT…] [options]

MODEL is a checkpoint's folder or weights file, or "bundled". TEXT is read from standard input, a line each, when none is given.

  fill-mask MODEL [TEXT…] [--top N] [--json]            the likeliest words for every [MASK]
  classify MODEL [TEXT…] [--pair TEXT] [--labels A,B,…] [--template T] [--json]
                                                        the model's labels, or with --labels a masked model's choice
  odd-words MODEL [TEXT…] [--threshold P] [--json]      tokens that a v3 discriminator takes for replaced
  tokenize MODEL [TEXT…] [--json]                       ids, tokens and offsets
  compile MODEL --out DIR                               ONNX graphs with their weights
  forward MODEL --head mlm|classify|rtd --inputs IN.safetensors --out OUT.safetensors [--trace]

Everywhere: --provider auto|cpu|webgpu|cuda|dml|coreml, --threads N, --cache DIR
`;

import type { PlainText } from '../base/plainText';

/** The command line was not understood: exit code 2, with the usage. */
export class UsageError extends Error {
  declare readonly message: PlainText;

  constructor(message: PlainText) {
    super(message);
  }
}

export const usage = `Usage: deberta COMMAND MODEL [TEXT…] [options]

MODEL is a checkpoint's folder or weights file, the id of a downloaded model, or "bundled". TEXT is read from standard input, a line each, when none is given.

  fill-mask MODEL [TEXT…] [--top N] [--json]            the likeliest words for every [MASK]
  classify MODEL [FILES…] [--text TEXT] [--pair TEXT|--pairs] [--labels A,B,… [--template T] [--multi]] [--threshold P]
    [--unit sentence|line|document] [--format text|csv|json]     the model's labels, or with --labels any; JSON is one object a line
  odd-words MODEL [TEXT…] [--threshold P] [--json]      tokens that a v3 discriminator takes for replaced
  suggest MODEL FILE --offset N [--language markdown] [--top N] [--json]
                                                        the words that the editor offers at a caret
  replace MODEL FILE --from N --to M [--language markdown] [--top N] [--json]
                                                        other words for those in a range of a document
  prose FILE [--language markdown] [--json]             what a model reads of a document: its sentences without markup
  tokenize MODEL [TEXT…] [--json]                       ids, tokens and offsets
  compile MODEL --out DIR                               ONNX graphs with their weights
  forward MODEL --head mlm|classify|rtd --inputs IN.safetensors --out OUT.safetensors [--trace]
  evaluate-lm MODEL --task masked|lambada|blimp|swords|wikitext --data PATH [--limit N] [--length TOKENS]
              [--emd on|off] [--without c2p|p2c] [--baseline TEXT] [--json]
                                                        how well it predicts masked tokens
  train MODEL --data FILE.csv|.tsv|.jsonl --out DIR [--sift] [--compare] [--eval FILE | --held-out SHARE] [--json]
        [--task single|multi|number] [--text-column C] [--pair-column C] [--label-column C] [--limit N] [--layers head|all|N]
        [--epochs N] [--batch N] [--accumulation N] [--learning-rate R] [--warm-up SHARE] [--weight-decay R] [--dropout P]
        [--max-tokens N] [--seed N] [--sift-mode improved|faithful] [--sift-weight L] [--sift-steps N]
                                                        a classifier of your own; the same call goes on after a cut
  evaluate MODEL --data FILE [--text-column C] [--pair-column C] [--label-column C] [--max-tokens N] [--json]
                                                        accuracy, macro-F1, confusion, calibration
  adapt MODEL FILES… --out DIR [--held-out SHARE] [--json] [--epochs N] [--batch N] [--accumulation N] [--learning-rate R]
        [--warm-up SHARE] [--weight-decay R] [--dropout P] [--max-tokens N] [--seed N]
                                                        the model trained further on your prose, if that makes it better

  models list [--json]                                  models in the store, and published ones
  models download ID [--revision R] [--send-token] [--json]
                                                        ID is owner/name, or owner/name@generator; resumes; --send-token
                                                        sends HF_TOKEN to HF_ENDPOINT, which only huggingface.co gets else
  models import PATH [--id ID] [--json]                 a folder, a weights file, or a bundle
  models export ID OUT                                  a bundle for machines without network
  models precision ID fp32|fp16|int8|auto [--json]
                                                        what the model is used in; auto: int8 if it answers as in fp32
  models verify ID [--json]                             reads all files again and compares their hashes
  models remove ID
  models log [--json]                                   every network request ever made

Everywhere: --provider auto|cpu|webgpu|cuda|dml|coreml, --threads N, --precision fp32|fp16|int8, --cache DIR, --store DIR
`;

import type { Tensors } from './session';

/** The slowest machine that is reckoned with: bytes that it reads, and floating-point operations that it does, in a second. */
const slowest = { bytes: 1e7, operations: 1e9 } as const;

/** What opening a model's graph may take, in seconds: its weights are read, and laid out anew, in fp32. */
export function openingSeconds(parameters: number): number {
  return (4 * parameters) / slowest.bytes;
}

/** What a forward pass may take, in seconds. Gradients take three passes. */
export function runSeconds(parameters: number, inputs: Tensors, passes = 1): number {
  return (2 * parameters * tokensIn(inputs) * passes) / slowest.operations;
}

/** Tokens in a graph's inputs, whose first two dimensions are texts and tokens. */
export function tokensIn(inputs: Tensors): number {
  return Math.max(...Object.values(inputs).map(({ shape: [texts = 1, length = 1] }) => texts * length));
}

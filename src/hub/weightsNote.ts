import type { ModelLock } from './store/modelLock';

/** What a user is told of a model whose weights came as a program: that it was converted, not run. Undefined for all others. */
export function weightsNote({ weightsFormat }: Pick<ModelLock, 'weightsFormat'>): string | undefined {
  return weightsFormat === 'pytorch' ? 'PyTorch pickle, read without running anything in it' : undefined;
}

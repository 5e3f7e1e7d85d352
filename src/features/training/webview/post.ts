import type { FromTrainingView } from '../core/trainingView';

/** Tells the extension of a press. */
export type Post = (message: FromTrainingView) => void;

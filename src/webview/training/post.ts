import type { FromTrainingView } from '../../protocol/trainingView';

/** Tells the extension of a press. */
export type Post = (message: FromTrainingView) => void;

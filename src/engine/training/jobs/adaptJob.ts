import { createHash } from 'node:crypto';
import path from 'node:path';
import { plain, sentences } from '../../../base/plainText';
import { inability } from '../../../protocol/abilities';
import { RequestError } from '../../../protocol/errors';
import type { AdaptJob, AdaptReport } from '../../../protocol/training';
import { openCheckpoint, type Checkpoint } from '../../checkpoint/checkpoint';
import { conversionToFloat32 } from '../../checkpoint/floatConversion';
import { maxTokens } from '../../model/modelGraph';
import type { FloatTensor } from '../../runtime/session';
import { loadTokenizer } from '../../tokenizer/loadTokenizer';
import { maskedLoss } from '../graphs/maskedGraphs';
import { ParameterSet } from '../graphs/parameterSet';
import { inputWeights } from '../graphs/trainingGraph';
import { runTrainingLoop, type TrainingControl } from '../loop/trainingLoop';
import { StateFolder } from '../loop/trainingState';
import { encodeProse } from '../steps/maskedExamples';
import { MaskedStepper } from '../steps/maskedStepper';
import { finishTraining, json, removeFolder, workFolder } from './modelFolder';

/**
 * Continues training a masked language model on a writer's prose, and writes it as a Hugging Face folder only where it
 * then predicts held-out prose better than before. An interrupted training is continued.
 * @throws RequestError when the model fills no masks or there is too little prose, CheckpointError
 */
export async function runAdaptJob(job: AdaptJob, control: TrainingControl): Promise<AdaptReport> {
  const startedAt = Date.now();
  const checkpoint = await openCheckpoint(job.model);
  try {
    const { config, weights, heads, name, fingerprint } = checkpoint;
    if (!heads.includes('mlm'))
      throw new RequestError(sentences(inability(checkpoint, 'mlm'), plain`So it cannot be adapted to a style.`));
    const tokenizer = await loadTokenizer(checkpoint.directory);
    const length = Math.min(job.options.maxTokens, maxTokens(config, weights, 'mlm'));
    const [train, heldOut] = [job.train, job.heldOut].map((texts) => encodeProse(tokenizer, texts, length));
    if (train!.length === 0 || heldOut!.length === 0) {
      throw new RequestError(
        plain`There is too little prose to learn from and to measure with. Add more of your writing.`,
      );
    }
    const model = { config, parameters: weights, dropout: job.options.dropout > 0 };
    const shapes = inputWeights(maskedLoss(model).graph);
    const parameters = await ParameterSet.read(checkpoint, shapes, [...shapes.keys()], job.options.seed);
    const stepper = await MaskedStepper.open(model, parameters, tokenizer, job.options.dropout, job.threads);
    try {
      const before = await stepper.measure(heldOut!, control.signal);
      const state = await runTrainingLoop(
        {
          run: 'adapt',
          parameters,
          train: train!,
          stepper,
          options: job.options,
          measure: async (signal) => {
            const loss = await stepper.measure(heldOut!, signal);
            return { loss, score: -loss };
          },
          saveSeconds: job.saveSeconds,
          state: new StateFolder(path.join(workFolder(job.out), 'adapt')),
          fingerprint: fingerprintOf(job, fingerprint),
        },
        control,
      );
      const after = state.epochs[state.bestEpoch - 1]?.heldOutLoss ?? before;
      const report: AdaptReport = {
        model: name,
        before,
        after,
        isBetter: after < before,
        bestEpoch: state.bestEpoch,
        trainTexts: train!.length,
        heldOutTexts: heldOut!.length,
        seconds: (Date.now() - startedAt) / 1000,
      };
      if (report.isBetter) {
        const tensors = await allTensors(checkpoint, parameters);
        await finishTraining(job.out, { base: checkpoint, tensors, files: { 'training-report.json': json(report) } });
      } else {
        await removeFolder(workFolder(job.out));
      }
      return report;
    } finally {
      await stepper.release();
    }
  } finally {
    await checkpoint.close();
  }
}

function fingerprintOf({ train, heldOut, options }: AdaptJob, model: string): string {
  return createHash('sha256')
    .update(JSON.stringify([train, heldOut, options, model]))
    .digest('hex');
}

/** All of the checkpoint's tensors of numbers: those of other heads stay as they were. */
async function allTensors({ weights }: Checkpoint, { tensors }: ParameterSet): Promise<Record<string, FloatTensor>> {
  const isFloat = (name: string) => conversionToFloat32(weights.info(name).dtype) !== undefined;
  const others = weights.names.filter((name) => !(name in tensors) && isFloat(name));
  const kept = await Promise.all(
    others.map(async (name) => {
      const { shape } = weights.info(name);
      return [name, { type: 'float32', shape, data: await weights.readFloat32(name) }] as const;
    }),
  );
  return { ...Object.fromEntries(kept), ...tensors };
}

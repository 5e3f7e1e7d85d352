import { print, printJson } from '../../../terminal/terminal';
import { makeFolder } from '../../../base/files';
import { countWords, gatherSentences, proseChunks } from '../core/proseChunks';
import { adaptJob } from '../core/trainingPlan';
import { adaptationOptions, adaptationTexts } from '../../../protocol/trainingDefaults';
import { number } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { runTraining, showNotes, threads } from './runTraining';
import { outFolder, settingOptions, trainingSettings } from './trainingSettings';
import { textUnits } from '../../../terminal/textUnits';

/** `adapt`: trains a model that fills masks further on the prose of documents; resumes a training that was cut off. */
export const adapt: Command = {
  takes: 'MODEL [FILES…]',
  does: 'trains a model that fills masks further on your prose',
  options: {
    out: ['DIR', 'folder for the adapted model'],
    'held-out': ['SHARE', 'share of the texts to measure the model on'],
    ...settingOptions,
    json: 'a JSON report',
  },
  notes: [
    'Ctrl-C saves and exits with 130; the same command resumes.',
    'If the model does not get better, nothing is written, and the exit code is 0.',
  ],
  example: 'bundled notes.md letters.txt --out my-model',
  async run({ given, engine, model, json }) {
    const description = await engine.describe({ model });
    showNotes(description);
    const { hiddenSize } = description;
    const out = await outFolder(given, model);
    const options = trainingSettings(given, adaptationOptions(hiddenSize));
    const sentences = await gatherSentences(textUnits(given), ({ file }) => file);
    const texts = proseChunks(sentences, adaptationTexts.characters);
    const heldOut = number(given, 'held-out', adaptationTexts.heldOut, 0, 1);
    const job = adaptJob(texts, heldOut, { model, out, options, threads: threads(given) });
    await makeFolder(out);
    const report = await runTraining(job);
    if (json) return printJson(report);
    const { before, after, isBetter, bestEpoch, trainTexts, heldOutTexts, seconds } = report;
    print(`${countWords(texts)} words: ${trainTexts} texts to learn from, ${heldOutTexts} held out`);
    print(`loss of held-out words ${before.toFixed(3)} before, ${after.toFixed(3)} after; ${seconds.toFixed(0)} s`);
    print(
      isBetter
        ? `${out}: the adapted model, from epoch ${bestEpoch} of ${options.epochs}`
        : 'It did not get better, so nothing was written.',
    );
  },
};

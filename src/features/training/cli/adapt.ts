import { print, printJson } from '../../../terminal/terminal';
import { makeFolder } from '../../../base/makeFolder';
import { countWords, gatherSentences, proseChunks } from '../core/proseChunks';
import { adaptJob } from '../core/trainingJobs';
import { adaptationOptions, adaptationTexts } from '../../../protocol/trainingDefaults';
import { number } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { runTraining, tellNotes, threads } from './runTraining';
import { outFolder, settingNames, trainingSettings } from './trainingSettings';
import { textUnits } from '../../../terminal/textUnits';

/** `adapt`: goes on training a model that fills masks on the prose of documents; called again after a cut, it goes on. */
export const adapt: Command = {
  options: ['out', 'held-out', ...settingNames, 'json'],
  async run({ given, engine, model, json }) {
    const description = await engine.describe({ model });
    tellNotes(description);
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

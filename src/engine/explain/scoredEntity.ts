import { plain } from '../../base/plainText';
import type { ExplainedEntity } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/text';
import { meaningsOf, outside } from '../../protocol/wordTags';
import { entityPrompt, readWords, wordsOf as glinerWords, type Word } from '../batch/glinerLogits';
import { int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { sigmoid, softmax } from '../batch/probability';
import { readLogits } from '../batch/rowLogits';
import { pairRow } from '../batch/textWindows';
import { tokenWindow } from '../batch/tokenWindow';
import { glinerOf } from '../checkpoint/glinerConfig';
import { maxExplainedTokens, requireExplainable } from './explainable';
import { tokensOfWords, wordsOf } from './rowWords';
import type { ScoredAnswer } from './scoredAnswer';
import { bestCandidates, comparedLabels } from './scoredLabel';

/** The label of an entity. A longer text is read around it. @throws RequestError for a label that the model lacks */
export function scoredEntity(model: ModelRunner, of: ExplainedEntity): Promise<ScoredAnswer> {
  return model.description.heads.includes('gliner') ? namedEntity(model, of) : taggedEntity(model, of);
}

/** A token classifier's: the mean over the entity's tokens of the log-odds of all tags of its label. */
async function taggedEntity(
  model: ModelRunner,
  { text, entity, answer, against }: ExplainedEntity,
): Promise<ScoredAnswer> {
  const whole = model.tokenizer.encode(text);
  const positions = tokensIn(whole.ranges, entity);
  const read = tokenWindow({ encoding: whole, positions }, Math.min(model.maxTokens('tokens'), maxExplainedTokens));
  const { ids, types, ranges, sequence } = read.encoding;
  const tags = meaningsOf(model.config.labels).map(({ label }) => label);
  const labels = [...new Set(tags)];
  const size = tags.length;
  const probabilities = labels.map(() => 0);
  await readLogits(model, 'tokens', [{ ids, types }], (logits) => {
    for (const position of read.positions)
      softmax([...logits.subarray(position * size, (position + 1) * size)]).forEach(
        (one, tag) => (probabilities[labels.indexOf(tags[tag]!)]! += one / read.positions.length),
      );
  });
  const named = labels.flatMap((label, index) => (label === outside ? [] : [index]));
  const best = named.reduce((a, b) => (probabilities[b]! > probabilities[a]! ? b : a), named[0]!);
  const { chosen, rival } = comparedLabels(labels, best, { answer, against });
  const groupOf = (position: number, isOf: (label: number) => boolean) =>
    tags.flatMap((tag, index) => (isOf(labels.indexOf(tag)) ? [position * size + index] : []));
  const isRival = (label: number) => (rival === undefined ? label !== chosen : label === rival);
  const share = 1 / read.positions.length;
  const words = wordsOf([text]);
  const tokens = ranges.map((range, token) => ({ range, sequence: sequence[token]!, token }));
  return requireExplainable(model, {
    ...{ answer: labels[chosen]!, against, measure: rival === undefined ? 'logOdds' : 'logitDifference', words },
    candidates: bestCandidates(
      labels.map((label, index) => ({ answer: label, probability: probabilities[index]! })),
      chosen,
    ),
    rows: [
      {
        ...{ head: 'tokens', ids, types, outputs: ids.length * size, picked: [0] },
        groups: read.positions.flatMap((position) => [
          groupOf(position, (label) => label === chosen),
          groupOf(position, isRival),
        ]),
        words: tokensOfWords(words, tokens),
      },
    ],
    scores: [{ row: 0, weights: [0, ...read.positions.flatMap(() => [share, -share])] }],
    temperature: 1,
  });
}

/**
 * A GLiNER's: the logit of its span, or, of a model that tags words, the mean logit of its first word to begin the
 * entity, its last one to end it, and all of them to be in it.
 */
async function namedEntity(
  model: ModelRunner,
  { text, entity, labels = [], answer, against }: ExplainedEntity,
): Promise<ScoredAnswer> {
  const prompt = entityPrompt(model, labels);
  const { spanMode, maxWidth, subtokenPooling, maxWords } = glinerOf(model);
  const all = glinerWords(model, [text])[0]!;
  const {
    words: read,
    first,
    last,
  } = around(all, entity, {
    tokens: Math.min(model.maxTokens('gliner'), maxExplainedTokens) - prompt.tokens.length - 2,
    words: maxWords,
  });
  const isOfSpans = spanMode === 'markerV0';
  if (isOfSpans && last - first >= maxWidth)
    throw new RequestError(plain`The model finds entities of up to ${maxWidth} words. Choose a shorter one.`);
  const depth = labels.length;
  const at = (word: number, label: number, part: number) => (word * depth + label) * 3 + part;
  const logitsOf = (label: number) => {
    if (isOfSpans) return [(first * maxWidth + last - first) * depth + label];
    const inside = Array.from({ length: last - first + 1 }, (_, i) => at(first + i, label, 2));
    return [at(first, label, 0), ...inside, at(last, label, 1)];
  };
  const probabilities: number[] = [];
  await readWords(model, prompt, [read], ({ data }) => {
    labels.forEach((_, label) => (probabilities[label] = Math.min(...logitsOf(label).map((i) => sigmoid(data[i]!)))));
  });
  const best = probabilities.indexOf(Math.max(...probabilities));
  const { chosen, rival } = comparedLabels(labels, best, { answer, against });
  const own = logitsOf(chosen);
  const others = rival === undefined ? [] : logitsOf(rival);
  const { ids, types } = pairRow(model, [...prompt.tokens, ...read.flatMap(({ tokens }) => tokens)]);
  let next = 1 + prompt.tokens.length;
  const places = read.map(({ tokens: { length } }) => {
    const from = next;
    next += length;
    return { first: from, last: next - 1 };
  });
  const words = wordsOf([text]);
  const ofWord = new Map(
    read.map(({ start }, i) => [
      start,
      Array.from({ length: places[i]!.last - places[i]!.first + 1 }, (_, t) => places[i]!.first + t),
    ]),
  );
  return requireExplainable(model, {
    ...{ answer: labels[chosen]!, against, measure: rival === undefined ? 'logOdds' : 'logitDifference', words },
    candidates: bestCandidates(
      labels.map((label, index) => ({ answer: label, probability: probabilities[index]! })),
      chosen,
    ),
    rows: [
      {
        ...{ head: 'gliner', ids, types, picked: [...own, ...others], groups: [] },
        outputs: read.length * (isOfSpans ? maxWidth * depth : depth * 3),
        words: words.map(({ start }) => ofWord.get(start) ?? []),
        inputs: (count) => {
          const positions = places.map((place) => (subtokenPooling === 'first' ? place.first : place.last));
          const each = Array.from({ length: count }, () => positions).flat();
          return {
            word_positions: int64(each, [count, positions.length]),
            word_counts: int64(new Array<number>(count).fill(positions.length), [count]),
            label_positions: int64(
              prompt.positions.map((position) => position + 1),
              [depth],
            ),
          };
        },
      },
    ],
    scores: [{ row: 0, weights: [...own.map(() => 1 / own.length), ...others.map(() => -1 / others.length)] }],
    temperature: 1,
  });
}

/** The words around an entity that fit, and which of them are its first and its last one. */
function around(words: readonly Word[], entity: TextRange, room: { readonly tokens: number; readonly words: number }) {
  const inside = tokensIn(words, entity);
  let [start, end] = [inside[0]!, inside.at(-1)! + 1];
  let tokens = words.slice(start, end).reduce((sum, word) => sum + word.tokens.length, 0);
  const fits = (word: Word | undefined) =>
    word !== undefined && tokens + word.tokens.length <= room.tokens && end - start < room.words;
  while (fits(words[start - 1]) || fits(words[end])) {
    if (fits(words[start - 1])) tokens += words[--start]!.tokens.length;
    if (fits(words[end])) tokens += words[end++]!.tokens.length;
  }
  return { words: words.slice(start, end), first: inside[0]! - start, last: inside.at(-1)! - start };
}

/** The places of the ranges that are, at least partly, in another. @throws RequestError where there are none */
function tokensIn(ranges: readonly TextRange[], { start, end }: TextRange): number[] {
  const found = ranges.flatMap((range, place) => (range.start < end && range.end > start ? [place] : []));
  if (found.length === 0) throw new RequestError(plain`The entity has no word of the text. Choose another one.`);
  return found;
}

import { maxOf } from '../../base/extremes';
import { plain } from '../../base/plainText';
import type { Entity } from '../../protocol/entities';
import { RequestError } from '../../protocol/errors';
import { fittingWords, entityPrompt, readWords, wordsOf, type EntityPrompt, type Word } from '../batch/glinerLogits';
import type { ModelRunner } from '../batch/modelRunner';
import { overlapShare, roomFor, type TokenWindow } from '../batch/textWindows';
import { glinerOf, type GlinerConfig } from '../checkpoint/glinerConfig';
import { scoredSpans, withoutOverlaps, type ScoredSpan } from './decodeEntities';

/**
 * The entities in texts that are what one of `labels` names, any number of them. Those of a text don't overlap. A long
 * text is read in overlapping windows, and of a span in two of them counts what the one says in which it is farther
 * from an end. Labels that take more than half of a row are read in several.
 * @throws RequestError when there are no labels, or one that the model cannot read
 */
export async function glinerEntities(
  model: ModelRunner,
  texts: readonly string[],
  labels: readonly string[],
  threshold: number,
): Promise<Entity[][]> {
  const named = [...new Set(labels)];
  const room = roomFor(model, model.maxTokens('gliner'));
  const prompts = entityPrompts(model, named, Math.floor(room / 2));
  const wordRoom = room - maxOf(prompts.map(({ tokens }) => tokens.length));
  const inputs = wordsOf(model, texts, wordRoom).map((words): Input => {
    return { words, windows: wordWindows(words, wordRoom, glinerOf(model)) };
  });
  const found: NamedSpan[][] = inputs.map(() => []);
  for (const prompt of prompts) await addSpans(model, prompt, inputs, threshold, found);
  return inputs.map(({ words }, text) =>
    withoutOverlaps(found[text]!, words.length).map(({ start, end, name, score }) => {
      return { start: words[start]!.start, end: words[end]!.end, label: name, score };
    }),
  );
}

/** A text as it is read. */
interface Input {
  readonly words: readonly Word[];
  readonly windows: readonly TokenWindow[];
}

interface NamedSpan extends ScoredSpan {
  readonly name: string;
}

/** The labels as prompts of at most `room` tokens: one if they fit, otherwise parts of like sizes. */
function entityPrompts(model: ModelRunner, labels: readonly string[], room: number): EntityPrompt[] {
  const prompt = entityPrompt(model, labels);
  if (prompt.tokens.length <= room) return [prompt];
  if (labels.length === 1) {
    throw new RequestError(
      plain`The label “${labels[0]!}” has ${prompt.tokens.length} tokens, but at most ${room} fit. Use a shorter one.`,
    );
  }
  const middle = Math.ceil(labels.length / 2);
  return [labels.slice(0, middle), labels.slice(middle)].flatMap((half) => entityPrompts(model, half, room));
}

/** Windows over a text's words, each as long as it may be. A span of `maxWidth` words is whole in one of them. */
function wordWindows(words: readonly Word[], room: number, config: GlinerConfig): TokenWindow[] {
  const { maxWidth } = config;
  const maxWords = Math.min(config.maxWords, fittingWords(config));
  const windows: TokenWindow[] = [];
  let start = 0;
  let end = 0;
  while (end < words.length) {
    end = start;
    for (let tokens = 0; end < words.length && end - start < maxWords; end++) {
      tokens += words[end]!.tokens.length;
      if (tokens > room) break;
    }
    windows.push({ start, end });
    const overlap = Math.max(maxWidth, Math.ceil((end - start) * overlapShare));
    start = Math.max(start + 1, end - overlap);
  }
  return windows;
}

/** Adds the spans that some of the labels name; those of a text in the order of its windows. */
async function addSpans(
  model: ModelRunner,
  prompt: EntityPrompt,
  inputs: readonly Input[],
  threshold: number,
  found: readonly NamedSpan[][],
): Promise<void> {
  const { spanMode } = glinerOf(model);
  const parts = inputs.flatMap(({ words, windows }, text) =>
    windows.map((window, i) => ({
      text,
      start: window.start,
      words: words.slice(window.start, window.end),
      // Where a span's middle is that this window is to find.
      from: i === 0 ? -Infinity : (windows[i - 1]!.end + window.start) / 2,
      to: i === windows.length - 1 ? Infinity : (window.end + windows[i + 1]!.start) / 2,
      spans: [] as NamedSpan[],
    })),
  );
  const texts = parts.map(({ words }) => words);
  await readWords(model, prompt, texts, (logits, index) => {
    const { start: first, from, to, spans } = parts[index]!;
    for (const span of scoredSpans(logits, spanMode, threshold)) {
      const start = first + span.start;
      const end = first + span.end;
      const middle = (start + end + 1) / 2;
      if (middle >= from && middle < to) spans.push({ ...span, start, end, name: prompt.labels[span.label]! });
    }
  });
  for (const { text, spans } of parts) for (const span of spans) found[text]!.push(span);
}

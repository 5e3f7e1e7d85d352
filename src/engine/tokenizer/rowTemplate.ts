import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import { property, typeOf } from './json';

/** A place in a row of tokens: a special token, or the tokens of one of the texts. */
type Slot = { readonly id: number; readonly type: number } | { readonly text: 0 | 1; readonly type: number };

/** What a row consists of, each part with its token type. */
export type RowTemplate = readonly Slot[];

/** The rows of one text and of a pair: one special token at either end, and at least one between two texts. */
export interface RowTemplates {
  readonly single: RowTemplate;
  readonly pair: RowTemplate;
}

/** A row of tokens as the model gets it: ids, and the token type of each. */
export interface InputRow {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/** Special tokens of a row with texts. */
export function specialCount(templates: RowTemplates, isPair: boolean): number {
  const { length } = isPair ? templates.pair : templates.single;
  return isPair ? length - 2 : length - 1;
}

/** The row of one text or two, given as their tokens without special ones. */
export function inputRow({ single, pair }: RowTemplates, ...texts: readonly (readonly number[])[]): InputRow {
  const parts = (texts.length > 1 ? pair : single).map((slot) => ({
    ids: 'id' in slot ? [slot.id] : (texts[slot.text] ?? []),
    type: slot.type,
  }));
  return { ids: parts.flatMap(({ ids }) => ids), types: parts.flatMap(({ ids, type }) => ids.map(() => type)) };
}

/** A row cut to `maxTokens` tokens: its end is dropped, except for the special token there. */
export function shortened({ ids, types }: InputRow, maxTokens: number): InputRow {
  if (ids.length <= maxTokens) return { ids, types };
  return {
    ids: [...ids.slice(0, maxTokens - 1), ...ids.slice(-1)],
    types: [...types.slice(0, maxTokens - 1), ...types.slice(-1)],
  };
}

/** DeBERTa's own: `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`, with type 1 from B on. */
export function classicTemplates({ cls, sep }: { readonly cls: number; readonly sep: number }): RowTemplates {
  const single: RowTemplate = [special(cls), text(0), special(sep)];
  return { single, pair: [...single, text(1, 1), special(sep, 1)] };
}

/**
 * What the `post_processor` of a tokenizer.json puts around texts; undefined when it puts nothing there. Transformers 5
 * saves v1 models with two [SEP] between the texts of a pair, as RoBERTa has.
 * @throws TokenizerError naming `origin` when it is of another kind, or makes rows of another form
 */
export function readTemplates(json: unknown, origin: string): RowTemplates | undefined {
  const templates = processors(json).flatMap((processor) => {
    const type = typeOf(processor);
    const read = Object.hasOwn(readers, type) ? readers[type]?.(processor) : undefined;
    if (read === undefined) {
      throw new TokenizerError(
        plain`${origin} has the post-processor ${JSON.stringify(processor).slice(0, 200)}, which is not supported. Use the checkpoint's own tokenizer files.`,
      );
    }
    return read;
  });
  const [first] = templates;
  if (first === undefined) return undefined;
  if (templates.length > 1 || !/^sAs$/.test(form(first.single)) || !/^sAs{1,4}Bs$/.test(form(first.pair))) {
    throw new TokenizerError(
      plain`${origin} does not put one special token before a text, one after it, and some between two, as every DeBERTa has them. Use the checkpoint's own tokenizer files.`,
    );
  }
  return first;
}

/** By `type`; undefined where something is missing, nothing for one that adds no tokens. */
const readers: Readonly<Record<string, (json: unknown) => RowTemplates[] | undefined>> = {
  ByteLevel: () => [],
  BertProcessing: (json) => {
    const [cls, sep] = ends(json);
    return cls === undefined || sep === undefined ? undefined : [classicTemplates({ cls, sep })];
  },
  RobertaProcessing: (json) => {
    const [cls, sep] = ends(json);
    if (cls === undefined || sep === undefined) return undefined;
    const { single } = classicTemplates({ cls, sep });
    return [{ single, pair: [...single, special(sep), text(1), special(sep)] }];
  },
  TemplateProcessing: (json) => {
    const [single, pair] = ['single', 'pair'].map((key) =>
      slots(property(json, key), property(json, 'special_tokens')),
    );
    return single && pair && [{ single, pair }];
  },
};

function processors(json: unknown): unknown[] {
  if (json === undefined || json === null) return [];
  const inner = property(json, 'processors');
  return typeOf(json) === 'Sequence' && Array.isArray(inner) ? inner.flatMap(processors) : [json];
}

function special(id: number, type = 0): Slot {
  return { id, type };
}

function text(index: 0 | 1, type = 0): Slot {
  return { text: index, type };
}

/** A row's slots as letters: `s` for a special token, A and B for the texts. */
function form(template: RowTemplate): string {
  return template.map((slot) => ('id' in slot ? 's' : 'AB'.charAt(slot.text))).join('');
}

/** The ids of `cls` and `sep`, each written as its text and its id. */
function ends(json: unknown): (number | undefined)[] {
  return ['cls', 'sep'].map((key) => {
    const id = property(property(json, key), '1');
    return isId(id) ? id : undefined;
  });
}

function slots(template: unknown, specials: unknown): Slot[] | undefined {
  if (!Array.isArray(template)) return undefined;
  const read = template.map((piece: unknown) => slotsOf(piece, specials));
  return read.some((part) => part === undefined) ? undefined : read.flatMap((part) => part ?? []);
}

function slotsOf(piece: unknown, specials: unknown): Slot[] | undefined {
  const sequence = property(piece, 'Sequence');
  const part = sequence ?? property(piece, 'SpecialToken');
  const name = property(part, 'id');
  const type = property(part, 'type_id');
  if (typeof name !== 'string' || (type !== 0 && type !== 1)) return undefined;
  if (sequence !== undefined) return name === 'A' || name === 'B' ? [text(name === 'A' ? 0 : 1, type)] : undefined;
  const ids = property(property(specials, name), 'ids');
  return Array.isArray(ids) && ids.every(isId) ? ids.map((id) => special(id, type)) : undefined;
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

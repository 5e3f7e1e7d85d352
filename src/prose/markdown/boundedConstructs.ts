import type {
  Construct,
  ConstructRecord,
  Effects,
  FullNormalizedExtension,
  TokenizeContext,
} from 'micromark-util-types';

/** How many codes are read in vain before anything is given up, and for each code of the text that has been passed. */
const allowance = 20_000;
const share = 8;
/**
 * How many events are looked at in the time in which a code is read, by the constructs that look back at all of them.
 */
const eventsPerCode: ReadonlyMap<string | undefined, number> = new Map([
  ['attention', 4],
  ['strikethrough', 4],
  ['emailAutolink', 64],
]);

interface Work {
  /** Offset in the text at which the tokenizer began. */
  readonly from: number;
  /** Codes that it has read, those that it read again included, and what else it did in the time of reading more. */
  codes: number;
}

const works = new WeakMap<Effects, Work>();

/**
 * Micromark's constructs, bounded: what does not close is read to the end of the text and then again as text, and a
 * text that is made of it takes time that grows with the square of its length. A tokenizer that has read far more than
 * the text so far begins no construct any more.
 */
export function boundConstructs({ document, flow, flowInitial, contentInitial, text }: FullNormalizedExtension): void {
  for (const record of [document, flow, flowInitial, contentInitial, text]) boundRecord(record);
}

function boundRecord(record: ConstructRecord): void {
  for (const [code, constructs] of Object.entries(record))
    if (constructs !== undefined)
      Object.assign(record, { [code]: Array.isArray(constructs) ? constructs.map(bounded) : bounded(constructs) });
}

function bounded(construct: Construct): Construct {
  // Without it line ends get into other tokens.
  if (construct.name === 'lineEnding') return construct;
  const events = eventsPerCode.get(construct.name) ?? Infinity;
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      const work = workOf(effects, this);
      work.codes += this.events.length / events;
      if (work.codes > allowance && work.codes > allowance + share * (this.now().offset - work.from)) return nok;
      return construct.tokenize.call(this, effects, ok, nok);
    },
  };
}

function workOf(effects: Effects, context: TokenizeContext): Work {
  const known = works.get(effects);
  if (known !== undefined) return known;
  const work = { from: context.now().offset, codes: 0 };
  const { consume } = effects;
  effects.consume = (code) => {
    work.codes++;
    consume(code);
  };
  works.set(effects, work);
  return work;
}

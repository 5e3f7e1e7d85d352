import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { math } from 'micromark-extension-math';
import type { Event } from 'micromark-util-types';
import { boundConstructs } from './boundedConstructs';
import { dollarMath } from './dollarMath';

/** Micromark's parsers, made once: what they keep of a text is `lazy` and the labels. */
const parsers = [false, true].map((jsx) => {
  // In MDX text may be indented, and tags are JSX.
  const disable = { null: jsx ? ['codeIndented', 'htmlFlow', 'htmlText', 'autolink'] : [] };
  const made = parse({ extensions: [gfm(), { flow: math().flow ?? {} }, dollarMath, { disable }] });
  boundConstructs(made.constructs);
  return made;
});

/** Micromark's normal form of a label: what is compared when a reference looks for its definition. */
export function normalLabel(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase().toUpperCase();
}

/**
 * Micromark's tokens of CommonMark with GFM and mathematics; front matter has been cut off before. References are what
 * `isDefined` says; every footnote is defined.
 */
export function markdownEvents(text: string, isDefined: (label: string) => boolean, jsx: boolean): Event[] {
  const parser = parsers[Number(jsx)]!;
  const own = new Set<string>();
  parser.lazy = {};
  parser.defined = labelSet(
    (label) => own.has(label) || isDefined(label),
    (label) => own.add(label),
  );
  Object.assign(parser, { gfmFootnotes: labelSet(() => true) });
  // Micromark would leave a byte order mark out, and move all offsets.
  const chunks = preprocess()(text.replace(/^\ufeff/, ' '), undefined, true);
  return postprocess(parser.document().write(chunks));
}

/** What micromark takes for a list of labels: it only asks what the list includes and adds to it. */
function labelSet(includes: (label: string) => boolean, add?: (label: string) => void): string[] {
  const push = (label: string) => {
    add?.(label);
    return 0;
  };
  return Object.assign<string[], Pick<string[], 'includes'> & { push: typeof push }>([], { includes, push });
}

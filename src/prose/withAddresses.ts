import type { TextRange } from '../protocol/text';
import type { MappedUnit } from './documentUnits';
import { address } from './plainText/addresses';

/** A unit with its web and mail addresses as they stand in the document, in the place of their stand-ins. */
export function withAddresses<U extends MappedUnit>(unit: U): U {
  let text = '';
  let at = 0;
  const pieces = unit.pieces.map((piece) => {
    const place = piece.kind === 'standIn' ? addressAt(unit, piece.source) : undefined;
    text += unit.text.slice(at, piece.text.start);
    at = piece.text.end;
    const start = text.length;
    text += place === undefined ? unit.text.slice(piece.text.start, at) : unit.sourceOf(place);
    const range = { start, end: text.length };
    return place === undefined ? { ...piece, text: range } : { kind: 'verbatim' as const, text: range, source: place };
  });
  return { ...unit, text: text + unit.text.slice(at), pieces };
}

const wholeAddress = new RegExp(`^<?(${address.source})>?$`);

/** The address that is all of a range, angle brackets aside. */
function addressAt({ sourceOf }: MappedUnit, { start, end }: TextRange): TextRange | undefined {
  const source = sourceOf({ start, end });
  const found = wholeAddress.exec(source)?.[1];
  if (found === undefined) return undefined;
  const from = start + source.indexOf(found);
  return { start: from, end: from + found.length };
}

import { firstIndex } from '../base/firstIndex';
import type { TextRange } from '../protocol/text';

/** What a block of prose is in its document. */
export type ProseBlockKind = 'paragraph' | 'heading' | 'listItem' | 'quote' | 'cell' | 'note';

/**
 * A stretch of a block's text and the stretch of the document that it stands for. `verbatim`: the same characters.
 * `decoded`: a line break read as a space, an escape, an entity, an accent. `standIn`: a short word in the place of
 * code, mathematics, an address or a reference.
 */
export interface ProsePiece {
  readonly kind: 'verbatim' | 'decoded' | 'standIn';
  /** In the block's text. */
  readonly text: TextRange;
  /** In the document. */
  readonly source: TextRange;
}

/**
 * A paragraph, heading, list item, quote, table cell or note: the text as a model should read it, and where it stands
 * in the document.
 */
export interface ProseBlock {
  readonly kind: ProseBlockKind;
  /**
   * The whole block in the document, from the start of its line, marker included, to the end of its last line; those of
   * cells with several lines overlap.
   */
  readonly range: TextRange;
  /**
   * Without markup, on one line; white space at the end of the last line is kept, since a writer's caret stands behind
   * it.
   */
  readonly text: string;
  /** In order and disjoint, in the text without gaps; what lies between them in the document is markup. */
  readonly pieces: readonly ProsePiece[];
  /** Sentences as ranges of `text`, in order, without the white space between them. */
  readonly sentences: readonly TextRange[];
}

/**
 * The document's range of a range of `block.text`; a character that stands for several is taken whole. An empty range
 * stays empty, behind the character before it; where a caret stood in the document is for the caller to remember.
 */
export function toSource(block: Pick<ProseBlock, 'pieces' | 'range'>, { start, end }: TextRange): TextRange {
  const { pieces } = block;
  // A whole document as one text has hundreds of thousands.
  const first = pieces[firstIndex(pieces.length, (index) => start < pieces[index]!.text.end)];
  const last = pieces[firstIndex(pieces.length, (index) => end <= pieces[index]!.text.start) - 1];
  if (start >= end) {
    const at = sourceEnd(last, end) ?? block.pieces[0]?.source.start ?? block.range.start;
    return { start: at, end: at };
  }
  const from = first?.kind === 'verbatim' ? first.source.start + Math.max(0, start - first.text.start) : undefined;
  return {
    start: from ?? first?.source.start ?? block.range.end,
    end: sourceEnd(last, end) ?? block.range.end,
  };
}

/** The pieces of a part of a block's text, as those of a text of its own. */
export function piecesOf({ pieces }: Pick<ProseBlock, 'pieces'>, { start, end }: TextRange): ProsePiece[] {
  return pieces
    .filter(({ text }) => text.start < end && text.end > start)
    .map(({ kind, text, source }) => {
      const from = Math.max(text.start, start);
      const to = Math.min(text.end, end);
      const shift = source.start - text.start;
      return {
        kind,
        text: { start: from - start, end: to - start },
        source: kind === 'verbatim' ? { start: from + shift, end: to + shift } : source,
      };
    });
}

function sourceEnd(piece: ProsePiece | undefined, end: number): number | undefined {
  if (piece?.kind !== 'verbatim') return piece?.source.end;
  return Math.min(piece.source.end, piece.source.start + end - piece.text.start);
}

/**
 * The offset in `block.text` of an offset of the document; undefined outside of the block, within markup and within
 * what a stand-in stands for.
 */
export function toText(block: ProseBlock, offset: number): number | undefined {
  const piece =
    block.pieces.find(({ source }) => source.start === offset) ??
    block.pieces.find(({ source }) => source.start < offset && offset <= source.end);
  if (piece === undefined) return undefined;
  if (offset === piece.source.start) return piece.text.start;
  if (offset === piece.source.end) return piece.text.end;
  return piece.kind === 'verbatim' ? piece.text.start + offset - piece.source.start : undefined;
}

/** As {@link toText}, but an offset in markup counts as the next place in the text, or else the last. */
export function nearestText(block: ProseBlock, offset: number): number {
  const exact = toText(block, offset);
  return exact ?? block.pieces.find(({ source }) => offset < source.end)?.text.start ?? block.text.length;
}

/**
 * The index of the sentence that holds an offset of `block.text`, or of the one before it; -1 in a block without
 * sentences.
 */
export function sentenceIndexAt(block: ProseBlock, offset: number): number {
  const index = block.sentences.findLastIndex(({ start }) => start <= offset);
  return index < 0 && block.sentences.length > 0 ? 0 : index;
}

import assert from 'node:assert/strict';
import type { ProseBlock } from '../../src/prose/proseBlock';

/**
 * Checks what holds for the blocks of every document: they are ordered and disjoint, but for a note within the block
 * that it is a note to and cells of several lines, and every offset of verbatim text maps back to the same characters.
 */
export function checkBlocks(source: string, blocks: readonly ProseBlock[]): void {
  let [start, end] = [0, 0];
  for (const block of blocks) {
    assert.ok(block.range.start >= start, `a block at ${block.range.start} comes after one at ${start}`);
    assert.ok(
      block.range.start >= end || block.kind === 'note' || block.kind === 'cell',
      `a block at ${block.range.start} begins before ${end}`,
    );
    checkPieces(source, block);
    checkSentences(block);
    start = block.range.start;
    end = Math.max(end, block.range.end);
  }
  assert.ok(end <= source.length);
  // Cells side by side share the ends of their lines.
  const pieces = blocks
    .flatMap(({ kind, pieces }) => pieces.filter((piece) => kind !== 'cell' || piece.kind !== 'decoded'))
    .sort((a, b) => a.source.start - b.source.start);
  for (const [index, piece] of pieces.entries())
    assert.ok(piece.source.start >= (pieces[index - 1]?.source.end ?? 0), 'nothing is read twice');
}

function checkPieces(source: string, block: ProseBlock): void {
  let [inText, inSource] = [0, block.range.start];
  for (const piece of block.pieces) {
    assert.equal(piece.text.start, inText, 'no gaps in the text');
    assert.ok(
      piece.source.start >= inSource && piece.source.end > piece.source.start,
      'pieces are ordered and disjoint',
    );
    const text = block.text.slice(piece.text.start, piece.text.end);
    assert.notEqual(text, '');
    if (piece.kind === 'verbatim') assert.equal(text, source.slice(piece.source.start, piece.source.end));
    [inText, inSource] = [piece.text.end, piece.source.end];
  }
  assert.equal(inText, block.text.length);
  assert.ok(inSource <= block.range.end);
  assert.doesNotMatch(block.text, /[\r\n]/);
}

function checkSentences({ text, sentences }: ProseBlock): void {
  let end = 0;
  for (const sentence of sentences) {
    assert.match(text.slice(end, sentence.start), /^\s*$/, 'nothing is left out between sentences');
    const words = text.slice(sentence.start, sentence.end);
    assert.equal(words, words.trim());
    assert.notEqual(words, '');
    end = sentence.end;
  }
  assert.match(text.slice(end), /^\s*$/);
}

/** The blocks as plain data that can be compared. */
export function asData(blocks: readonly ProseBlock[]) {
  return blocks.map(({ kind, range, text, pieces }) => ({ kind, range, text, pieces }));
}

/** One line a block, its kind and its sentences: `listItem | First sentence. | Second one.` */
export function listing(blocks: readonly ProseBlock[]): string {
  return blocks
    .map(({ kind, text, sentences }) =>
      [kind, ...sentences.map(({ start, end }) => text.slice(start, end))].join(' | '),
    )
    .join('\n');
}

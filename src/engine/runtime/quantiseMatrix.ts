import type { QuantisedPart } from '../graph/graph';
import { quantisedZero } from '../graph/graph';

const largestLevel = 127;

/** Quantises a matrix row by row as its numbers stream in (graph.ts, QuantisedPart); yields the bytes of one part. */
export async function* quantiseRows(
  chunks: AsyncIterable<Float32Array>,
  columns: number,
  part: QuantisedPart,
): AsyncGenerator<Uint8Array> {
  let rest = new Float32Array(0);
  for await (const chunk of chunks) {
    const numbers = rest.length === 0 ? chunk : concatenate(rest, chunk);
    const rows = Math.floor(numbers.length / columns);
    yield part === 'values' ? values(numbers, rows, columns) : scales(numbers, rows, columns);
    rest = numbers.slice(rows * columns);
  }
}

function scales(numbers: Float32Array, rows: number, columns: number): Uint8Array {
  const result = new Float32Array(rows);
  for (let row = 0; row < rows; row++) result[row] = scale(numbers, row * columns, columns);
  return new Uint8Array(result.buffer);
}

function values(numbers: Float32Array, rows: number, columns: number): Uint8Array {
  const result = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const unit = scale(numbers, row * columns, columns);
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      result[at] = Math.round(numbers[at]! / unit) + quantisedZero;
    }
  }
  return result;
}

/** The step between two levels of a row: its largest magnitude is the outermost level. */
function scale(numbers: Float32Array, start: number, columns: number): number {
  let largest = 0;
  for (let at = start; at < start + columns; at++) largest = Math.max(largest, Math.abs(numbers[at]!));
  return largest === 0 ? 1 : Math.fround(largest / largestLevel);
}

function concatenate(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

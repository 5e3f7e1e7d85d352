import type { TextRange } from '../protocol/text';
import { documentUnits, type MappedUnit, type SentenceSource, type UnitKind } from './documentUnits';

/** Something that has a document's prose, or why it has none. */
export interface UnitSource {
  readonly name: string;
  /** The part to classify; the whole document without one. */
  readonly range?: TextRange;
}

/** A unit and the document that it is of. */
export interface SourceUnit<S extends UnitSource> extends MappedUnit {
  readonly source: S;
}

/** How documents are read, one when its turn comes, and who is told. */
export interface SourceReader<S extends UnitSource> {
  /** A document's prose; the reason, in a few words, when it has none. */
  readonly read: (source: S) => Promise<SentenceSource | string>;
  /** Awaited before each, e.g. while a run is paused. */
  readonly beforeNext?: () => Promise<void>;
  readonly began?: (source: S) => void;
  readonly skipped?: (source: S, why: string) => void;
}

/**
 * The units of all sources. One document is in memory at a time, so that a folder of thousands takes no more than its
 * largest file.
 */
export async function* sourceUnits<S extends UnitSource>(
  sources: Iterable<S>,
  kind: UnitKind,
  { read, beforeNext, began, skipped }: SourceReader<S>,
): AsyncGenerator<SourceUnit<S>> {
  for (const source of sources) {
    await beforeNext?.();
    began?.(source);
    const prose = await read(source);
    if (typeof prose === 'string') skipped?.(source, prose);
    else for await (const unit of documentUnits(prose, kind, source.range)) yield { ...unit, source };
  }
}

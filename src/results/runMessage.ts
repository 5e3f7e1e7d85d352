export type RunState = 'idle' | 'running' | 'paused';

/** How far a run over documents is. */
export interface RunProgress {
  readonly state: RunState;
  readonly canceled: boolean;
  /** Texts that are done, and files that were begun, of how many. */
  readonly texts: number;
  readonly begun: number;
  readonly files: number;
  readonly skipped: number;
  /** Results that found no room. */
  readonly dropped: number;
}

/** What a run is doing or has done, in a sentence. `verb` is as in “Classifying”, `unit` as in “sentence”. */
export function runMessage(verb: string, unit: string, progress: RunProgress): string {
  const { state, canceled, texts, begun, files, skipped, dropped } = progress;
  const place = files > 1 ? ` in ${begun.toLocaleString()} of ${files.toLocaleString()} files` : '';
  const done = `${counted(texts, unit)}${place}`;
  const ended = `${canceled ? 'Canceled after ' : ''}${done}`;
  const notes = [{ idle: ended, running: `${verb}: ${done}…`, paused: `Paused: ${done}` }[state]];
  if (skipped > 0) notes.push(`${counted(skipped, 'file')} skipped`);
  if (dropped > 0) notes.push(`${dropped.toLocaleString()} only counted: the list is full`);
  return notes.join(' · ');
}

/** “1 sentence”, “2,000 sentences”. */
export function counted(count: number, what: string): string {
  return `${count.toLocaleString()} ${what}${count === 1 ? '' : 's'}`;
}

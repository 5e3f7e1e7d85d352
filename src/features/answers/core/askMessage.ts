import { counted, type RunProgress } from '../../../results/runMessage';
import type { Findings } from './placeList';

/** What a search is doing or has done, in a sentence. */
export function askMessage({
  state,
  canceled,
  places,
  skipped,
  read,
  files,
}: Findings & Pick<RunProgress, 'state' | 'canceled' | 'files'> & { readonly read: number }): string {
  const answers = places.filter(({ foundBy }) => foundBy === 'reader').length;
  const found = [
    ...(answers > 0 ? [counted(answers, 'answer')] : []),
    ...(places.length > answers ? [counted(places.length - answers, 'passage')] : []),
  ].join(', ');
  const progress = `${read.toLocaleString()} of ${counted(files, 'file')}`;
  const notes = [
    {
      idle: canceled ? `Canceled after ${progress}` : found || `Nothing found in ${counted(files, 'file')}`,
      running: read < files ? `Reading: ${progress}…` : 'Looking for answers…',
      paused: `Paused: ${progress}`,
    }[state],
  ];
  if (found !== '' && (canceled || state !== 'idle')) notes.push(found);
  if (skipped.length > 0) notes.push(`${counted(skipped.length, 'file')} skipped`);
  return notes.join(' · ');
}

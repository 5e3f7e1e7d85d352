import type { EngineState } from '../../client/engineClient';
import { silenceTexts, type Silence } from '../../features/words/core/silence';
import type { EngineProgress, EngineStatus } from '../../protocol/engineApi';

/** All that the status item shows. */
export interface StatusFacts {
  readonly state: EngineState;
  /** Whether the engine's process ended by itself since it was used last. */
  readonly hasCrashed: boolean;
  /** What the engine last said of itself; absent before its first request. */
  readonly status: EngineStatus | undefined;
  /** Name of the model that fills masks. */
  readonly model: string;
  /** What a long request is doing, e.g. compiling a model for its first use. */
  readonly progress: EngineProgress | undefined;
  /** Why no words are suggested where the cursor is. */
  readonly silence: Silence | undefined;
  /** When a snooze ends, in milliseconds since 1970. */
  readonly snoozedUntil?: number;
  /** Why the last request failed. */
  readonly problem: string | undefined;
}

/** What the status item shows. `lines` are the tooltip's, each a name and a value. */
export interface StatusText {
  readonly icon: string;
  readonly text: string;
  readonly lines: readonly (readonly [string, string])[];
  readonly severity: 'normal' | 'warning' | 'error';
}

const states: Readonly<Record<EngineState, string>> = {
  stopped: 'idle (starts when needed)',
  starting: 'starting',
  ready: 'ready',
  failed: 'failed; restart it',
};

/** What switches suggestions off, with the icon and words beside the name. */
const switches: Partial<Record<Silence, { readonly icon: string; readonly short: string }>> = {
  off: { icon: 'circle-slash', short: 'off' },
  offInLanguage: { icon: 'circle-slash', short: 'off for this language' },
  offInFile: { icon: 'circle-slash', short: 'off in this file' },
  snoozed: { icon: 'bell-slash', short: 'snoozed' },
};

/**
 * The status item's text and tooltip. Only a switch changes the text, so that nothing moves in the status bar while
 * somebody writes.
 */
export function statusText(facts: StatusFacts): StatusText {
  const { state, status, model, progress, problem, silence } = facts;
  const isBusy = state === 'starting' || progress !== undefined;
  const severity = state === 'failed' ? 'error' : problem === undefined ? 'normal' : 'warning';
  const off = silence && switches[silence];
  const calm = off?.icon ?? 'whole-word';
  const icon = { normal: isBusy ? 'loading~spin' : calm, warning: 'warning', error: 'error' }[severity];
  const lines: [string, string][] = [
    ['Suggestions', suggestionsText(facts)],
    ['Model', model],
    ['Engine', engineText(facts)],
  ];
  if (status !== undefined)
    lines.push(['Device', status.fallback ? `${status.provider} (${status.fallback})` : status.provider]);
  // A time of before says nothing of a model that fails now.
  if (status !== undefined && problem === undefined)
    lines.push(['Last answer', `${Math.round(status.lastMilliseconds)} ms`]);
  lines.push(['Network', 'only for model downloads you start; your text never leaves this computer']);
  if (problem !== undefined) lines.push(['Problem', problem]);
  return { icon, text: off === undefined ? 'DeBERTa' : `DeBERTa (${off.short})`, lines, severity };
}

export function engineText({ state, hasCrashed, progress }: StatusFacts): string {
  if (progress !== undefined) return progressText(progress);
  return state === 'stopped' && hasCrashed ? 'stopped unexpectedly; starts again when needed' : states[state];
}

/** Whether words are suggested here, and if not, why or until when. */
export function suggestionsText({ silence, snoozedUntil }: StatusFacts): string {
  if (silence === undefined) return 'on';
  const off = switches[silence];
  if (off === undefined) return `on, but not here: ${silenceTexts[silence]}`;
  if (silence !== 'snoozed' || snoozedUntil === undefined) return off.short;
  const time = new Date(snoozedUntil).toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' });
  return `snoozed until ${time}`;
}

function progressText({ message, done, total }: EngineProgress): string {
  return total > 0 ? `${message} ${Math.floor((100 * done) / total)} %` : message;
}

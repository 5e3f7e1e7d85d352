import type { EngineState } from '../client/engineClient';
import type { EngineProgress, EngineStatus } from '../protocol/engineApi';

/** All that the status item tells of. */
export interface StatusFacts {
  readonly state: EngineState;
  /** What the engine last said of itself; absent before its first request. */
  readonly status: EngineStatus | undefined;
  /** Name of the model that fills masks. */
  readonly model: string;
  /** What a long request is doing, e.g. compiling a model for its first use. */
  readonly progress: EngineProgress | undefined;
  readonly suggestionsEnabled: boolean;
  /** When a snooze ends, in milliseconds since 1970. */
  readonly snoozedUntil?: number;
  /** Why the last request failed. */
  readonly problem: string | undefined;
}

/** What the status item shows. `lines` are the tooltip's, each a name and a value. */
export interface StatusText {
  /** Name of an icon. */
  readonly icon: string;
  readonly text: string;
  readonly lines: readonly (readonly [string, string])[];
  readonly severity: 'normal' | 'warning' | 'error';
}

const states: Readonly<Record<EngineState, string>> = {
  stopped: 'not started: it starts on first use',
  starting: 'starting',
  ready: 'ready',
  failed: 'failed: restart it',
};

/** The status item's text and tooltip. */
export function statusText(facts: StatusFacts): StatusText {
  const { state, status, model, progress, problem } = facts;
  const busy = state === 'starting' || progress !== undefined;
  const severity = state === 'failed' ? 'error' : problem === undefined ? 'normal' : 'warning';
  const icon = { normal: busy ? 'loading~spin' : 'whole-word', warning: 'warning', error: 'error' }[severity];
  const last = status && `${Math.round(status.lastMilliseconds)} ms`;
  const idle = state === 'ready' && status && last ? [model, status.provider, last] : ['DeBERTa'];
  const parts = progress === undefined ? idle : [progressText(progress)];
  const lines: [string, string][] = [
    ['Engine', states[state]],
    ['Model', model],
  ];
  if (status !== undefined)
    lines.push(['Device', status.fallback ? `${status.provider} (${status.fallback})` : status.provider]);
  for (const note of status?.notes ?? []) lines.push(['Note', note]);
  if (last !== undefined) lines.push(['Last request', last]);
  lines.push(
    ['Suggestions', suggestionsText(facts)],
    ['Network', 'models only, when you ask: no text leaves this machine'],
  );
  if (problem !== undefined) lines.push(['Problem', problem]);
  return { icon, text: parts.join(' · '), lines, severity };
}

function suggestionsText({ suggestionsEnabled, snoozedUntil }: StatusFacts): string {
  if (!suggestionsEnabled) return 'off';
  return snoozedUntil === undefined ? 'on' : `resting until ${new Date(snoozedUntil).toLocaleTimeString()}`;
}

function progressText({ message, done, total }: EngineProgress): string {
  return total > 0 ? `${message} ${Math.floor((100 * done) / total)} %` : message;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusText, type StatusFacts } from '../../src/app/status/statusText';

const status = { provider: 'cpu', model: 'seed', notes: [], lastMilliseconds: 23.4 } as const;

function check(change: Partial<StatusFacts>, text: string, lines: Record<string, string | undefined> = {}): void {
  const facts: StatusFacts = {
    state: 'ready',
    hasCrashed: false,
    status,
    model: 'bundled',
    progress: undefined,
    silence: undefined,
    problem: undefined,
    ...change,
  };
  const shown = statusText(facts);
  assert.equal(`${shown.icon} ${shown.text}`, text);
  const told = Object.fromEntries(shown.lines);
  for (const [name, value] of Object.entries(lines)) assert.equal(told[name], value, name);
}

test('the text is the same whatever is answered, and tells when suggestions are switched off', () => {
  check({ state: 'stopped', status: undefined }, 'whole-word DeBERTa', { Engine: 'idle (starts when needed)' });
  check({}, 'whole-word DeBERTa', { Model: 'bundled', Device: 'cpu', 'Last answer': '23 ms' });
  check({ state: 'starting', status: undefined }, 'loading~spin DeBERTa', { Engine: 'starting' });
  check({ progress: { message: 'Compiling base', done: 12, total: 90 } }, 'loading~spin DeBERTa', {
    Engine: 'Compiling base 13 %',
  });
  check({ silence: 'off' }, 'circle-slash DeBERTa (off)', { Suggestions: 'off' });
  check({ silence: 'offInFile' }, 'circle-slash DeBERTa (off in this file)', { Suggestions: 'off in this file' });
  check({ silence: 'offInLanguage' }, 'circle-slash DeBERTa (off for this language)');
  check({ silence: 'snoozed', snoozedUntil: new Date(2026, 0, 1, 20, 2).getTime() }, 'bell-slash DeBERTa (snoozed)', {
    Suggestions: 'snoozed until 8:02 PM',
  });
});

test('the tooltip says why nothing is suggested where the cursor is', () => {
  check({}, 'whole-word DeBERTa', { Suggestions: 'on' });
  check({ silence: 'unsure' }, 'whole-word DeBERTa', { Suggestions: 'on, but not here: not sure enough' });
  check({ silence: 'code' }, 'whole-word DeBERTa', { Suggestions: 'on, but not here: code or markup' });
});

test('the tooltip says why a provider is not used, that the engine crashed, and what went wrong', () => {
  check({ status: { ...status, fallback: 'webgpu: no adapter' } }, 'whole-word DeBERTa', {
    Device: 'cpu (webgpu: no adapter)',
  });
  check({ state: 'stopped', hasCrashed: true }, 'whole-word DeBERTa', {
    Engine: 'stopped unexpectedly; starts again when needed',
  });
  check({ state: 'failed' }, 'error DeBERTa', { Engine: 'failed; restart it' });
  check({ problem: 'No such model.' }, 'warning DeBERTa', { Problem: 'No such model.', 'Last answer': undefined });
});

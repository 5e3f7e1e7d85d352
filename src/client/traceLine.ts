import { plain, plainText, type PlainText } from '../base/plainText';
import type { RequestTrace } from '../protocol/rpc';

/** A request in a line: `fillMask bundled: queued 0 ms, ran 42 ms, 17 tokens in 1 run, 1 graph opened, 1 compiled`. */
export function traceLine(trace: RequestTrace): PlainText {
  const { method, model, failure, queuedMilliseconds, runMilliseconds, tokens, runs } = trace;
  const parts = [
    `queued ${Math.round(queuedMilliseconds)} ms`,
    `ran ${Math.round(runMilliseconds)} ms`,
    runs === 0 ? 'no graph run' : `${counted(tokens, 'token')} in ${counted(runs, 'run')}`,
    ...(runs === 0 ? [] : [graphs(trace)]),
    ...(failure === undefined ? [] : [failure]),
  ];
  return plain`${method} ${model}: ${plainText(parts.join(', '))}`;
}

function graphs({ opened, compiled }: RequestTrace): string {
  return opened === 0 ? 'graphs cached' : `${counted(opened, 'graph')} opened, ${compiled} compiled`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

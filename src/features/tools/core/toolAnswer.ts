/** A tool's answer for a chat agent: to be read, and as data. */
export interface ToolAnswer {
  readonly text: string;
  readonly data: unknown;
}

/** A probability in percent, with one digit after the point. */
export function percentText(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`;
}

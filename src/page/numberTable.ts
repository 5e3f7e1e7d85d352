import { csvLine, jsonText } from '../base/serialize';

/** What an export says about where its numbers come from, a name and a value each. */
export type Subject = readonly (readonly [string, string])[];

/** Numbers in named columns. */
export interface NumberTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A table as comma-separated values (RFC 4180), after lines `# name: value` on the subject. */
export function csvOf(subject: Subject, { names, rows }: NumberTable): string {
  const comments = subject.map(([name, value]) => [`# ${name}: ${value.replace(/\s+/g, ' ')}`]);
  return [...comments, names, ...rows].map(csvLine).join('');
}

/** A table as JSON: the subject, the names of the columns, and rows of numbers. */
export function jsonOfTable(subject: Subject, table: NumberTable): string {
  return jsonText({ ...Object.fromEntries(subject), ...table });
}

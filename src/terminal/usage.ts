import type { PlainText } from '../base/plainText';

/** The command line was not understood: exit code 2, with a word on where help is. */
export class UsageError extends Error {
  declare readonly message: PlainText;

  constructor(message: PlainText) {
    super(message);
  }
}

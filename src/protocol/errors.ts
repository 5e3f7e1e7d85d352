import { diskFault } from '../base/diskFault';
import { plain, plainText, type PlainText } from '../base/plainText';

/** Base of every error whose message is written for the user: one sentence on what is wrong, one on what to do. */
export abstract class UserError extends Error {
  declare readonly message: PlainText;

  constructor(message: PlainText, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A checkpoint's files are missing, damaged, hostile or not a DeBERTa. The message names file, tensor and remedy. */
export class CheckpointError extends UserError {}

/** A text cannot be tokenized, or a vocabulary file cannot be read. */
export class TokenizerError extends UserError {}

/** A graph is malformed, or a compiled one cannot be loaded or run. */
export class GraphError extends UserError {}

/** The folder for compiled models cannot be read or written. */
export class CacheError extends UserError {}

/** A request cannot be met: no such ability in this model, text too long, option out of range. */
export class RequestError extends UserError {}

/** A model cannot be fetched, imported, verified or removed: network, server, hash, disk or name. */
export class DownloadError extends UserError {}

/** The engine's process ended while, or before, a request was answered. */
export class EngineStopped extends UserError {}

/** The request was canceled, by its caller or by a newer request that replaces it. Not a fault: never shown. */
export class Canceled extends UserError {
  constructor(message = plain`The request was canceled.`) {
    super(message);
  }
}

const kinds = {
  CheckpointError,
  TokenizerError,
  GraphError,
  CacheError,
  RequestError,
  DownloadError,
  EngineStopped,
  Canceled,
};

/** The name of an error for users, to send across processes. `error.name` won't do: bundlers may rename classes. */
export function userErrorName(error: unknown): string | undefined {
  return Object.entries(kinds).find(([, kind]) => error instanceof kind)?.[0];
}

/** The error class for a `name` that crossed a process boundary; undefined for errors that are not for users. */
export function userErrorOf(name: string, message: string): UserError | undefined {
  return Object.hasOwn(kinds, name) ? new kinds[name as keyof typeof kinds](plainText(message)) : undefined;
}

/** What an error says, whoever threw it; the system's own words about files become sentences. */
export function messageOf(error: unknown): PlainText {
  const fault = error instanceof UserError ? undefined : diskFault(error);
  return fault ?? plainText(error instanceof Error ? error.message : String(error));
}

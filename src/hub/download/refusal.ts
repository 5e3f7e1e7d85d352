import { plain, sentences, type PlainText } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import type { TokenUse } from './hubAccess';

/** What was asked for, to say so in an error. */
export interface Asked {
  readonly endpoint: string;
  readonly repository: string;
  /** The file, when it is one that was asked for. */
  readonly path?: string;
  readonly token: TokenUse;
}

/** What was asked for isn't available, or isn't a usable model: the download can't continue. */
export class Refused extends DownloadError {}

/** A file's content is not what was listed. */
export class WrongContent extends Refused {}

/** The Hub gives the model to nobody, to others, or only after conditions were accepted. */
export class AccessRefused extends Refused {
  constructor(
    /** A sentence on what is refused; in the message, what to do follows. */
    readonly reason: PlainText,
    remedy: PlainText,
    /** What the user has to do: give a (better) token, or accept conditions on `page`. */
    readonly need: 'token' | 'conditions',
    /** Address of the repository's page. */
    readonly page: string,
  ) {
    super(sentences(reason, remedy));
  }
}

const createToken = plain`Create a token at https://huggingface.co/settings/tokens, then run "DeBERTa: Set Hugging Face Token…" in VS Code, or set HF_TOKEN for the command line.`;
const nothing = plain``;

/** Why a token was not sent, and what to do about it. */
const advice: Readonly<Record<TokenUse, readonly [why: PlainText, remedy: PlainText]>> = {
  sent: [nothing, nothing],
  none: [nothing, createToken],
  'made for another Hub': [
    plain`Your token was not sent, because HF_TOKEN is for huggingface.co.`,
    plain`To give this Hub a token, run "DeBERTa: Set Hugging Face Token…" in VS Code, or add --send-token on the command line.`,
  ],
  'not over http': [
    plain`Your token was not sent, because the address is not encrypted.`,
    plain`Use the https address of this Hub.`,
  ],
};

/** What an answer with a status from 400 on means, and what to do. */
export function refusal(status: number, headers: Headers, asked: Asked): DownloadError {
  const { endpoint, repository, path, token } = asked;
  const page = `${endpoint}/${repository}`;
  const [why, remedy] = advice[token];
  const code = headers.get('x-error-code');
  if (code === 'GatedRepo' || (status === 403 && token === 'sent')) {
    return new AccessRefused(
      sentences(plain`${repository} is only available to those who accept its conditions.`, why),
      sentences(plain`Sign in at ${page} and accept them there.`, remedy, plain`Then download again.`),
      'conditions',
      page,
    );
  }
  // The file was listed, so the repository is there.
  if (path !== undefined && (code === 'EntryNotFound' || (status === 404 && code === null))) {
    return new Refused(plain`${repository} no longer has a file "${path}". Download the model again.`);
  }
  if (code === 'RevisionNotFound') {
    return new DownloadError(plain`${repository} has no such revision. Leave the revision out, or look at ${page}.`);
  }
  if (status === 401 && token === 'sent' && code === null) {
    return new AccessRefused(plain`${endpoint} does not accept the token.`, createToken, 'token', page);
  }
  if ([401, 403, 404].includes(status)) {
    const secret = token === 'sent' ? 'your token has no access to it' : 'it is private and needs a token';
    return new AccessRefused(
      sentences(plain`There is no model ${repository} at ${endpoint}, or ${secret}.`, why),
      sentences(plain`Check the spelling at ${page}.`, remedy),
      'token',
      page,
    );
  }
  return new DownloadError(
    plain`${endpoint} refuses ${path === undefined ? repository : plain`"${path}" of ${repository}`} with status ${status}. Try again later, or look at ${page}.`,
  );
}

/** A page where a model's data should be: a proxy's, a login's, or a mirror's idea of an error. */
export function pageInPlaceOf(what: string, endpoint: string): DownloadError {
  return new DownloadError(
    plain`${endpoint} sends a web page instead of ${what}. Open ${endpoint} in a browser: a proxy or a login page may be in between. Check HF_ENDPOINT if you set it.`,
  );
}

import { plain, sentences, type PlainText } from '../base/plainText';
import { DownloadError } from '../protocol/errors';

/** What was asked for, to say so in an error. */
export interface Asked {
  readonly endpoint: string;
  readonly repository: string;
  /** The file, when it is one that was asked for. */
  readonly path?: string;
  readonly hasToken: boolean;
}

/** The Hub gives the model to nobody, to others, or only after conditions were accepted. */
export class AccessRefused extends DownloadError {
  constructor(
    /** A sentence on what is refused; the message goes on with what to do. */
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

const tokenAdvice =
  'Make a token at https://huggingface.co/settings/tokens and give it with "DeBERTa: Set Hugging Face Token…" in VS Code, or as HF_TOKEN on the command line';

/** What an answer with a status from 400 on means, and what to do. */
export function refusal(status: number, headers: Headers, asked: Asked): DownloadError {
  const { endpoint, repository, path, hasToken } = asked;
  const page = `${endpoint}/${repository}`;
  const code = headers.get('x-error-code');
  if (code === 'GatedRepo' || (status === 403 && hasToken)) {
    const then = hasToken ? 'Then download again' : `${tokenAdvice}, then download again`;
    return new AccessRefused(
      plain`${repository} is given only to those who accept its conditions.`,
      plain`Sign in at ${page} and accept them there. ${then}.`,
      'conditions',
      page,
    );
  }
  if (code === 'EntryNotFound' && path !== undefined) {
    return new DownloadError(plain`${repository} has no file "${path}" any more. Download the model again.`);
  }
  if (code === 'RevisionNotFound') {
    return new DownloadError(plain`${repository} has no such revision. Leave the revision out, or look at ${page}.`);
  }
  if (status === 401 && hasToken && code === null) {
    return new AccessRefused(plain`${endpoint} does not accept the token.`, plain`${tokenAdvice}.`, 'token', page);
  }
  if ([401, 403, 404].includes(status)) {
    const secret = hasToken ? 'your token has no access to it' : 'it is private and needs a token';
    return new AccessRefused(
      plain`There is no model ${repository} at ${endpoint}, or ${secret}.`,
      hasToken ? plain`Check the spelling at ${page}.` : plain`Check the spelling at ${page}. ${tokenAdvice}.`,
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
    plain`${endpoint} sends a web page in place of ${what}. Open ${endpoint} in a browser: a proxy or a login may be in between. Check HF_ENDPOINT if you set it.`,
  );
}

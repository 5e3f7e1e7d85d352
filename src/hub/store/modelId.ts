import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';

/** A repository, and which of its networks: v3 repositories also hold a generator, which fills masks. */
export interface ModelId {
  /** `owner/name` as on the Hub; owner `local` for models imported from a folder that says nothing of its origin. */
  readonly repository: string;
  readonly variant?: 'generator';
}

/** One half of `owner/name`: the Hub allows neither `--` nor `..`, nor a dot or hyphen at the end. */
const part = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;

/** The model named by `owner/name` or `owner/name@generator`; undefined when the text has another form. */
export function parseModelId(text: string): ModelId | undefined {
  const [repository = '', variant, ...more] = text.split('@');
  const parts = repository.split('/');
  if (parts.length !== 2 || !parts.every((one) => part.test(one)) || more.length > 0) return undefined;
  if (variant === undefined) return { repository };
  return variant === 'generator' ? { repository, variant } : undefined;
}

/** @throws DownloadError when `text` isn't a model's id */
export function requireModelId(text: string): ModelId {
  const id = parseModelId(text);
  if (id !== undefined) return id;
  throw new DownloadError(
    plain`"${text.slice(0, 200)}" is not a model's id. Write owner/name as on the Hub, e.g. microsoft/deberta-base, or owner/name@generator for the generator of a v3 model.`,
  );
}

/** `owner/name` or `owner/name@generator`. */
export function formatModelId({ repository, variant }: ModelId): string {
  return variant === undefined ? repository : `${repository}@${variant}`;
}

/** Name of the model's folder in the store, `owner--name` or `owner--name@generator`; no two ids share one. */
export function folderName(id: ModelId): string {
  return formatModelId(id).replace('/', '--');
}

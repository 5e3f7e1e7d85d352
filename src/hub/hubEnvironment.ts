import os from 'node:os';
import path from 'node:path';
import { wholeFile } from '../base/wholeFile';
import { huggingFace } from './download/hubAccess';
import type { HubToken } from './hubToken';

/** A token has some 40. */
const maxTokenBytes = 10_000;

/** What Hugging Face's environment variables say, by the rules of its own libraries. */
export interface HubEnvironment {
  /** `HF_ENDPOINT`, or the Hub's own address. */
  readonly endpoint: string;
  /** Where Hugging Face's libraries keep what they downloaded: `HF_HUB_CACHE`, else `HF_HOME/hub`. */
  readonly cache: string;
  /** `HF_HUB_OFFLINE`. */
  readonly offline: boolean;
  /** `HF_TOKEN`, else the file that `hf auth login` leaves, which are for huggingface.co; undefined when there is none. */
  readonly token: () => Promise<HubToken | undefined>;
}

/** @param variables e.g. `process.env` */
export function hubEnvironment(variables: Readonly<Record<string, string | undefined>>): HubEnvironment {
  const given = (name: string) => variables[name]?.trim() || undefined;
  const home =
    given('HF_HOME') ?? path.join(given('XDG_CACHE_HOME') ?? path.join(os.homedir(), '.cache'), 'huggingface');
  return {
    endpoint: given('HF_ENDPOINT') ?? huggingFace,
    cache: given('HF_HUB_CACHE') ?? given('HUGGINGFACE_HUB_CACHE') ?? path.join(home, 'hub'),
    offline: /^(?:1|on|yes|true)$/i.test(given('HF_HUB_OFFLINE') ?? ''),
    token: async () => {
      const file = given('HF_TOKEN_PATH') ?? path.join(home, 'token');
      const value = given('HF_TOKEN') ?? (await wholeFile(file, maxTokenBytes).catch(() => '')).toString().trim();
      return value === '' ? undefined : { value, origin: huggingFace };
    },
  };
}

import { entityKey } from './entityGroups';

/** Texts that are not shown as entities: in one file, in all of this workspace, or everywhere. */
export interface IgnoredEntities {
  /** File → texts. */
  readonly here: Readonly<Record<string, readonly string[]>>;
  readonly workspace: readonly string[];
  readonly everywhere: readonly string[];
}

/** Tells whether a text is ignored in a file; texts are compared whatever their case and white space. */
export function ignoring({ here, workspace, everywhere }: IgnoredEntities): (file: string, text: string) => boolean {
  const always = new Set([...workspace, ...everywhere].map(entityKey));
  const byFile = new Map(Object.entries(here).map(([file, texts]) => [file, new Set(texts.map(entityKey))]));
  return (file, text) => always.has(entityKey(text)) || byFile.get(file)?.has(entityKey(text)) === true;
}

import type { ProseLanguage } from './proseLanguage';

const loaders: Readonly<Record<string, () => Promise<ProseLanguage>>> = {
  markdown: async () => (await import('./markdown/markdownLanguage')).markdownLanguage,
};

/** The rules of a language by VS Code's id, loaded when they are first asked for; a language without rules is plain text. */
export async function proseLanguage(id: string): Promise<ProseLanguage> {
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  return load === undefined ? (await import('./plainText/plainTextLanguage')).plainTextLanguage : load();
}

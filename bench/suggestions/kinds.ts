import path from 'node:path';
import { documentsOf, isHeldOut, untokenized } from './corpus';

const mail = path.join(__dirname, 'mail');

/**
 * The kinds of text that are measured, and where held-out text of each comes from: folders of --corpus and
 * --evaluation, or this one.
 */
const kinds = {
  email: { folder: mail, files: ['development.txt', 'test.txt'], heldOutOnly: false },
  post: { folder: 'corpus', files: ['blogs_free.txt.xz', 'blogs_rust.txt.xz'], heldOutOnly: true },
  guide: { folder: 'corpus', files: ['gov_18f.txt.xz', 'gov_digital.txt.xz', 'handbooks.txt.xz'], heldOutOnly: true },
  docs: { folder: 'corpus', files: ['docs_extra_md.txt.xz', 'proposals_md.txt.xz'], heldOutOnly: true },
  // Articles with these titles are in no training text.
  encyclopedia: { folder: 'evaluation', files: ['wikitext2/valid.txt'], heldOutOnly: false },
  // The next two sources are not trained on at all.
  fiction: { folder: 'corpus', files: ['lit_classic_books_us_pd_only.txt.xz'], heldOutOnly: false },
  dialogue: { folder: 'corpus', files: ['dialog_taskmaster.txt.xz'], heldOutOnly: false },
} as const;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

/** A word to type: the document before it and after it. */
export interface Place {
  readonly kind: Kind;
  readonly before: string;
  readonly word: string;
  readonly after: string;
}

const word = /\p{L}(?:[\p{L}\p{M}]|['’-](?=\p{L}))*/gu;
const wordsOfParagraph = 12;
const paragraphsAround = 8;

/** Which half of the text: bounds and weights are fitted on the first, and figures are of the second. */
export type Part = 'development' | 'test';

/** `count` words of a kind, with the paragraphs around them; spread over documents. The parts share no paragraph. */
export async function placesOf(
  kind: Kind,
  folders: { readonly corpus: string; readonly evaluation: string },
  count: number,
  part: Part = 'test',
): Promise<Place[]> {
  const { folder, files, heldOutOnly } = kinds[kind];
  const places: Place[] = [];
  const chosen = kind === 'email' ? files.filter((file) => file.startsWith(part)) : files;
  const folderPath = folder === 'corpus' || folder === 'evaluation' ? folders[folder] : folder;
  for (const [index, file] of chosen.entries()) {
    const enough = (count * (index + 1)) / chosen.length;
    let paragraphs = 0;
    for await (const document of documentsOf(path.join(folderPath, file), kind === 'dialogue' ? 15 : 40)) {
      if (places.length >= enough) break;
      if (heldOutOnly && !isHeldOut(document)) continue;
      const texts = document.paragraphs.flatMap((text) => (kind === 'encyclopedia' ? (untokenized(text) ?? []) : text));
      for (const [at, text] of texts.entries()) {
        if (places.length >= enough) break;
        // Every few paragraphs, so that no single document decides.
        const turn = paragraphs++ % (kind === 'email' ? 2 : 6);
        if (turn !== (kind === 'email' ? 1 : part === 'development' ? 4 : 1)) continue;
        const previous = texts.slice(Math.max(0, at - paragraphsAround), at).map((one) => `${one}\n\n`);
        const next = texts.slice(at + 1, at + 1 + paragraphsAround).map((one) => `\n\n${one}`);
        const around = { before: previous.join(''), after: next.join('') };
        places.push(...placesIn(kind, around, text).slice(0, wordsOfParagraph));
      }
    }
  }
  return places.slice(0, count);
}

/** Every word of a paragraph that stands free: not in a number, an address or an identifier. */
function placesIn(kind: Kind, around: { before: string; after: string }, text: string): Place[] {
  return [...text.matchAll(word)].flatMap(({ index, 0: one }) => {
    const before = text.slice(0, index);
    const after = text.slice(index + one.length);
    const stands = /(?:^|[\s("“‘])$/u.test(before) && /^(?:$|[\s,;:!?)"”]|\.(?:\s|$))/u.test(after);
    return stands && index > 0
      ? [{ kind, before: around.before + before, word: one, after: after + around.after }]
      : [];
  });
}

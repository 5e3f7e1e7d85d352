import { plain } from '../base/plainText';
import { languageOfFile } from '../prose/fileLanguages';
import { option, type Arguments, type OptionHelps } from './arguments';
import { readText } from './textFile';
import { UsageError } from './usage';

/** How a caller says what markup a document has. */
export const languageOption: OptionHelps = {
  language: ['ID', "markup of the file, e.g. markdown or latex; otherwise its name's extension says"],
};

/** A command's document. Offsets in `content` count UTF-16 units and the byte order mark, which an editor hides. */
export interface DocumentFile {
  readonly file: string;
  readonly content: string;
  /** VS Code's language id. */
  readonly language: string;
}

/**
 * The one file of `files`; its language is that of `--language`, or follows from its name.
 * @throws UsageError when no file or more than one is named
 * @throws RequestError when it cannot be read
 */
export async function documentIn(given: Arguments, files = given.texts): Promise<DocumentFile> {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw new UsageError(plain`${given.command} needs one file.`);
  const content = await readText(file);
  return { file, content, language: option(given, 'language') ?? languageOfFile(file) };
}

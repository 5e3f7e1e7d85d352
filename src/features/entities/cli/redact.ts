import { encodeText } from '../../../base/files';
import { plain } from '../../../base/plainText';
import { documentUnits, type SentenceSource } from '../../../prose/documentUnits';
import { choice, option } from '../../../terminal/arguments';
import type { Command, CommandContext } from '../../../terminal/command';
import { languageOption } from '../../../terminal/documentFile';
import { exactDocument, freePlaces, outOptions, writeOut } from '../../../terminal/exactDocument';
import { openProse } from '../../../terminal/prose';
import { notify } from '../../../terminal/terminal';
import { findInUnits } from '../core/findEntities';
import { leftovers } from '../core/leftovers';
import { replaceEntities, type UnitEntities, type WriteLiterals } from '../core/replaceEntities';
import { replacementWays } from '../core/replacements';
import { possibleLabels } from '../core/possibleLabels';
import { entityOptions, entityRequest, labelFilter } from './entityRequest';

/** Lines about what is left in the copy. */
const maxLeftovers = 20;

/** `redact`: a copy of a document without its names and personal data, and the key that puts them back. */
export const redact: Command = {
  takes: 'MODEL FILE',
  does: 'a copy of a document in which entities are replaced',
  options: {
    ...entityOptions,
    labels: ['A,B,…', 'what to replace: in your words with a GLiNER, otherwise some of the labels of the model'],
    with: [replacementWays.join('|'), 'numbered tags such as [NAME 1], made-up values, or […]; otherwise tags'],
    ...outOptions,
    key: ['FILE', 'file for the key, with which restore puts everything back; otherwise there is none'],
    ...languageOption,
  },
  notes: ['What is no prose, such as code and metadata, is left alone; what still stands there is said.'],
  example: 'urchade/gliner_small-v2.1 letter.md --preset personal-data --out copy.md --key letter.key',
  async run(context) {
    const { given } = context;
    const way = choice(given, 'with', replacementWays, 'tags');
    const document = await exactDocument(given, given.texts);
    const hasKey = option(given, 'key') !== undefined;
    await freePlaces(given, hasKey ? ['out', 'key'] : ['out']);
    const prose = openProse(document.file, document.language, document.content);
    const units = await foundIn(context, prose);
    const literals: WriteLiterals = (insertions) => prose.literals(insertions);
    const { copy, key, count, texts } = await replaceEntities(document.content, units, way, literals);
    if (hasKey) await writeOut(given, 'key', `${JSON.stringify(key, undefined, 1)}\n`);
    await writeOut(given, 'out', encodeText(copy, document.encoding));
    notify(plain`${count} replaced.`);
    const left = leftovers(copy, texts);
    for (const { text, line } of left.slice(0, maxLeftovers))
      notify(plain`“${text}” still stands in line ${line} of the copy.`);
    if (left.length > maxLeftovers) notify(plain`There are ${left.length - maxLeftovers} more such places.`);
  },
};

/** The paragraphs of a document with the entities to replace. */
async function foundIn({ given, engine, model }: CommandContext, prose: SentenceSource): Promise<UnitEntities[]> {
  const { labels, ...request } = entityRequest(given, 'first');
  const description = await engine.describe({ model });
  const isGliner = description.heads.includes('gliner');
  const possible = possibleLabels(description, labels, request.aggregation);
  const isWanted = labels === undefined ? () => true : labelFilter(labels, possible);
  const found: UnitEntities[] = [];
  const asked = { model, ...request, ...(isGliner && { labels }) };
  for await (const batch of findInUnits(engine, asked, documentUnits(prose, 'paragraph')))
    for (const { unit, answer } of batch) found.push({ unit, entities: answer.filter(({ label }) => isWanted(label)) });
  return found.sort((a, b) => a.unit.start - b.unit.start);
}

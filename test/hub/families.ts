import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ModelHead } from '../../src/protocol/engineApi';
import { glinerFiles } from '../engine/glinerFiles';
import type { Repository } from './hubServer';

const root = path.join(__dirname, '../..');
const fixtures = path.join(root, 'test/fixtures/reference');
/** Of the fixtures' networks; the last id is the mask's. */
const vocabularySize = 120;

/** A repository with one head of a family, official file names, and a vocabulary that its network has room for. */
export interface FamilyRepository {
  readonly id: string;
  readonly head: ModelHead;
  readonly repository: Repository;
}

const heads = { mlm: 'masked', classify: 'classifier', rtd: 'discriminator' } as const;

/** Every family that there are reference numbers for, with every head that it has. */
export function familyRepositories(): FamilyRepository[] {
  return readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      (Object.keys(heads) as (keyof typeof heads)[])
        .filter((head) => existsSync(path.join(fixtures, name, head)))
        .map((head) => ({ id: `tiny/${name}-${heads[head]}`, head, repository: repositoryOf(name, head) })),
    );
}

/** Heads beside those, as they are published: of tokens, of choices, a GLiNER and a GLiClass model. */
export function headRepositories(): FamilyRepository[] {
  const filesIn = (folder: string) =>
    Object.fromEntries(
      readdirSync(path.join(root, 'test/fixtures', folder))
        .filter((name) => /^(config|tokenizer|tokenizer_config)\.json$|^model\.safetensors$/.test(name))
        .map((name) => [name, readFileSync(path.join(root, 'test/fixtures', folder, name))]),
    );
  const files: Readonly<Partial<Record<ModelHead, Repository['files']>>> = {
    tokens: filesIn('heads/v3-1'),
    choice: { ...filesIn('gliclass'), ...filesIn('pairs/choice-1') },
    gliner: glinerFiles('span-1'),
    gliclass: { ...filesIn('gliclass'), ...filesIn('gliclass/simple-1') },
  };
  return Object.entries(files).map(([head, content]) => ({
    id: `tiny/${head}`,
    head: head as ModelHead,
    repository: { commit: Buffer.from(head).toString('hex').padEnd(40, '0'), license: 'mit', files: content },
  }));
}

function repositoryOf(family: string, head: string): Repository {
  const read = (name: string) => readFileSync(path.join(fixtures, family, head, name));
  const weights = readdirSync(path.join(fixtures, family, head)).find((name) =>
    /^(model\.safetensors|pytorch_model\.bin)$/.test(name),
  );
  return {
    commit: Buffer.from(`${family}-${head}`).toString('hex').padEnd(40, '0').slice(0, 40),
    license: 'mit',
    files: {
      '.gitattributes': Buffer.from('*.bin filter=lfs\n'),
      'README.md': Buffer.from(`---\nlicense: mit\n---\n# ${family}\n\nRandom numbers, for tests.\n`),
      'config.json': read('config.json'),
      [weights ?? '']: read(weights ?? ''),
      ...(family.startsWith('v1') ? bytePairs() : { 'spm.model': smallVocabulary() }),
    },
  };
}

const pairs =
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce'.split(
    ' ',
  );

/** Byte-pair files of v1: letters, common pairs of them, and the space that begins a word. */
function bytePairs(): Record<string, Buffer> {
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,\u0120'];
  const tokens = ['[CLS]', '[PAD]', '[SEP]', '[UNK]', ...letters, ...pairs, '\u0120th', '\u0120the', '[MASK]'];
  const merges = [...pairs.map(([a, b]) => `${a} ${b}`), '\u0120 th', '\u0120th e'];
  return {
    'vocab.json': Buffer.from(JSON.stringify(Object.fromEntries(tokens.map((token, id) => [token, id])))),
    'merges.txt': Buffer.from(`#version: 0.2\n${merges.join('\n')}\n`),
    'tokenizer_config.json': Buffer.from('{"vocab_type":"gpt2"}'),
  };
}

/** The bundled model's SentencePiece file with its special pieces, letters and shortest words alone. */
function smallVocabulary(): Buffer {
  const reader = new BinaryReader(readFileSync(path.join(root, 'models/bundled/spm.model')));
  const writer = new BinaryWriter();
  // The mask is added behind the last piece.
  let pieces = 0;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type !== WireType.LengthDelimited) throw new Error(`Field ${field} of spm.model has another type.`);
    const bytes = reader.bytes();
    if (field === 1 && (!isKept(bytes) || pieces++ >= vocabularySize - 1)) continue;
    writer.tag(field, type).bytes(bytes);
  }
  return Buffer.from(writer.finish());
}

/** Whether a piece is special, or a word of few letters. A piece is text, score and, unless plain, kind. */
function isKept(piece: Uint8Array): boolean {
  const text =
    new BinaryReader(piece).tag()[0] === 1 ? Buffer.from(piece.subarray(2, 2 + (piece[1] ?? 0))).toString() : '';
  return /^(\[[A-Z]+\]|<unk>|\u2581?[a-zA-Z]{0,2}|[.,])$/.test(text);
}

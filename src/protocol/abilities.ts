import { plain, sentences, type PlainText } from '../base/plainText';
import type { ModelDescription, ModelHead } from './engineApi';
import { RequestError } from './errors';

/** What a head is for, as it stands after "can". */
const abilities: Readonly<Record<ModelHead, string>> = {
  mlm: 'fill masks',
  classify: 'classify texts',
  rtd: 'find odd words',
  tokens: 'label words',
  qa: 'find answers in a text',
  choice: 'choose among answers',
  gliner: 'find entities that you name',
  gliclass: 'compare labels of your own',
};

/** What a model is, that it cannot do what was asked, and what it can do: one sentence. */
export function inability(
  { name, kind, heads }: Pick<ModelDescription, 'name' | 'kind' | 'heads'>,
  wanted: ModelHead,
): PlainText {
  const can = heads.map((head) => abilities[head]).join(' and ');
  const rest = can === '' ? '; only its attention can be inspected' : `, but it can ${can}`;
  return plain`${name} is ${kind}: it cannot ${abilities[wanted]}${rest}.`;
}

/** @throws RequestError for a model that doesn't give a pair of texts one score, by which others can be put in order */
export function requireOneScore(description: ModelDescription): void {
  const { name, heads, labels } = description;
  if (heads.includes('classify') && labels.length === 1) return;
  const remedy = plain`Use a model with one score, such as a reranker.`;
  if (!heads.includes('classify')) throw new RequestError(sentences(inability(description, 'classify'), remedy));
  throw new RequestError(
    sentences(plain`${name} gives ${labels.length} labels, by which texts cannot be put in order.`, remedy),
  );
}

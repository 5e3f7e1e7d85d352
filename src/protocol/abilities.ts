import { plain, type PlainText } from '../base/plainText';
import type { ModelDescription, ModelHead } from './engineApi';

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

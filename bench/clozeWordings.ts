import type { LabeledTexts } from './labeledTexts';
import { goEmotions, sst2, trec } from './labeledTexts';

/** A test set with templates and, for each class, words that a person might try; all fixed before measuring. */
export interface ClozeWordings {
  /** On these texts a way is chosen. */
  readonly development: LabeledTexts;
  /** On these it is reported. */
  readonly test: LabeledTexts;
  readonly templates: readonly string[];
  readonly words: readonly (readonly string[])[];
}

function words(...classes: readonly string[]): string[][] {
  return classes.map((line) => line.split(' '));
}

/** TREC, SST-2 and GoEmotions, in the order of their classes. */
export function clozeWordings(): ClozeWordings[] {
  return [
    {
      development: trec('train'),
      test: trec('test'),
      templates: [
        '{text} The answer is a {label}.',
        '{text} It was about {label}.',
        '{text} The question is about the {label}.',
        'I asked about the {label}. {text}',
        '{text} We need a {label}.',
        '{text} Answer: the {label}.',
        '{label}: {text}',
        '{text} Please name the {label}.',
      ],
      words: words(
        'description reason definition meaning explanation way',
        'thing object animal book color product',
        'abbreviation short letters initials',
        'person man name actor people woman',
        'place city country river location state',
        'number year date percent amount distance',
      ),
    },
    {
      development: sst2('dev'),
      test: sst2('test'),
      templates: [
        '{text} It was {label}.',
        '{text} and {label}.',
        '{text} The film is {label}.',
        '{text} All in all, it was {label}.',
        'A {label} film: {text}',
        '{text} I found it {label}.',
        '{text} Just {label}!',
        'It is {label}. {text}',
      ],
      words: words(
        'bad terrible poor boring awful worse weak wrong',
        'good great fine excellent beautiful wonderful strong right',
      ),
    },
    {
      development: goEmotions('dev'),
      test: goEmotions('test'),
      templates: [
        '{text} I feel {label}.',
        '{label}! {text}',
        '{text} It was about {label}.',
        '{text} This is {label}.',
        '{text} He felt {label}.',
        '{text} I am {label}.',
        'With {label}: {text}',
        '{text} It shows {label}.',
      ],
      words: words(
        'anger angry annoyed hate',
        'disgust disgusted sick ugly',
        'fear afraid worry danger',
        'joy happy love thanks',
        'sadness sad sorry disappointed',
        'surprise surprised wonder strange',
        'neutral nothing facts information',
      ),
    },
  ];
}

import type {
  ExplainedAnswer,
  Explanation,
  ExplanationBaseline,
  ExplanationMethod,
} from '../../../../protocol/explanations';

export const methodTexts: Readonly<Record<ExplanationMethod, { readonly name: string; readonly explanation: string }>> =
  {
    integratedGradients: {
      name: 'Integrated gradients',
      explanation:
        'The mean slope on the straight way from the baseline to the text, times that way. The contributions add up to the change, but for a small residual.',
    },
    inputXgradient: {
      name: 'Input × gradient',
      explanation: 'The slope at the text times the way from the baseline: fast, but it need not add up.',
    },
    occlusion: {
      name: 'Occlusion',
      explanation:
        'What the answer loses when the word alone is at its baseline: exact for each word, but words work together, so it need not add up.',
    },
  };

export const baselineTexts: Readonly<Record<ExplanationBaseline, string>> = {
  mask: '[MASK]',
  padding: '[PAD]',
  zero: 'zeros',
};

export const baselineNote =
  'What stands in the place of a word that is left out: the token [MASK], the token [PAD], or an embedding of zeros.';

export const measureTexts: Readonly<Record<Explanation['measure'], string>> = {
  logOdds: 'log-odds',
  logitDifference: 'difference of logits',
  value: 'value',
};

/** The question in a sentence. */
export function questionText(
  of: ExplainedAnswer,
  { answer, against }: Pick<Explanation, 'answer' | 'against'>,
): string {
  const than = against === undefined ? '' : ` rather than “${against}”`;
  switch (of.kind) {
    case 'label':
      return of.textPair === undefined
        ? `Why does the text get “${answer}”${than}?`
        : `Why do the two texts get “${answer}”${than}?`;
    case 'word': {
      const masked = of.text.slice(of.mask.start, of.mask.end);
      if (/^\[MASK\]$|^_*$/.test(masked)) return `Why does “${answer}” fit in the blank${than}?`;
      return masked === answer
        ? `Why does “${answer}” fit here${than}?`
        : `Why does “${answer}” fit in the place of “${masked}”${than}?`;
    }
    case 'entity':
      return `Why is “${of.text.slice(of.entity.start, of.entity.end)}” marked as “${answer}”${than}?`;
    case 'passage':
      return `Why does “${answer}” answer “${of.question}”?`;
    case 'replacement':
      return `Why may “${of.text.slice(of.word.start, of.word.end)}” not be the original word?`;
  }
}

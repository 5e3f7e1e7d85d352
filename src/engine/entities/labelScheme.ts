import { outside } from '../../protocol/wordTags';

/** What a token's label says: its entity's label, and whether it begins or ends one. */
export interface TokenLabel {
  readonly label: string;
  readonly begins: boolean;
  readonly ends: boolean;
}

/**
 * What each label of a token classifier means. With the prefixes of BIO (`B-` begins, `I-` goes on), BIOES and BILOU
 * (`E-` and `L-` end, `S-` and `U-` are one token); without, the same label goes on. Prefixes other than `B-` and `I-`
 * count only where all labels have one: “E-mail” is a name.
 */
export function labelScheme(labels: readonly string[]): readonly TokenLabel[] {
  const named = labels.filter((label) => label !== outside);
  const hasEnds = named.every((label) => /^[BIESLU]-/.test(label)) && named.some((label) => /^[ESLU]-/.test(label));
  return labels.map((label) => {
    const prefix = (hasEnds ? /^([BIESLU])-/ : /^([BI])-/).exec(label)?.[1] ?? '';
    return {
      label: label.slice(prefix === '' ? 0 : 2),
      begins: /[BSU]/.test(prefix),
      ends: /[ELSU]/.test(prefix),
    };
  });
}

import type { Entity } from '../../../protocol/entities';

/**
 * Entities without the punctuation at their ends, which belongs to the sentence: models that label words by the white
 * space between them take it along. The full stop of initials stays, as in U.S., and so do brackets that
 * have their other half in the entity.
 */
export function withoutPunctuation(text: string, entities: readonly Entity[]): Entity[] {
  return entities.flatMap((entity) => {
    let { start, end } = entity;
    const part = () => text.slice(start, end);
    const isClosed = (open: string, close: string) => part().includes(open) && part().includes(close);
    for (let length = -1; length !== end - start;) {
      length = end - start;
      if (/^[\s"'“‘«]/.test(part()) || (/^[([]/.test(part()) && !isClosed('(', ')') && !isClosed('[', ']'))) start++;
      if (/[\s"'”’»,;:!?…]$/.test(part()) || (part().endsWith('.') && !/(?:(?<!\p{L})\p{L}\.){2,}$/u.test(part())))
        end--;
      if (/[)\]]$/.test(part()) && !isClosed('(', ')') && !isClosed('[', ']')) end--;
    }
    return start < end ? [{ ...entity, start, end }] : [];
  });
}

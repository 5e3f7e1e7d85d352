/** What a writer has opened and not closed: an address, a tag, a comment, an attribute, a reference. */
const opened =
  /\]\([^)]*$|\]\[[^\]]*$|<[a-z/!][^<>\s]*(?:\s+[\w:-]+="[^"]*")*(?:\s+[\w:-]*(?:="[^"]*)?)?$|<!--(?:(?!-->)[^])*$|<<[^<>]*$|\{[\w-]*$|:[a-z]+:`[^`]*$/i;
const openedMath = /(?:^|[^\\$\p{L}\p{N}])\$(?![\s\d$])[^$]*$/u;
/** Characters before the caret within which an opening is looked for. */
const reach = 500;

/** Whether `before`, the text of a block up to the caret, ends within code, mathematics, an address or a tag that is not closed yet and so is still text. */
export function endsInUnfinishedMarkup(before: string): boolean {
  const near = before.slice(-reach);
  // Closed code has left the text, or comes in pairs where the language has no code.
  const runs = near.match(/`+/g)?.length ?? 0;
  return runs % 2 === 1 || opened.test(near) || openedMath.test(near);
}

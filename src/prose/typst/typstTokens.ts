const name = String.raw`[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}_][\p{L}\p{N}_-]*)*`;
/** What stands in markup. All characters belong to a token. */
export const markup = new RegExp(
  [
    String.raw`(?<newline>\n)`,
    String.raw`(?<white>[^\S\n]+)`,
    String.raw`(?<address>(?:https?://|www\.)[^\s<>"[\]]*[^\s<>"[\].,;:!?)}'’”\x60*_]|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)`,
    String.raw`(?<comment>//[^\n]*)`,
    String.raw`(?<open>/\*|\x60+|\$)`,
    String.raw`(?<label><[\p{L}\p{N}_][\p{L}\p{N}_:.-]*>)`,
    String.raw`(?<reference>(?<![\p{L}\p{N}])@[\p{L}\p{N}_](?:[\p{L}\p{N}_:.-]*[\p{L}\p{N}_])?)`,
    String.raw`\\u\{(?<code>[\da-fA-F]{1,6})\}|\\(?<escaped>[^\s])|(?<break>\\(?=\s|$))`,
    String.raw`#(?<statement>let|set|show|import|include|return)(?![\p{L}\p{N}_-])`,
    String.raw`#(?<control>if|for|while)(?![\p{L}\p{N}_-])`,
    String.raw`#(?:context\s+)?(?:(?<path>${name})|(?<group>(?=[[({])))`,
    String.raw`(?<sign>---?|\.{3}|-\?|~)`,
    String.raw`(?<mark>[*_])`,
    String.raw`(?<bracket>[[\]])`,
    String.raw`(?<colon>:)`,
    String.raw`[\p{L}\p{N}]+|[^]`,
  ].join('|'),
  'uy',
);
/** What matters in code. */
export const code = new RegExp(
  [
    String.raw`(?<newline>\n)`,
    String.raw`(?<comment>//[^\n]*)`,
    String.raw`(?<open>/\*|\x60+|\$|")`,
    String.raw`(?<argument>${name})\s*:`,
    String.raw`(?<path>${name})?(?<bracket>[[({])`,
    name,
    String.raw`(?<close>[\])}])`,
    String.raw`(?<end>[,;])`,
    String.raw`[^]`,
  ].join('|'),
  'uy',
);
/** What begins a heading or an item, at a line's start. */
export const marker =
  /(?<heading>=+[^\S\n]+(?=\S))|(?<item>(?:[-+]|\d+\.)[^\S\n]+(?=\S))|(?<term>\/[^\S\n](?=[^\n:]*:))/y;
/** What goes on with a call. */
export const chained = new RegExp(String.raw`(?:\.${name})?(?=[[(])`, 'uy');
export const elsewhere = /[^\S\n]*else\b/y;

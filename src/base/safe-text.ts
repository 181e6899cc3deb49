/**
 * Text that a terminal and a page may show. Control characters move a terminal's cursor, rename its window or rewrite
 * what stands above; bidirectional ones make a line read as another one (CVE-2021-42574). Names, titles and file names
 * come from strangers, so whatever leaves the program goes through here.
 */

/** C0 but tab and line feed, DEL and C1, line and paragraph separators, bidirectional controls, lone surrogates. */
const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What a source text may not hold at all: of the above those that hide what it says. Carriage returns are line ends. */
const FOREIGN = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd]/;

/** The text with every unsafe character made visible: control pictures (`␛`) for C0, `\ufffd` for the others. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** As `safeText` for what is one line by nature: a title, a file's name. */
export function safeLine(text: string): string {
  return safeText(text.replace(/\r\n|[\n\r\t]/g, ' '));
}

/** A value as JSON in which unsafe characters are escapes: nothing is lost, and nothing reaches a terminal raw. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Where a source text first has a character that it must not have; -1 where it has none. */
export function foreignAt(text: string): number {
  return text.search(FOREIGN);
}

/** How the scenario of a table begins: what it is called, where it is from, its options and what is asked of it. */
import type { FoundLetter, FoundTable } from '../found.ts';
import type { Options } from './options.ts';
import type { Asked } from './reading.ts';
import type { SourceLines } from './source-lines.ts';

/** A table of which nobody knows who wrote it. */
export const NOBODY: FoundLetter = { subject: null, from: null, date: null, messageId: null };

/** Writes it; `letter` is what of the mail is told. */
export function heading(
  table: FoundTable,
  letter: FoundLetter,
  options: Options,
  asked: Asked,
  out: SourceLines,
): void {
  const title =
    (letter.subject ?? '').replace(/^((re|fwd?):\s*|\[[^\]]*\]\s*)+/i, '') || 'A table from a mail';
  out.add(`scenario "${quoted(title)}"`);
  const about = letter === NOBODY ? '' : quoted(table.before.split(/\n\s*\n/).at(-1) ?? '');
  if (about !== '') out.add(`about "${about.length > 300 ? `${about.slice(0, 297)}...` : about}"`);
  const source = [letter.from, letter.date]
    .filter((part) => part !== null)
    .map(quoted)
    .join(', ');
  if (source !== '') out.add(`source "the mail": "${source}"`);
  out.add('arch arm64 | x86\n');
  for (const { name, text, line, isOn } of options.all) {
    const where = line.number === null ? `line ${String(line.cell.place.line)}` : `row ${line.number}`;
    out.add(`option ${name} "${quoted(text)} in ${where}" = ${isOn ? 'on | off' : 'off | on'}`);
  }
  if (options.all.length > 0) out.add('');
  if (asked.slug !== null) {
    const rule = asked.k === 'rule' ? ` rule ${asked.slug}` : '';
    if (rule === '') out.add(`property ${asked.slug} "${quoted(asked.text)}"\n`);
  }
}

/** Words as they can stand in a string of the scenario. */
export function quoted(text: string): string {
  return text.replace(/[\\"]/g, "'").replace(/\s+/g, ' ').trim();
}

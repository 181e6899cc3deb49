/**
 * A mail that was copied out of here, known by what stands above its table: the scenario's title, or the interleaving's,
 * and the line "memory model tso, queue_mb = off". With the scenario its lines are read as rows of it, whoever has edited
 * them since; a link is not needed.
 */
import type { Model } from '../../machine/index.ts';
import type { Settings } from '../api.ts';
import { compileScenario } from '../explained.ts';
import { findTables } from './all-tables.ts';
import type { KnownScenario } from './meaning/known-cases.ts';
import { FROM_MAIL, readBack, tableIn, type ReadableTable } from './read-back.ts';

/** What stands above the table. */
export interface CopiedHead {
  /** Title and run, as one line. */
  readonly title: string;
  readonly model: Model;
  readonly settings: Settings;
}

export interface CopiedMail {
  /** The scenario that it was copied from. */
  readonly scenario: string;
  readonly title: string;
  readonly model: Model;
  readonly settings: Settings;
  /** The scenario's text with the mail's lines as its last interleaving, `from-mail.i`. */
  readonly source: string;
  /** Why the lines are no rows of it; null where they are. */
  readonly mistake: string | null;
}

const MODEL = /^memory model (sc|tso|arm)\b(.*)$/;

/** The head of a mail that was copied out of here; null where the text is none. */
export function copiedHead(text: string): CopiedHead | null {
  const lines = text.split(/\r?\n/).map(unquoted);
  const at = lines.findIndex((line) => MODEL.test(line));
  const [, model] = MODEL.exec(lines[at] ?? '') ?? [];
  if (model === undefined) return null;
  const paragraph = (from: number, by: number): string[] => {
    const found: string[] = [];
    for (let one = from; (lines[one] ?? '').trim() !== '' && found.length < 12; one += by)
      found.push((lines[one] ?? '').trim());
    return by < 0 ? found.reverse() : found;
  };
  const title = paragraph(at - 1, -1).join(' ');
  if (title === '') return null;
  const said = paragraph(at, 1).join(' ');
  const settings = Object.fromEntries(
    [...said.matchAll(/, ?(\w+) = ([\w.-]+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
  return { title, model: model as Model, settings };
}

/** Which of the scenarios a head is of: several where their titles are the same, as of one and an edited copy of it. */
function scenariosOf({ title }: CopiedHead, known: readonly KnownScenario[]): readonly KnownScenario[] {
  const begins = (one: string) =>
    one !== '' &&
    (title === one || (new RegExp(`^[:( ]`).test(title.slice(one.length)) && title.startsWith(one)));
  const named = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, one = '']) => one.replace(/\s+/g, ' '));
  const longest = (pattern: RegExp) => {
    const all = known.flatMap((one) =>
      named(one.text, pattern)
        .filter(begins)
        .map((name) => ({ one, length: name.length })),
    );
    const most = Math.max(0, ...all.map(({ length }) => length));
    return all.filter(({ length }) => length === most).map(({ one }) => one);
  };
  const titled = longest(/^\s*scenario "([^"]*)"/gm);
  return titled.length > 0 ? titled : longest(/^\s*interleaving \S+\s+"([^"]*)"/gm);
}

/** A copied mail read by its lines alone; null where it is none of the scenarios'. */
export function readCopied(text: string, known: readonly KnownScenario[]): CopiedMail | null {
  const head = copiedHead(text);
  if (!head) return null;
  const read = scenariosOf(head, known).map((of) => () => readAs(text, head, of));
  let first: CopiedMail | null = null;
  for (const one of read) {
    const copied = one();
    if (copied?.mistake === null) return copied;
    first ??= copied;
  }
  return first;
}

/** As the rows of one scenario. */
function readAs(text: string, head: CopiedHead, of: KnownScenario): CopiedMail | null {
  const bare = text.split(/\r?\n/).map(unquoted).join('\n');
  const { scenario } = compileScenario(of.text, of.id);
  if (!scenario) return null;
  const { title, model, settings } = head;
  const ends = ENDS.exec(bare)?.[1] ?? null;
  const read = (table: ReadableTable): CopiedMail => {
    const { source } = readBack(table, scenario, { settings, model, ends });
    const again = compileScenario(source, of.id);
    const isThere = again.scenario?.interleavings.some(({ id }) => id === `${FROM_MAIL}.i`) ?? false;
    const [wrong] = again.scenario?.mistaken?.at(-1)?.diagnostics ?? again.diagnostics;
    const mistake = isThere ? null : (wrong?.message ?? 'its rows are not those of the scenario');
    return { scenario: of.id, title, model, settings, source, mistake };
  };
  // As we set it, else as a mailer has left it.
  const own = tableIn(bare);
  const first = own && read(own);
  if (first?.mistake === null) return first;
  const [found] = findTables(text).tables;
  const second = found ? read(found) : null;
  return second?.mistake === null ? second : (first ?? second);
}

/** What stands below the table of a run that ends badly. */
const ENDS = /^Forbidden \(([\w.-]+)\):/m;

function unquoted(line: string): string {
  return line.replace(/^(?:> ?)+/, '').trimEnd();
}

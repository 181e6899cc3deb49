/**
 * Rows that say that something freed is used, by a call of which nobody has the code or in words: what another column
 * frees is what they use. Where the rows that free name nothing, there is one object.
 *
 *     bar_release()              foo_show()
 *       kfree
 *                                  foo_print() // UAF
 */
import { drawnWordOf as wordOf } from '../../words/table.ts';
import { readCode, type Code } from './c-code.ts';
import { calledName, type Line } from './column-tree.ts';
import { harmsIn, markIn } from './harms.ts';
import { frees, objectOf } from './releases.ts';
import { asExpression } from './walk-expression.ts';
import { FREES } from './word-accesses.ts';

/** What the object is called that nobody names. */
const OBJECT = 'object';

interface Freed {
  readonly line: Line;
  /** As it is called where it is freed; null where nothing is said. */
  readonly object: string | null;
}

/** The lines, those that use what was freed as accesses of it. */
export function withHarm(given: readonly Line[], said: string = ''): readonly Line[] {
  const lines = withoutMarks(given);
  const rows = lines.filter(({ cell, as }) => cell.column !== null && as !== 'value');
  const told = rows.filter((row) => isUse(row) || isCried(row, rows));
  // `//use private data` stands above what uses it.
  const own = told.filter(
    ({ text, cell }) =>
      text.code !== '' || !told.some((one) => one.cell.column === cell.column && one.text.code !== ''),
  );
  const uses = own.length === 0 && harmsIn(said).has('use-after-free') ? onlyUse(rows) : own;
  const freed = lines.flatMap((line): Freed[] => {
    const object = freedBy(line);
    return object === undefined ? [] : [{ line, object }];
  });
  const replaced = new Map<Line, Code>();
  for (const use of uses) {
    const before = freed.filter(({ line }) => line.cell.column !== use.cell.column && line.row <= use.row);
    const marked = before.filter(({ line }) => markIn(line.text.remarks) === 'free');
    const [one] =
      marked.length > 0
        ? marked.slice(-1)
        : before.length === 1
          ? before
          : before.filter(({ object }) => object !== null);
    if (!one) continue;
    const object = one.object ?? /^(\w+)->/.exec(use.text.code)?.[1] ?? OBJECT;
    const isKnown = freesIt(one.line);
    const free = one.object === null || !isKnown ? readCode(`kfree(${object})`) : null;
    if (free) replaced.set(one.line, free);
    if (one.object !== null && use.code !== null && names(use.text.code, one.object)) continue;
    if (isOwnCode(use)) {
      // `schedule_work(&p->work) // USE`: what is freed under another name is what `p` leads to.
      const same = readCode(`kfree(${/([A-Za-z_]\w*(?:->\w+)*)->\w/.exec(use.text.code)?.[1] ?? object})`);
      if (same) replaced.set(one.line, same);
      continue;
    }
    const code = readCode(`READ_ONCE(${object}->data)`);
    if (code) replaced.set(use, code);
  }
  for (const use of rows.filter(isFollowed)) {
    const cleared = lines.findLast(
      (line) => line.cell.column !== use.cell.column && line.row <= use.row && clearedBy(line) !== null,
    );
    const code = cleared ? readCode(`READ_ONCE(${clearedBy(cleared) ?? ''}->data)`) : null;
    if (code) replaced.set(use, code);
  }
  if (replaced.size === 0) return lines;
  return lines.map((line) => {
    const code = replaced.get(line);
    if (!code) return line;
    return { ...line, code, seen: null, as: 'statement' as const, isHarm: uses.includes(line) };
  });
}

/** The lines, what only marks one being no value that it finds. */
function withoutMarks(lines: readonly Line[]): readonly Line[] {
  const isValue = lines.some(({ text }) => /[=,(]\s*(?:FREE|USE)\b/.test(text.code));
  if (isValue) return lines;
  return lines.map((line) =>
    line.seen?.k === 'equal' && line.as !== 'value' && markIn([line.seen.text]) !== null
      ? { ...line, seen: null }
      : line,
  );
}

function names(code: string, object: string): boolean {
  const at = code.indexOf(object);
  return at >= 0 && !/\w/.test(code[at - 1] ?? ' ') && !/\w/.test(code[at + object.length] ?? ' ');
}

/** Where only names of functions are drawn, one of which frees, the last one of the other column is what uses. So is a
 *  call behind the one that frees that is given what its column has found, by whatever name. */
function onlyUse(rows: readonly Line[]): readonly Line[] {
  const given = givenUse(rows);
  if (given) return [given];
  if (rows.some(({ code, text }) => code !== null && /->|[^=!<>]=[^=]|\(\w/.test(text.code))) return [];
  const freeing = new Set(rows.filter((row) => freedBy(row) === null).map(({ cell }) => cell.column));
  if (freeing.size !== 1) return [];
  const others = rows.filter(
    ({ cell, text }) => !freeing.has(cell.column) && /^\w+(?:\(\))?;?$/.test(text.code),
  );
  return others.slice(-1);
}

function givenUse(rows: readonly Line[]): Line | undefined {
  const freeing = rows.filter((row) => typeof freedBy(row) === 'string');
  const [free] = freeing;
  const object = free && freedBy(free);
  if (!free || freeing.length > 1 || typeof object !== 'string') return undefined;
  const others = rows.filter(({ cell }) => cell.column !== free.cell.column);
  if (others.some(({ text }) => names(text.code, object))) return undefined;
  return others.findLast(({ row, text, cell }) => {
    const [, given] = /^\w+\((\w+)\);?$/.exec(text.code) ?? [];
    const found = given === undefined ? null : new RegExp(`^${given}\\s*=\\s*\\w+\\(`);
    return (
      row >= free.row &&
      found !== null &&
      others.some((one) => one.cell.column === cell.column && one.row < row && found.test(one.text.code))
    );
  });
}

/** The row says so itself, and what it does is not known. */
function isUse(line: Line): boolean {
  const { text, code, cell } = line;
  const isSaid = harmsIn(cell.text).has('use-after-free') || markIn(line.text.remarks) === 'use';
  // `dev-> //use`
  const isUsed = code === null && /^\w+->$/.test(text.code) && markIn(text.remarks) === 'use';
  // `dereference epfiles`
  if (isUsed || (code === null && USES.test(text.code))) return true;
  if (markIn(text.remarks) === 'use' && isOwnCode(line)) return true;
  if (!isSaid || /\bdouble|\btwice/i.test(cell.text)) return false;
  if (code === null) return /\w/.test(text.code) || text.remarks.length > 0;
  if (code.k !== 'simple') return false;
  const name = calledName(code);
  // Without what it is given it may be about anything: `spin_lock_irqsave --> UAF`.
  const isBare = /^\w+(?:\(\))?;?$/.test(text.code);
  return name !== null && (isBare || wordOf(name) === null) && !frees(name);
}

/** The row below it in its column cries out, and it follows a pointer: `<KABOOM>`. */
function isCried(line: Line, rows: readonly Line[]): boolean {
  const own = rows.filter(({ cell }) => cell.column === line.cell.column);
  const next = own[own.indexOf(line) + 1];
  return next !== undefined && isOwnCode(line) && CRY.test(next.text.code);
}

const CRY = /^\W*(?:ka-?boom|boom|bang|crash(?:es)?|oops|explodes?|splat|uaf|kasan)\W*$/i;

/** Code that says by itself what it reads, behind a pointer. */
function isOwnCode({ code, text }: Line): boolean {
  if (code === null || !/[A-Za-z_]\w*->\w/.test(text.code)) return false;
  const name = code.k === 'simple' ? calledName(code) : null;
  return name === null || wordOf(name) !== null;
}

const USES =
  /^(?:dereferences?|dereferencing|derefs?|accesses|access(?:ing)?|uses?|using|touch(?:es|ing)?|reads?|reading|writes?(?: to)?|writing(?: to)?) (?:the )?(?:(?:freed|stale|old|released) )?\w+$/;

/** The row says that NULL is followed, and it is no code that does so: "panic as page->mapping is NULL". */
function isFollowed({ cell, code }: Line): boolean {
  return (
    code === null &&
    /\bnull\b.*\b(?:ptr|pointer|deref\w*|access)|\b(?:panics?|oops(?:es)?|crash(?:es)?|faults?|bug|boom)\b.*\bnull\b/i.test(
      cell.text,
    )
  );
}

/** The pointer that a row makes NULL. */
function clearedBy({ code }: Line): string | null {
  const place = code?.k === 'simple' ? /^([A-Za-z_][\w.>-]*)\s*=\s*NULL$/.exec(code.text)?.[1] : undefined;
  return (
    place ??
    (code?.k === 'simple' ? (/^WRITE_ONCE\(([\w.>-]+), (?:NULL|0)\)$/.exec(code.text)?.[1] ?? null) : null)
  );
}

/** Its code is a call that frees. */
function freesIt({ code }: Line): boolean {
  const name = code?.k === 'simple' ? (calledName(code) ?? '') : '';
  return FREES.has(name) || frees(name);
}

/** What a row frees: null where it does not say what, undefined where it frees nothing. */
function freedBy(line: Line): string | null | undefined {
  const { text, code } = line;
  if (code?.k === 'simple') {
    const e = asExpression(code.simple);
    if (e.k !== 'call' || !(freesIt(line) || markIn(line.text.remarks) === 'free')) return undefined;
    const object = objectOf(e);
    if (!object || object.k === 'address') return null;
    return /^[a-z_][\w.>-]*$/i.test(code.text.slice(object.from, object.to))
      ? code.text.slice(object.from, object.to)
      : null;
  }
  const isFree = /^\w+$/.test(text.code) && (frees(text.code) || markIn(line.text.remarks) === 'free');
  return code === null && isFree ? null : undefined;
}

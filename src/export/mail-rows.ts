/**
 * A score as a maintainer would type it: one line a kernel call, calls of the scenario's own functions as a nesting, values
 * as comments, notes where they belong. What only concerns one CPU is left out unless every row is asked for.
 */
import type { Program } from '../machine/index.ts';
import { foldCalls, type Row, type Score } from '../score/index.ts';

export interface MailRow {
  readonly part: number;
  /** How deep in calls of the scenario's own functions. */
  readonly depth: number;
  /** A statement, a call, an event; empty where the line is a remark alone. */
  readonly code: string;
  /** Without its slashes. */
  readonly comment: string | null;
  /** `call`: opens the nesting below. `end`: how the run ends. */
  readonly kind: 'row' | 'call' | 'note' | 'end';
}

const PRELUDE = 1;
const LOCK = /^(?:raw_)?(?:spin|read|write|mutex|bit_spin|local)_(?:un|try)?lock/;

/** `every`: nothing is left out. Without a program there is no nesting. */
export function mailRows(whole: Score, program: Program | null, every: boolean): readonly MailRow[] {
  const score = foldCalls(whole);
  const isKept = every ? () => true : keeping(program, score);
  const shown = score.rows.filter((row) => row.part !== null && row.kind !== 'start' && isKept(row));
  const paths = pathsOf(program, shown);
  const rows: MailRow[] = [];
  const open = score.parts.map((): readonly number[] => []);
  const waited = new Set<string>();
  /** By line: the rows that it stands for, and the kernel's call that it is. */
  const stands = new Map<MailRow, Stands>();
  /** The row before, and what it stands for: rows of one thing in a row are one line. */
  let before: { readonly part: number; readonly thing: string } | null = null;
  shown.forEach((row, nth) => {
    const part = row.part ?? 0;
    const { own, call } = paths[nth] ?? { own: [], call: null };
    const late = isLate(score, row);
    const path = open[part] ?? [];
    if (!late) {
      const common = path.findIndex((scope, place) => own[place] !== scope);
      const same = common < 0 ? Math.min(path.length, own.length) : common;
      own.slice(same).forEach((scope, place) => {
        const text = program?.scopes[scope]?.text ?? '';
        rows.push({ part, depth: same + place, code: text, comment: null, kind: 'call' });
        before = null;
      });
      open[part] = own;
    }
    const code =
      call === null ? codeOf(program, row) : statementLike(program?.scopes[call]?.text ?? row.text);
    const waits = `${part} ${code}`;
    const comment = commentOf(program, row, late, waited.has(waits));
    if (comment === 'waits') waited.add(waits);
    const thing = code;
    const line: MailRow = {
      part,
      depth: late ? Math.min(own.length, path.length) : own.length,
      code,
      comment,
      kind: 'row',
    };
    const last: MailRow | undefined = rows.at(-1);
    if (before?.part === part && before.thing === thing && last?.kind === 'row' && !late) {
      const one = {
        ...line,
        comment: row.missed === null ? (comment && last.comment ? comment : null) : comment,
      };
      stands.set(one, { rows: [...(stands.get(last)?.rows ?? []), row], call });
      rows[rows.length - 1] = one;
    } else {
      stands.set(line, { rows: [row], call });
      rows.push(line);
    }
    before = { part, thing };
    const remark = (words: string, kind: MailRow['kind']) => {
      rows.push({ part, depth: line.depth, code: '', comment: words, kind });
      before = null;
    };
    if (row.note) remark(row.note, 'note');
    if (row.violation) remark(row.violation, 'end');
  });
  const rest = score.ends === 'finished' ? score.rows.slice((shown.at(-1)?.index ?? 0) + 1) : [];
  const next = rest.find(({ part }) => part !== null);
  // What is left out goes on to the end.
  if (next) rows.push({ part: next.part ?? 0, depth: 0, code: '...', comment: null, kind: 'row' });
  return rows.map((line, nth) => {
    const of = stands.get(line);
    if (!of || line.comment !== null) return line;
    const isIn = (one: MailRow) => isInCall(program, stands.get(one), of.call);
    const later = rows.slice(nth + 1).find(isIn);
    if (later && isPartOf(score, of, stands.get(later))) {
      const earlier = rows.slice(0, nth).findLast(isIn);
      return { ...line, comment: earlier && isPartOf(score, stands.get(earlier), of) ? 'goes on' : BEGINS };
    }
    const all = allOf(program, score, of);
    const comment = leavesPending(program, score, all)
      ? BUFFERED
      : staysInside(program, score, all, of.call)
        ? BEGINS
        : null;
    return { ...line, comment };
  });
}

/** What a line stands for. */
interface Stands {
  readonly rows: readonly Row[];
  /** The kernel's call that it is. */
  readonly call: number | null;
}

function isInCall(program: Program | null, stands: Stands | undefined, call: number | null): boolean {
  if (!stands || call === null) return false;
  return stands.rows.some(({ pc }) => pc !== null && program?.code[pc]?.at.scope.includes(call) === true);
}

/** Whether two lines are parts of one call; where its code begins again in between, the second is another one's. */
function isPartOf(score: Score, first: Stands | undefined, second: Stands | undefined): boolean {
  if (!first || !second) return false;
  const seen = Math.max(...first.rows.flatMap(({ pc }) => pc ?? []));
  const [from, to] = [first.rows.at(-1)?.index ?? 0, second.rows[0]?.index ?? 0];
  const [{ part } = { part: null }] = first.rows;
  const least = Math.min(...first.rows.flatMap(({ pc }) => pc ?? []));
  return !score.rows.some(
    ({ index, pc, part: by, kind, stepKind }) =>
      index > from &&
      index <= to &&
      by === part &&
      pc !== null &&
      ((pc >= least && pc <= seen && (kind === 'issue' || stepKind === 'issue')) ||
        first.rows.some((one) => one.pc === pc && one.kind === kind && one.stepKind === stepKind)),
  );
}

/** Whether a CPU is still in a call when the run is over. */
function staysInside(
  program: Program | null,
  score: Score,
  rows: readonly Row[],
  call: number | null,
): boolean {
  const last = rows.at(-1);
  if (call === null || !last || !program) return false;
  if (score.rows.some((one) => one.index > last.index && one.part === last.part)) return false;
  const seen = Math.max(...rows.flatMap(({ pc }) => pc ?? []));
  return program.code.some(
    ({ at, op }, pc) => pc > seen && at.scope.includes(call) && op !== 'let' && op !== 'jump',
  );
}

/** The rows of a line, of a call also those that are left out. */
function allOf(program: Program | null, score: Score, { rows, call }: Stands): readonly Row[] {
  const [first] = rows;
  if (call === null || !first) return rows;
  const isOf = ({ pc }: Row) => pc !== null && (program?.code[pc]?.at.scope.includes(call) ?? false);
  return score.rows.filter((row) => row.part === first.part && row.index >= first.index && isOf(row));
}

/** Whether a store of some rows is not seen by others until later, if at all. */
function leavesPending(program: Program | null, score: Score, rows: readonly Row[]): boolean {
  const last = rows.at(-1)?.index ?? 0;
  return rows.some(({ mark, pc, index, stepKind }) => {
    const op = pc === null ? undefined : program?.code[pc]?.op;
    if (mark !== 'open' || stepKind !== 'issue' || (op !== 'store' && op !== 'rmw')) return false;
    // Nobody could have seen it meanwhile where no other CPU does anything.
    const seen = score.rows.find((one) => one.index > index && one.pc === pc && one.stepKind === 'visible');
    const until = seen ? seen.index : score.rows.length;
    return score.rows.some((one) => one.index > last && one.index < until && one.part !== rows[0]?.part);
  });
}

interface Path {
  /** Calls that stand open around a row. */
  readonly own: readonly number[];
  /** The kernel's call whose line the row is part of. */
  readonly call: number | null;
}

/** A call of the prelude is one line where nothing of another CPU falls into it and nothing inside is remarked upon. */
function pathsOf(program: Program | null, shown: readonly Row[]): readonly Path[] {
  const scopes = shown.map(({ pc }) => (pc === null ? [] : (program?.code[pc]?.at.scope ?? [])));
  const isWhole = (scope: number, nth: number): boolean => {
    const { part } = shown[nth] ?? { part: null };
    const inside = (at: number) => shown[at]?.part === part && (scopes[at] ?? []).includes(scope);
    let [from, to] = [nth, nth];
    const next = (at: number, by: number) => {
      let one = at + by;
      while (shown[one] !== undefined && shown[one]?.part !== part) one += by;
      return one;
    };
    while (inside(next(from, -1))) from = next(from, -1);
    while (inside(next(to, 1))) to = next(to, 1);
    return shown
      .slice(from, to + 1)
      .every((row, at) => row.part === part && (from + at === to || row.note === null));
  };
  return shown.map((row, nth): Path => {
    const own = scopes[nth] ?? [];
    const file = row.pc === null ? undefined : program?.code[row.pc]?.at.file;
    const isKernel = (place: number) => {
      const inner = own[place + 1];
      return (inner === undefined ? file : program?.scopes[inner]?.file) === PRELUDE;
    };
    // A lock that is taken, waited for or dropped is named by itself, not by what does so on the way.
    const isLock = row.folds > 0 && LOCK.test(row.text);
    const isLine = (scope: number) =>
      isWhole(scope, nth) || (isLock ? program?.scopes[scope]?.text === row.text : row.folds > 0);
    const at = own.findIndex((scope, place) => isKernel(place) && isLine(scope));
    return at < 0 ? { own, call: null } : { own: own.slice(0, at), call: own[at] ?? null };
  });
}

/** Rows by which CPUs communicate, what is said of any, and barriers. */
function keeping(program: Program | null, score: Score): (row: Row) => boolean {
  const parts = new Map<number, Set<number>>();
  for (const link of score.links)
    if (link.kind === 'read' || link.kind === 'write')
      parts.set(link.lane, (parts.get(link.lane) ?? new Set()).add(link.part));
  const told = new Set<number>();
  for (const link of score.links) {
    const isShared = !('lane' in link) || (parts.get(link.lane)?.size ?? 0) > 1;
    if (isShared) told.add(link.row);
    if ('to' in link && link.to !== null) told.add(link.to);
  }
  for (const tie of score.ties)
    if (tie.to !== null && told.has(tie.to) && isPlaced(program, score.rows[tie.from])) told.add(tie.from);
  return (row) =>
    told.has(row.index) ||
    row.folds > 0 ||
    row.note !== null ||
    row.violation !== null ||
    row.stale ||
    row.replaced !== null ||
    row.ghosts.length > 0 ||
    row.facts.length > 0 ||
    ['irq', 'bar', 'cross', 'refused'].includes(row.mark);
}

/** A store that stands where it was issued, since something speaks of it. */
function isPlaced(program: Program | null, row: Row | undefined): boolean {
  if (row?.kind !== 'issue' || row.detail !== 'issued' || row.pc === null) return false;
  return program === null || program.code[row.pc]?.op === 'store';
}

/** The statement in full, whatever is drawn of it; an event in words. */
function codeOf(program: Program | null, row: Row): string {
  const statement = row.pc === null ? undefined : program?.code[row.pc]?.at.text;
  if (row.stepKind === 'irq') return `<${row.text.replace(/^takes /, '')}>`;
  return statementLike(statement ?? row.text);
}

/** As it ends in C. */
function statementLike(text: string): string {
  const isOpen =
    /^(?:if|while|for|for_each_\w+|switch|either|end)\b|^<|[;}]$/.test(text) || !/[()=]|\+\+|--/.test(text);
  const isCondition = !/[^=!<>]=[^=]/.test(text) && /[=!]=|[<>] /.test(text) && !text.startsWith('return');
  return isOpen || isCondition ? text : `${text};`;
}

const BUFFERED = 'not visible yet';
const BEGINS = 'begins';
const VISIBLE = 'visible now';

/** What a row says beside its statement. `late`: the statement has a line of its own further up. */
function commentOf(program: Program | null, row: Row, late: boolean, waited: boolean): string | null {
  if (row.kind === 'issue' && row.folds === 0) {
    if (!/^(?:issued|in flight)$/.test(row.detail ?? '')) return null;
    const op = row.pc === null ? undefined : program?.code[row.pc]?.op;
    return op === 'store' ? BUFFERED : op === 'rmw' || op === 'load' ? 'in flight' : null;
  }
  if (row.kind === 'refused' || row.kind === 'lost') return row.detail;
  const replaced = row.replaced === null ? null : 'replaced before an earlier read';
  const said = [missedWords(row) ?? row.result, replaced].filter(Boolean).join(', ');
  if (said) return said;
  switch (row.detail) {
    case 'becomes visible':
      return late ? VISIBLE : null;
    case 'acquired':
      return waited ? 'taken' : null;
    case 'issued':
    case 'in flight':
      return BUFFERED;
    case null:
    case 'issues':
    case 'released':
    case 'returns':
    case 'sends, returns':
      return null;
    default:
      return row.detail;
  }
}

/** Whether a completion's statement stands in a row of its own. */
function isLate(score: Score, row: Row): boolean {
  if (row.voice !== 'hardware' || row.kind !== 'step' || row.pc === null || row.folds > 0) return false;
  if (row.stepKind !== 'visible') return false;
  return score.rows.some(
    (one) =>
      one.pc === row.pc &&
      one.index < row.index &&
      (one.kind === 'issue' || one.stepKind === 'value' || one.stepKind === 'issue'),
  );
}

/** "0: CPU 1's store of BROKEN is not visible yet". */
function missedWords({ result, missed }: Row): string | null {
  if (missed === null) return null;
  const [, value, who] = /^(.*) still queued on (.*)$/.exec(missed) ?? [];
  const words =
    value === undefined || who === undefined ? missed : `${who}'s store of ${value} is not visible yet`;
  return [result, words].filter(Boolean).join(': ');
}

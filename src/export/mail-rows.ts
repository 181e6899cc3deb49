/**
 * A score as a maintainer would type it: one line a kernel call, calls of the scenario's own functions as a nesting, values
 * as comments, notes where they belong. What only concerns one CPU is left out unless every row is asked for.
 */
import type { Program } from '../machine/index.ts';
import { foldCalls, type Row, type Score } from '../score/index.ts';
import {
  allOf,
  foundIn,
  isInCall,
  isPartOf,
  leavesPending,
  routineOf,
  staysInside,
  staysOut,
  type Stands,
} from './mail-calls.ts';
import { BEGINS, BUFFERED, IN_FLIGHT, codeOf, commentOf, isLate, statementLike } from './mail-words.ts';

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
const UNPLAYED = 'is not played';
/** A call that interrupts others. */
const SENDS = /^sends/;
const LOCK = /^(?:raw_)?(?:spin|read|write|mutex|bit_spin|local)_(?:un|try)?lock/;

/** `every`: nothing is left out. Without a program there is no nesting. */
export function mailRows(whole: Score, program: Program | null, every: boolean): readonly MailRow[] {
  const score = foldCalls(whole);
  const isKept = every ? () => true : keeping(program, score);
  // What is still on its way when the run is over nobody has seen.
  const isAhead = every ? () => false : aheadOfLocks(score);
  const over = every ? score.rows.length : score.rows.findLastIndex(isTold);
  const shown = score.rows
    .slice(0, over + 1)
    .filter(
      (row) =>
        row.part !== null &&
        row.kind !== 'start' &&
        isKept(row) &&
        (every || !isNothing(row)) &&
        (row.violation !== null || !isAhead(row)),
    );
  const paths = pathsOf(program, shown, every ? [] : score.rows.slice(over + 1));
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
    if (isAhead(row)) {
      rows.push({ part, depth: open[part]?.length ?? 0, code: '', comment: row.violation, kind: 'end' });
      return;
    }
    const late = isLate(program, score, row, shown.slice(0, nth));
    const code =
      call === null ? codeOf(program, row) : statementLike(program?.scopes[call]?.text ?? row.text);
    const waits = `${part} ${code}`;
    const said = call === null || row.folds > 0 ? row : { ...row, result: foundIn(program, call, row) };
    const comment = commentOf(program, said, late, waited.has(waits));
    const isQuiet = row.note === null && row.violation === null;
    // Whoever waits waits on, and whoever is about to send sends.
    if (comment === 'waits' && isQuiet && (waited.has(waits) || isSent(shown, paths, nth))) return;
    if (comment === 'waits') waited.add(waits);
    if (comment === 'taken') waited.delete(waits);
    const path = open[part] ?? [];
    if (!late) {
      const common = path.findIndex((scope, place) => own[place] !== scope);
      const same = common < 0 ? Math.min(path.length, own.length) : common;
      own.slice(same).forEach((scope, place) => {
        const { text = '', name = '' } = program?.scopes[scope] ?? {};
        // `(*func)(work)` says less than whom it calls.
        const code = text.replace(/^\(\*[^()]*\)/, name);
        rows.push({ part, depth: same + place, code, comment: null, kind: 'call' });
        before = null;
      });
      open[part] = own;
    }
    const thing = code;
    const line: MailRow = {
      part,
      depth: late ? Math.min(own.length, path.length) : own.length,
      code,
      comment,
      kind: 'row',
    };
    const last: MailRow | undefined = rows.at(-1);
    if (before?.part === part && before.thing === thing && last?.kind === 'row') {
      const both = row.missed === null ? (comment && last.comment ? comment : null) : comment;
      // A store that is seen at once says no more than what was read.
      const one =
        row.stepKind === 'visible' && row.folds === 0
          ? { ...last, comment: isOnItsWay(last.comment) ? null : last.comment }
          : { ...line, comment: both };
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
    // Why a row is not played is told below the table.
    if (row.note && row.detail !== UNPLAYED) remark(row.note, 'note');
    if (row.violation) remark(row.violation, 'end');
  });
  const rest = score.ends === 'finished' ? score.rows.slice((shown.at(-1)?.index ?? 0) + 1) : [];
  const next = rest.find(({ part }) => part !== null);
  // What is left out goes on to the end.
  if (next) rows.push({ part: next.part ?? 0, depth: 0, code: '...', comment: null, kind: 'row' });
  return finished(program, score, rows, stands);
}

/** Lines with what they leave open; without those that only say that a call goes on. */
function finished(
  program: Program | null,
  score: Score,
  rows: readonly MailRow[],
  stands: ReadonlyMap<MailRow, Stands>,
): readonly MailRow[] {
  return rows.flatMap((line, nth) => {
    const of = stands.get(line);
    if (!of) return line;
    const isIn = (one: MailRow) => isInCall(program, stands.get(one), of.call);
    const next = rows.slice(nth + 1).find(isIn);
    const goesOn = next !== undefined && isPartOf(score, of, stands.get(next));
    const above = rows.slice(0, nth).findLast(isIn);
    const isRest = above !== undefined && isPartOf(score, stands.get(above), of);
    const isBare = rows[nth + 1]?.part !== line.part || !/^(?:note|end)$/.test(rows[nth + 1]?.kind ?? '');
    const sent = rows.slice(0, nth).find((one) => isIn(one) && SENDS.test(one.comment ?? ''));
    const isSent = SENDS.test(line.comment ?? '') && sent !== undefined && isRest;
    if (isSent && goesOn && isBare) return [];
    // A lock that its taker need not wait for is one line: the last, but the first where somebody else waits meanwhile.
    const isFree = LOCK.test(line.code) && !rows.some((one) => one.comment === 'waits' && isIn(one));
    const taken = isRest ? [above, line] : goesOn ? [line, next] : [];
    const meanwhile = rows.slice(...taken.map((one) => rows.indexOf(one)).map((at, end) => at + 1 - end));
    const isPlain = isFree && meanwhile.every(({ part }) => part !== line.part);
    const isAwaited = meanwhile.some(({ code, comment }) => code === line.code && comment === 'waits');
    if (isPlain && goesOn && isBare && !isAwaited) return [];
    if (isPlain && goesOn && line.comment === BEGINS) return { ...line, comment: null };
    if (isPlain && isRest && isBare && isAwaited) return [];
    if (line.comment !== null && !isSent) return line;
    if (isRest && isBare && goesOn) return [];
    if (goesOn) return { ...line, comment: isRest ? 'goes on' : isPlain ? null : BEGINS };
    const all = allOf(program, score, of);
    const comment = leavesPending(program, score, all)
      ? BUFFERED
      : staysOut(program, score, of)
        ? IN_FLIGHT
        : staysInside(program, score, all, of.call)
          ? BEGINS
          : null;
    return { ...line, comment };
  });
}

/** A call that interrupts nobody, and a lock's word that follows when the lock has long been taken. */
function isNothing({ kind, folds, detail, text, note, violation }: Row): boolean {
  if (folds === 0 || note !== null || violation !== null) return false;
  return (kind === 'issue' && detail === 'returns') || (LOCK.test(text) && detail === 'visible');
}

/** Of a run that is stuck, what a CPU does early behind a lock that it never gets. */
function aheadOfLocks({ rows, ends }: Score): (row: Row) => boolean {
  if (ends !== 'deadlock' && ends !== 'livelock') return () => false;
  const stuck = new Map<number, number>();
  for (const { part, index, text, detail, folds } of rows) {
    if (part === null || folds === 0 || !LOCK.test(text)) continue;
    if (detail === 'waits' && !stuck.has(part)) stuck.set(part, index);
    if (detail === 'acquired') stuck.delete(part);
  }
  return ({ part, index, note }) =>
    note === null && index > (stuck.get(part ?? -1) ?? Number.POSITIVE_INFINITY);
}

/** A step, or something that is said of a row. */
function isTold({ kind, note, violation }: Row): boolean {
  return kind !== 'issue' || note !== null || violation !== null;
}

/** Whether the call that waits in a row goes on to send, before its CPU does anything else. */
function isSent(shown: readonly Row[], paths: readonly Path[], nth: number): boolean {
  const [row, path] = [shown[nth], paths[nth]];
  const next = shown.findIndex(({ part }, at) => at > nth && part === row?.part);
  if (!row || !path || path.call === null || paths[next]?.call !== path.call) return false;
  return /^sends/.test(shown[next]?.detail ?? '');
}

function isOnItsWay(comment: string | null): boolean {
  return comment === BUFFERED || comment === IN_FLIGHT;
}

interface Path {
  /** Calls that stand open around a row. */
  readonly own: readonly number[];
  /** The kernel's call whose line the row is part of. */
  readonly call: number | null;
}

/** A call of the prelude is one line where nothing of another CPU falls into it and nothing inside is remarked upon. */
function pathsOf(program: Program | null, shown: readonly Row[], unseen: readonly Row[]): readonly Path[] {
  const scopesOf = ({ pc }: Row) => scopesAt(program, pc).slice(isDispatched(program, pc) ? 1 : 0);
  const scopes = shown.map(scopesOf);
  const paths: Path[] = [];
  const isWhole = (scope: number, nth: number): boolean => {
    const { part, pc, voice } = shown[nth] ?? { part: null, pc: null, voice: null };
    const inside = (at: number) => shown[at]?.part === part && (scopes[at] ?? []).includes(scope);
    let [from, to] = [nth, nth];
    const next = (at: number, by: number) => {
      let one = at + by;
      while (shown[one] !== undefined && shown[one]?.part !== part) one += by;
      return one;
    };
    while (inside(next(from, -1))) from = next(from, -1);
    while (inside(next(to, 1))) to = next(to, 1);
    // Its CPU has left it open, above or when the run is over.
    const above = shown.slice(0, from).findLastIndex((_, at) => inside(at));
    const isLater = voice === 'hardware' || (shown[above]?.pc ?? 0) < (pc ?? 0);
    const isOpen = paths[above]?.own.includes(scope) === true && isLater;
    if (isOpen || unseen.some((row) => row.part === part && scopesOf(row).includes(scope))) return false;
    return shown
      .slice(from, to + 1)
      .every((row, at) => row.part === part && (from + at === to || row.note === null));
  };
  shown.forEach((row, nth) => {
    const own = scopes[nth] ?? [];
    const file = row.pc === null ? undefined : program?.code[row.pc]?.at.file;
    const isKernel = (place: number) => {
      const inner = own[place + 1];
      return (inner === undefined ? file : program?.scopes[inner]?.file) === PRELUDE;
    };
    // A lock that is taken, or an interrupt that is sent, is named by itself, not by what does so on the way.
    const isOwn = (scope: number) => program?.scopes[scope]?.text === row.text;
    const isNamed = own.some(isOwn);
    const isLine = (scope: number) =>
      isWhole(scope, nth) || (row.folds > 0 && (isOwn(scope) || (!isNamed && !LOCK.test(row.text))));
    const at = own.findIndex((scope, place) => isKernel(place) && isLine(scope));
    paths.push(at < 0 ? { own, call: null } : { own: own.slice(0, at), call: own[at] ?? null });
  });
  return paths;
}

function scopesAt(program: Program | null, pc: number | null): readonly number[] {
  return pc === null ? [] : (program?.code[pc]?.at.scope ?? []);
}

/** Whether a row is of what the kernel calls by itself, as a worker does process_one_work: a name that stands nowhere. */
function isDispatched(program: Program | null, pc: number | null): boolean {
  const [outermost] = scopesAt(program, pc);
  return outermost !== undefined && program?.scopes[outermost]?.text.includes('(') === false;
}

/** Rows by which CPUs and handlers communicate, what is said of any, and barriers. */
function keeping(program: Program | null, score: Score): (row: Row) => boolean {
  const parts = new Map<number, Set<string>>();
  for (const link of score.links)
    if (link.kind === 'read' || link.kind === 'write') {
      const routine = program && routineOf(program, score.rows[link.row]?.pc ?? null);
      parts.set(link.lane, (parts.get(link.lane) ?? new Set()).add(`${link.part} ${routine ?? ''}`));
    }
  const told = new Set<number>();
  for (const link of score.links) {
    const isShared = !('lane' in link) || (parts.get(link.lane)?.size ?? 0) > 1;
    if (isShared) told.add(link.row);
    if ('to' in link && link.to !== null) told.add(link.to);
  }
  for (const tie of score.ties)
    if (tie.to !== null && told.has(tie.to) && isPlaced(program, score.rows[tie.from])) told.add(tie.from);
  // What is overtaken by statements behind it, and by which others communicate, stands where it set out.
  const overtaken = score.ties.flatMap(({ from, to }) => {
    const [issue, value] = [score.rows[from], to === null ? undefined : score.rows[to]];
    if (!issue || !value || !told.has(value.index) || !isLoad(program, issue)) return [];
    const meanwhile = score.rows.slice(issue.index + 1, value.index);
    const isBehind = (row: Row) =>
      row.part === issue.part &&
      row.kind === 'step' &&
      told.has(row.index) &&
      (row.pc ?? 0) > (issue.pc ?? 0);
    return meanwhile.some(isBehind) ? [issue.index] : [];
  });
  for (const row of overtaken) told.add(row);
  // On its way to the function that it was given, and back, the kernel's code is no news.
  const isOnTheWay = ({ pc }: Row) =>
    pc !== null && program?.code[pc]?.at.file === PRELUDE && isDispatched(program, pc);
  return (row) =>
    row.note !== null ||
    row.violation !== null ||
    row.mark === 'refused' ||
    (!isOnTheWay(row) &&
      (told.has(row.index) ||
        row.folds > 0 ||
        row.stale ||
        row.replaced !== null ||
        row.ghosts.length > 0 ||
        row.facts.length > 0 ||
        ['irq', 'bar', 'cross'].includes(row.mark)));
}

function isLoad(program: Program | null, { kind, pc }: Row): boolean {
  return kind === 'issue' && pc !== null && program?.code[pc]?.op === 'load';
}

/** A store that stands where it was issued, since something speaks of it. */
function isPlaced(program: Program | null, row: Row | undefined): boolean {
  if (row?.kind !== 'issue' || row.detail !== 'issued' || row.pc === null) return false;
  return program === null || program.code[row.pc]?.op === 'store';
}

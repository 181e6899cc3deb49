/** A kernel's call over the lines of a mail: where it begins, goes on, and whether it is over when the run is. */
import type { Program } from '../machine/index.ts';
import type { Row, Score } from '../score/index.ts';

/** What a line stands for. */
export interface Stands {
  readonly rows: readonly Row[];
  /** The kernel's call that it is. */
  readonly call: number | null;
}

export function isInCall(program: Program | null, stands: Stands | undefined, call: number | null): boolean {
  if (!stands || call === null) return false;
  return stands.rows.some(({ pc }) => pc !== null && program?.code[pc]?.at.scope.includes(call) === true);
}

/** Whether two lines are parts of one call; where its code begins again in between, the second is another one's. */
export function isPartOf(score: Score, first: Stands | undefined, second: Stands | undefined): boolean {
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
export function staysInside(
  program: Program | null,
  score: Score,
  rows: readonly Row[],
  call: number | null,
): boolean {
  const last = rows.at(-1);
  if (call === null || !last || !program) return false;
  // What a handler does meanwhile is another routine's.
  const routine = routineOf(program, last.pc);
  const isLeft = score.rows.some(
    ({ index, part, pc }) => index > last.index && part === last.part && routineOf(program, pc) === routine,
  );
  if (isLeft) return false;
  const seen = Math.max(...rows.flatMap(({ pc }) => pc ?? []));
  return program.code.some(
    ({ at, op }, pc) => pc > seen && at.scope.includes(call) && op !== 'let' && op !== 'jump',
  );
}

/** The rows of a line, of a call also those that are left out. */
export function allOf(program: Program | null, score: Score, { rows, call }: Stands): readonly Row[] {
  const [first] = rows;
  if (call === null || !first) return rows;
  const isOf = ({ pc }: Row) => pc !== null && (program?.code[pc]?.at.scope.includes(call) ?? false);
  return score.rows.filter((row) => row.part === first.part && row.index >= first.index && isOf(row));
}

/** Whether a store of some rows is not seen by others until later, if at all. */
export function leavesPending(program: Program | null, score: Score, rows: readonly Row[]): boolean {
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

/** Whether a load has no value yet when another CPU goes on. */
export function staysOut(program: Program | null, score: Score, { rows, call }: Stands): boolean {
  const [row, ...more] = rows;
  if (!row || call !== null || more.length > 0 || row.mark !== 'open' || row.stepKind !== 'issue')
    return false;
  if (row.pc === null || program?.code[row.pc]?.op !== 'load') return false;
  const value = score.rows.find(
    (one) => one.index > row.index && one.pc === row.pc && one.stepKind === 'value',
  );
  return score.rows.some(
    ({ index, part }) => index > row.index && index < (value?.index ?? 0) && part !== row.part,
  );
}

/** What a row of a kernel's call has found. Where the call does more than load once, that is not what it gives. */
export function foundIn(program: Program | null, call: number, { pc, result }: Row): string | null {
  const accesses = program?.code.filter(
    ({ at, op }) => at.scope.includes(call) && /^(?:load|store|rmw|raise)$/.test(op),
  );
  if (result === null || pc === null || program?.code[pc]?.op !== 'load') return null;
  return accesses?.length === 1 ? result : `sees ${result}`;
}

/** Where the task or handler begins that an instruction is of; null for what is no instruction. */
export function routineOf({ cpus }: Program, pc: number | null): number | null {
  const starts = cpus.flatMap(({ entry, irqHandlers, bpHandler, faultHandler }) => [
    entry,
    ...[...irqHandlers, bpHandler, faultHandler].flatMap((handler) => handler?.entry ?? []),
  ]);
  return pc === null ? null : Math.max(...starts.filter((start) => start <= pc));
}

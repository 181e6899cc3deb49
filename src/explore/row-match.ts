/** Whether a step of the machine is what a row of a written interleaving says. */
import type { Machine, ScheduleRow, StepTrace } from '../machine/index.ts';
import { valueBehind } from './call-value.ts';

/** Under models where an access completes at issue, one step is both the issue and the completion. */
export function doesRow(machine: Machine, row: ScheduleRow, trace: StepTrace): boolean {
  const { info } = trace;
  if (info.kind === row.kind && info.cpu === row.cpu) {
    const named =
      row.keys.length === 0 || (info.pc !== null && namesStatement(machine, row, info.cpu, info.pc));
    if (named) return isMeant(machine, row, trace);
  }
  if (row.keys.length === 0) return false;
  if (row.kind === 'issue' && trace.issued.some(({ cpu, pc }) => namesStatement(machine, row, cpu, pc)))
    return true;
  if (info.pc === null || !namesStatement(machine, row, info.cpu, info.pc)) return false;
  if (row.kind === 'issue')
    return (info.kind === 'predict' || info.kind === 'fetch') && isMeant(machine, row, trace);
  if (info.kind !== 'issue' || !isMeant(machine, row, trace)) return false;
  if (row.kind === 'value') return trace.reads.some(({ cpu, pc }) => cpu === info.cpu && pc === info.pc);
  if (row.kind === 'visible') return trace.writes.length > 0 || machine.model === 'sc';
  return row.kind === 'predict';
}

/** Whether the row means this statement of this CPU. */
export function namesStatement(machine: Machine, row: ScheduleRow, cpu: number, pc: number): boolean {
  const key = machine.program.code[pc]?.at.key;
  return cpu === row.cpu && key !== undefined && row.keys.includes(key);
}

/** Whether a step's alternative is the one that the row's `what` names: an arm, an interrupt, a value, a cell, a CPU. */
function isMeant(machine: Machine, row: ScheduleRow, { info, reads, writes }: StepTrace): boolean {
  const { what, number } = row;
  if (what === undefined) return true;
  const { program } = machine;
  const { alternative, pc, kind } = info;
  const instr = pc === null ? undefined : program.code[pc];
  const names = alternative === null ? [] : [String(alternative)];
  if (alternative !== null && kind === 'irq') names.push(program.irqs[alternative]?.name ?? '');
  if (alternative !== null && instr?.op === 'choose') names.push(instr.names[alternative] ?? '');
  if (alternative !== null && kind === 'arrive') names.push(program.cpus[alternative]?.name ?? '');
  const seen = [
    ...reads.map(({ cell, value }) => ({ cell, value })),
    ...writes.map(({ cell, after }) => ({ cell, value: after })),
  ];
  if (number !== undefined && pc !== null && givesAll(machine, row, pc, reads, number)) return true;
  if (isComputed(row) && !isName(what)) return false;
  if (number !== undefined && seen.some(({ value }) => value === number)) return true;
  for (const { cell, value } of seen) {
    const known = program.cells[cell];
    names.push(known?.name ?? '', known?.values?.[value] ?? String(value));
  }
  return names.includes(what) || info.words.split(/[\s,]+/).includes(what) || info.words.includes(` ${what}`);
}

/** A row asks for what is computed from the words that are read. A name may be what one of them holds, as well. */
export function isComputed({ kind, number, results = [] }: ScheduleRow): boolean {
  return (
    kind === 'value' && number !== undefined && results.length > 0 && results.every((one) => !one.isAccess)
  );
}

/** A name that stands for a number; `true` and `false` are what a condition gives. */
export function isName(what = ''): boolean {
  return /^[A-Za-z_]/.test(what) && what !== 'true' && what !== 'false';
}

/** Whether a call whose only access has taken its value gives the number: `READ_ONCE(x) + 1` in a function of its own. */
function givesAll(
  { program }: Machine,
  { results = [] }: ScheduleRow,
  pc: number,
  reads: StepTrace['reads'],
  number: number,
): boolean {
  const read = reads.find((one) => one.pc === pc);
  return results.some(({ from, to, value }) => {
    const issued = program.code.slice(from, to).map((_, nth) => from + nth);
    const isPlain = issued.includes(pc) && issued.every((at) => at === pc || program.code[at]?.op === 'let');
    const known = read && isPlain ? { issued, reads: new Map([[pc, [read.value]]]) } : null;
    return known !== null && valueBehind(program, known, value) === number;
  });
}

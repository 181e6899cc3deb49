/** What there is to say, at some step of a run, of what a CPU does and of each entry that it has in flight. */
import { valueName } from '../base/index.ts';
import type { EntrySnapshot, Program, Snapshot } from '../machine/index.ts';
import type { Run } from './api.ts';
import { waitClause, type HeldStep } from './held-steps.ts';
import { cpuLabel, statementAt } from './labels.ts';
import { missedWords, staleRead } from './provenance.ts';

export interface EntryAccount {
  readonly cpu: number;
  /** Position in the CPU's queue. */
  readonly entry: number;
  readonly pc: number;
  /** The step in which it issued, null before the first. */
  readonly issued: number | null;
  /** The step in which a load took its value, null while it has not. */
  readonly taken: number | null;
  readonly words: readonly string[];
}

export interface CpuAccount {
  readonly cpu: number;
  /** Whether the CPU can do anything by itself or in program order, and else why not; its states and since when. */
  readonly words: readonly string[];
}

export function snapshotAfter(run: Run, steps: number): Snapshot {
  return steps === 0 ? run.initial : (run.steps[steps - 1]?.after ?? run.initial);
}

/** An account of every entry in flight after `steps` steps. */
export function entryAccounts(
  program: Program,
  run: Run,
  steps: number,
  held: readonly HeldStep[],
): readonly EntryAccount[] {
  return snapshotAfter(run, steps).cpus.flatMap(({ queue }, cpu) =>
    queue.map((entry, at) => {
      const history = historyOf(run, steps, cpu, at);
      const why = held.find((one) => one.cpu === cpu && one.entry === at)?.why ?? waitClause(entry);
      const issued =
        history.issued === null ? 'Issued before the first step' : `Issued in step ${history.issued}`;
      const words =
        entry.kind === 'load' && entry.done
          ? [`${issued}.`, takenWords(program, run, entry, cpu, history.taken), staysWords(entry)]
          : [`${issued}; ${why === null ? readyWords(entry) : `not complete: ${clause(why)}`}.`];
      return { cpu, entry: at, pc: entry.pc, ...history, words: [...words, ...plainWords(program, entry)] };
    }),
  );
}

/** Of an access that C alone makes. */
function plainWords({ code }: Program, { pc, kind }: EntrySnapshot): readonly string[] {
  const plain = kind === 'load' || kind === 'store' ? code[pc]?.plain : undefined;
  if (plain === undefined) return [];
  return [
    plain === 'meant'
      ? 'A plain access whose race is meant (data_race()).'
      : 'A plain access: a compiler may repeat it, leave it out or tear it.',
  ];
}

/** When the entry at a queue position issued, and when it was done: back through the steps that moved the queue. */
function historyOf(run: Run, steps: number, cpu: number, at: number): Pick<EntryAccount, 'issued' | 'taken'> {
  let place = at;
  let taken: number | null = null;
  for (let step = steps; step > 0; step--) {
    const one = run.steps[step - 1];
    const before = one?.trace.queueMap[cpu]?.[place] ?? -1;
    const isDone = one?.after.cpus[cpu]?.queue[place]?.done ?? false;
    const wasDone = before >= 0 && (snapshotAfter(run, step - 1).cpus[cpu]?.queue[before]?.done ?? false);
    if (isDone && !wasDone) taken = step;
    if (before < 0) return { issued: step, taken };
    place = before;
  }
  return { issued: null, taken };
}

function takenWords(
  program: Program,
  run: Run,
  { pc, cell, value }: EntrySnapshot,
  cpu: number,
  step: number | null,
): string {
  const name =
    value === null || cell === null ? 'Its value' : `Value ${valueName(program.cells, value, cell)}`;
  if (step === null) return `${name} was there before the first step.`;
  const read = run.steps[step - 1]?.trace.reads.findLast((one) => one.cpu === cpu && one.pc === pc);
  if (read?.from === 'queue')
    return `${name}: taken at step ${step} from the CPU's own store, which no other CPU sees yet.`;
  const stale = read && staleRead(run, step - 1, read);
  return `${name}: taken at step ${step}${stale ? `, ${missedWords(program, stale)}` : ''}.`;
}

function staysWords({ stale }: EntrySnapshot): string {
  const until = 'It stays in flight until what is older in the queue can no longer undo it';
  return stale
    ? `${until}; if an older read of the same location came later, this run would not exist.`
    : `${until}.`;
}

function readyWords({ kind, done }: EntrySnapshot): string {
  if (kind === 'guess') return 'its outcome is a guess until the values it depends on are there';
  if (kind === 'effect' || kind === 'violation') return 'it counts once no guess can undo it';
  return kind === 'tlbi' && done
    ? 'on its way to the other CPUs'
    : 'nothing holds it back, it can complete now';
}

const STATES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  task: { user: 'in user space', kernel: 'in the kernel', idle: 'idle', guest: 'in a guest' },
  mask: { closed: 'interrupts off' },
  block: { blocked: 'NMIs blocked' },
  rcu: { eqs: 'in an extended quiescent state' },
  preempt: { off: 'preemption off' },
  irq: {
    active: 'in an interrupt handler',
    nested: 'in an interrupt handler inside another',
    deep: 'in an interrupt handler inside two others',
  },
  nmi: {
    active: 'in an NMI handler',
    nested: 'in an NMI handler inside another',
    deep: 'in an NMI handler inside two others',
  },
  trap: {
    active: 'in a trap handler',
    nested: 'in a trap handler inside another',
    deep: 'in a trap handler inside two others',
  },
};

/** An account of every CPU after `steps` steps. */
export function cpuAccounts(
  program: Program,
  run: Run,
  steps: number,
  held: readonly HeldStep[],
  able: ReadonlySet<number>,
): readonly CpuAccount[] {
  const now = snapshotAfter(run, steps);
  return now.cpus.map(({ finished, frames, chart, pending }, cpu) => {
    const name = cpuLabel(program, cpu);
    const since = (region: string) => sinceWords(program, run, steps, cpu, region);
    const states = Object.entries(STATES).flatMap(([region, names]) => {
      const words = names[chart[region] ?? ''];
      return words === undefined || program.cpus[cpu]?.agent ? [] : [`${capital(words)} ${since(region)}.`];
    });
    const raised = pending.map((irq) => raisedWords(program, run, steps, cpu, irq));
    if (finished) return { cpu, words: [capital(`${name} is done ${since('progress')}.`), ...raised] };
    if (now.ended) return { cpu, words: ['The run has ended.', ...states] };
    const own = held.filter((one) => one.cpu === cpu);
    const doing = doingWords(program, frames.at(-1)?.pc ?? -1, own, able.has(cpu));
    return { cpu, words: [capital(`${name} ${doing}.`), ...states, ...raised] };
  });
}

function doingWords(program: Program, pc: number, held: readonly HeldStep[], able: boolean): string {
  const [first] = held;
  if (!able && first) return `cannot proceed: ${joined(subject(program, first), first.why)}`;
  const next = held.find((one) => one.entry < 0 && one.pc !== null);
  if (next) return `cannot go on with ${statementAt(program, pc)}: ${clause(next.why)}`;
  if (program.code[pc]?.op !== 'halt') return `can go on with ${statementAt(program, pc)}`;
  return 'has issued everything; it is done when nothing is in flight any more';
}

/** "smp_mb() waits for …", but "tick: interrupts are off". */
function joined(what: string, why: string): string {
  return /^(waits|goes|runs) /.test(why) ? `${what} ${why}` : `${what}: ${why}`;
}

function subject(program: Program, { pc, step }: HeldStep): string {
  return pc === null ? step.replace(/^takes /, '') : statementAt(program, pc);
}

function clause(why: string): string {
  return why.startsWith('waits') ? `it ${why}` : why;
}

function raisedWords(program: Program, run: Run, steps: number, cpu: number, irq: number): string {
  const name = program.irqs[irq]?.name ?? String(irq);
  const step = run.steps.findLastIndex(
    ({ trace }, at) => at < steps && trace.raised.some((one) => one.cpu === cpu && one.irq === irq),
  );
  const by = run.steps[step]?.trace.info;
  if (!by) return `${name} was pending from the start.`;
  return `${name} was raised in step ${step + 1} by ${cpuLabel(program, by.cpu)} and has not been taken yet.`;
}

/** "since step 3", with the statement that did it; "from the start". */
function sinceWords(program: Program, run: Run, steps: number, cpu: number, region: string): string {
  const at = (step: number) => snapshotAfter(run, step).cpus[cpu]?.chart[region];
  const state = at(steps);
  for (let step = steps; step > 0; step--) {
    if (at(step - 1) === state) continue;
    const { info, issued = [] } = run.steps[step - 1]?.trace ?? {};
    const pc = issued.findLast((one) => one.cpu === cpu)?.pc ?? (info?.cpu === cpu ? info.pc : null) ?? null;
    const by = pc === null || region === 'progress' ? '' : ` (${statementAt(program, pc)})`;
    return `since step ${step}${info?.kind === 'irq' ? '' : by}`;
  }
  return 'from the start';
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

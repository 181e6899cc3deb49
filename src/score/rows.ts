/**
 * Which rows a run has, and where the rows of early issues stand.
 *
 * A CPU issues ahead at no one's command, so an issue is no step. It gets a row only when the reader needs it: where it
 * was issued when anything speaks of it (`spoken.ts`), or where the author of a written interleaving names it; else, to
 * show a reordering, directly before its CPU's next own row, unless that row is its own completion. Only in the first two
 * does the row say "issued".
 */
import type { RefusedRow, Run } from '../explore/index.ts';
import type { Program, StepTrace } from '../machine/index.ts';
import { takesLock } from './lock-spans.ts';
import type { Flight, Flights, Issue } from './flight.ts';
import { contextWords, cpuName, formatValue, statementText } from './wording.ts';

const TAKES = { irq: 'takes IPI', nmi: 'takes NMI', softirq: 'runs softirq', work: 'begins' } as const;

/** A row before it knows its neighbours: marks and tracks follow in `engrave`. */
export interface RowSeed {
  readonly kind: 'start' | 'issue' | 'step' | 'refused';
  readonly step: number;
  readonly cpu: number | null;
  readonly pc: number | null;
  readonly issue: Issue | null;
  /** Flights that complete here. */
  readonly completes: readonly Flight[];
  readonly trace: StepTrace | null;
  /** What is said of an issue that is no step. */
  readonly note: string | null;
  /** False of an issue that stands where it is overtaken instead of where it happened. */
  readonly placed: boolean;
}

export interface Seeds {
  readonly rows: readonly RowSeed[];
  readonly issues: readonly Issue[];
  readonly queues: readonly (readonly (readonly Flight[])[])[];
}

/** Instructions that are bookkeeping of the lowering, nothing a reader wrote. */
const SILENT = new Set(['let', 'select', 'jump', 'halt', 'jumpTo']);

const NOTHING = { issue: null, completes: [], trace: null, note: null, placed: true } as const;

/** `spoken`: issues that something speaks of. */
export function seedRows(
  program: Program,
  run: Run,
  flights: Flights,
  spoken: ReadonlySet<Issue> = new Set(),
): Seeds {
  const rows: RowSeed[] = [{ ...NOTHING, kind: 'start', step: 0, cpu: null, pc: null }];
  const waiting: Issue[][] = program.cpus.map(() => []);
  const lastText: (string | undefined)[] = program.cpus.map(() => undefined);
  let next = 0;

  /** `step`: the position at which it has happened, `after`: behind whose row it stands. */
  const show = (issue: Issue, step: number, after = step, named = false) => {
    const code = program.code[issue.pc];
    if (!code || SILENT.has(code.op) || (code.op === 'effect' && code.silent === true)) return;
    // One statement, several instructions (a load and the branch on it): one row.
    const silent = issue.flights.every((flight) => flight.kind === 'guess');
    if (silent && code.at.text === lastText[issue.cpu]) return;
    lastText[issue.cpu] = code.at.text;
    const completes = issue.flights.filter(
      (flight) => flight.completed !== null && flight.completed === issue.step,
    );
    const isHere = issue.step === after;
    rows.push({
      ...NOTHING,
      kind: 'issue',
      step: isHere ? after : step,
      cpu: issue.cpu,
      pc: issue.pc,
      issue,
      completes,
      placed: isHere || named,
    });
  };
  /** Shows what waits before `until` in program order; all of it when `until` is null. */
  const flush = (cpu: number, until: Issue | null, step: number, after = step) => {
    const list = waiting[cpu] ?? [];
    const end = until === null ? list.length : list.indexOf(until);
    for (const issue of list.splice(0, Math.max(0, end))) show(issue, step, after);
    if (until !== null && end >= 0) list.shift();
  };
  const admit = (step: number) => {
    for (let issue = flights.issues[next]; issue && issue.step <= step; issue = flights.issues[++next]) {
      waiting[issue.cpu]?.push(issue);
    }
  };

  /** Issues that the author names after `step`. */
  const name = (step: number) => {
    for (const { cpu, pc, issued, note } of run.named?.filter((one) => one.step === step) ?? []) {
      const isMeant = (issue: Issue | null) => issue?.pc === pc && issue.cpu === cpu && issue.step === issued;
      const issue = waiting[cpu]?.find(isMeant);
      if (issue) {
        flush(cpu, issue, step);
        lastText[cpu] = undefined;
        show(issue, step, step, true);
      }
      const at = rows.findIndex((row) => isMeant(row.issue));
      const row = rows[at];
      if (row?.kind === 'issue') rows[at] = { ...row, note };
    }
  };

  const isNamed = ({ cpu, pc, step }: Issue) =>
    run.named?.some((one) => one.cpu === cpu && one.pc === pc && one.issued === step) ?? false;
  /** What has issued up to `step` and has its row there; the author's come first. */
  const place = (step: number) => {
    admit(step);
    name(step);
    if (spoken.size === 0) return;
    for (const [cpu, list] of waiting.entries()) {
      const issue = list.findLast((one) => one.step === step && spoken.has(one) && !isNamed(one));
      if (!issue) continue;
      flush(cpu, issue, step);
      show(issue, step);
    }
  };

  run.steps.forEach(({ trace }, index) => {
    const step = index + 1;
    place(step - 1);
    const { cpu, pc } = trace.info;
    const subject = flights.subjects[index] ?? null;
    const own = flights.own[index] ?? null;
    if (own) {
      // Whatever waited was issued earlier; the own issue is admitted with this step's others.
      flush(cpu, null, step, step - 1);
      admit(step);
      const list = waiting[cpu];
      if (list) list.splice(list.indexOf(own), 1);
    } else flush(cpu, subject?.issue ?? null, step, step - 1);
    const issue = own ?? subject?.issue ?? null;
    const completes = subject
      ? [subject]
      : (own?.flights.filter((flight) => flight.completed === step) ?? []);
    lastText[cpu] = pc === null ? undefined : program.code[pc]?.at.text;
    rows.push({ ...NOTHING, kind: 'step', step, cpu, pc, issue, completes, trace });
  });
  place(run.steps.length);
  const last = run.steps.length;
  const refused = run.problem?.refused;
  if (refused) {
    const { cpu, pc } = refused;
    flush(cpu, null, last);
    rows.push({ ...NOTHING, kind: 'refused', step: last, cpu, pc });
  }
  program.cpus.forEach((_, cpu) => flush(cpu, null, last));
  return { rows, issues: flights.issues, queues: flights.queues };
}

/** The words of a row: statement or event, value taken, what happens. */
export interface RowWords {
  /** As drawn: a completion whose issue has its own row says only what it does. */
  readonly text: string;
  /** The statement in full, for the label. */
  readonly statement: string;
  readonly result: string | null;
  readonly detail: string | null;
  readonly voice: 'program' | 'hardware';
}

export function rowWords(program: Program, run: Run, seed: RowSeed, shownBefore: boolean): RowWords {
  const { trace, pc, cpu } = seed;
  if (seed.kind === 'start') {
    const contexts = program.cpus.map(
      (_, index) => `${cpuName(program, index)} ${contextWords(run.initial, index)}`,
    );
    return {
      text: 'start',
      statement: 'start',
      result: null,
      detail: contexts.join(' · '),
      voice: 'program',
    };
  }
  const text = statementText(program, pc);
  if (seed.kind === 'refused') {
    const refused = run.problem?.refused;
    const named = text || [refused?.kind, refused?.what].filter(Boolean).join(' ');
    const detail = refused && run.end === 'impossible' ? refusal(refused) : 'is not played';
    return { text: named, statement: named, result: null, detail, voice: 'program' };
  }
  if (!trace) {
    const flying =
      seed.issue?.flights.some((flight) => flight.completed === null || flight.completed > seed.step) ??
      false;
    const detail = flying ? (seed.placed ? 'issued' : 'in flight') : null;
    return { text, statement: text, result: null, detail, voice: 'program' };
  }
  const { info } = trace;
  if (info.kind === 'irq' && trace.taken) {
    const irq = program.irqs[trace.taken.irq];
    // A timer interrupts its own CPU; nobody sends that.
    const isTimer = irq?.kind === 'irq' && irq.name.startsWith('hrtimer ');
    const event = `${isTimer ? 'takes' : TAKES[irq?.kind ?? 'irq']} ${irq?.name ?? ''}`.trim();
    return { text: event, statement: event, result: null, detail: null, voice: 'hardware' };
  }
  const read = trace.reads.find((one) => one.cpu === cpu && one.pc === pc);
  // Of a lock that is taken, what was there before is no news.
  const takes = read !== undefined && takesLock(program.code[read.pc]);
  const result = read && !takes ? formatValue(program, read.value, read.cell) : null;
  const voice = info.hardware && shownBefore ? 'hardware' : 'program';
  const chooses = pc !== null && program.code[pc]?.op === 'choose';
  const said = takes
    ? 'acquired'
    : (info.kind === 'issue' && !chooses) || (info.kind === 'value' && read)
      ? null
      : info.words;
  if (!text) return { text: info.words, statement: info.words, result, detail: null, voice: 'hardware' };
  const short = voice === 'hardware' ? effect(program, trace) : null;
  return { text: short ?? text, statement: text, result, detail: said, voice };
}

/** What a completion does to memory, for rows whose statement stands further up. */
function effect(program: Program, { info, writes, reads }: StepTrace): string | null {
  const write = info.kind === 'visible' ? writes[0] : undefined;
  if (write)
    return `${program.cells[write.cell]?.name ?? ''} = ${formatValue(program, write.after, write.cell)}`;
  const read = info.kind === 'value' ? reads[0] : undefined;
  return read ? (program.cells[read.cell]?.name ?? null) : null;
}

/** What the machine does not let a step do. */
function refusal({ kind, what }: RefusedRow): string {
  switch (kind) {
    case 'issue':
      return 'cannot issue';
    case 'value':
      return what === null ? 'cannot take its value' : `cannot take ${what}`;
    case 'visible':
      return 'cannot become visible';
    case 'predict':
      return 'cannot be predicted so';
    case 'irq':
      return 'cannot be taken';
    case 'fetch':
      return what === null ? 'cannot be fetched' : `cannot be fetched as ${what}`;
    case 'translate':
      return 'cannot be translated';
    case 'fault':
      return 'cannot fault';
    case 'arrive':
      return 'cannot arrive';
    case 'dc':
    case 'ic':
    case 'tlbi':
      return 'cannot complete';
  }
}

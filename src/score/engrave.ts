/** Run → Score: gives every row its mark, track, links and label. Each step's facts come from its trace alone. */
import type { Fate, Run, RunStep } from '../explore/index.ts';
import type { Program } from '../machine/index.ts';
import { linkBroadcasts } from './broadcast-links.ts';
import { callsOf } from './calls.ts';
import { copiesOf, staleSpans } from './copies.ts';
import { factsOf } from './facts.ts';
import { linkAcknowledgements, linkInterrupts } from './interrupt-links.ts';
import { labelOf } from './labels.ts';
import { locksHeld } from './lock-spans.ts';
import { lanesOf, linkMemory } from './memory-links.ts';
import { rowWords, type RowSeed } from './rows.ts';
import { drawLost } from './lost.ts';
import type { LostRow, Mark, Part, Row, Score } from './score.ts';
import { spansOf } from './spans.ts';
import { spokenRows } from './spoken.ts';
import { isBroadcast, tieFlights } from './ties.ts';
import { cpuName, formatValue } from './wording.ts';

/** `lost`: what the run could do elsewhere; stands below its end. */
export function engrave(program: Program, run: Run, lost: readonly LostRow[] = []): Score {
  const { rows: seeds, issues, told } = spokenRows(program, run);
  const order = [...program.cpus.keys()]
    .filter((cpu) => lost.some((row) => row.cpu === cpu) || !isIdleAgent(program, run, seeds, cpu))
    .sort((a, b) => Number(program.cpus[b]?.agent) - Number(program.cpus[a]?.agent) || a - b);
  const partOf = new Map(order.map((cpu, part) => [cpu, part]));
  const lanes = lanesOf(program, run, seeds, partOf);

  const { ties, trackOf, counts } = tieFlights(program, seeds, partOf, order.length);
  const rowOfStep: number[] = [];
  seeds.forEach(({ kind, step }, index) => {
    if (kind === 'start' || kind === 'step') rowOfStep[step] = index;
  });
  const lastRow = seeds.length - 1;
  const copies = copiesOf(program, run, rowOfStep, order, lastRow);
  const holds = locksHeld(program, run);
  const kept = spansOf(program, run, rowOfStep, partOf, lastRow, holds);
  const facts = factsOf(copies, kept, (part) => cpuName(program, order[part] ?? 0));
  const fates: Fate[] = [startFate(run), ...run.steps.map((step) => step.fate)];
  const noReturn = pointOfNoReturn(fates);
  const violated = (seed: RowSeed) => {
    const step = seed.trace ? run.steps[seed.step - 1] : undefined;
    if (step) return violationOf(program, run, step, seed.step);
    return seed.kind === 'start' && run.steps.length === 0 ? endWord(run) : null;
  };
  const calls = callsOf(program, run, seeds, issues, holds, (row) => {
    const seed = seeds[row];
    if (seed?.kind !== 'step' || seed.step === run.steps.length) return false;
    return seed.step === noReturn || violated(seed) !== null;
  });
  const callOfRow = new Map(
    calls.flatMap(({ id, stretches }) =>
      stretches.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, index) => [from + index, id] as const),
      ),
    ),
  );
  const seen = new Set<unknown>();

  const rows = seeds.map((seed, index): Row => {
    const step = seed.trace ? (run.steps[seed.step - 1] ?? null) : null;
    const shownBefore = seed.issue !== null && seen.has(seed.issue);
    if (seed.issue) seen.add(seed.issue);
    const { statement, ...words } = rowWords(program, run, seed, shownBefore);
    const plain = program.code[seed.pc ?? -1]?.plain ?? null;
    const violation = violated(seed);
    const part = seed.cpu === null ? null : (partOf.get(seed.cpu) ?? null);
    const missed = told[index]?.missed?.words ?? null;
    const stale = missed !== null;
    const replaced = told[index]?.replaced?.step ?? null;
    const note = seed.kind === 'refused' ? refusedNote(run) : (step?.note ?? seed.note);
    const ghosts = ghostsOf(program, seed);
    return {
      index,
      kind: seed.kind,
      step: seed.step,
      part,
      stepKind: seed.trace?.info.kind ?? null,
      pc: seed.pc,
      ...words,
      plain,
      call: callOfRow.get(index) ?? null,
      folds: 0,
      since: seed.step,
      mark: violation ? 'cross' : markOf(program, seed),
      track: trackOf.get(seed) ?? 0,
      stale,
      missed,
      replaced,
      note,
      violation,
      ghosts,
      facts: facts.get(index) ?? [],
      label: labelOf(program, seed, { ...words, plain, text: statement }, run.steps.length, {
        stale,
        missed,
        replaced,
        note,
        violation,
        doomed: noReturn === seed.step && step !== null,
        facts: facts.get(index) ?? [],
      }),
    };
  });

  const isStale = (row: number) => rows[row]?.stale ?? false;
  const memory = linkMemory(program, seeds, partOf, lanes, isStale);
  const interrupts = linkInterrupts(program, seeds, partOf);
  const links = [
    ...memory,
    ...interrupts,
    ...linkAcknowledgements(seeds, partOf, interrupts, memory, kept),
    ...linkBroadcasts(program, seeds, partOf, copies),
  ];
  const parts = order.map((cpu, part): Part => ({
    cpu,
    name: cpuName(program, cpu),
    title: titleOf(program, cpu),
    agent: program.cpus[cpu]?.agent ?? false,
    tracks: counts[part] ?? 0,
    spans: Math.max(0, ...kept.map((span) => (span.part === part ? span.track + 1 : 0))),
  }));
  return {
    parts,
    lanes,
    rows: [...rows, ...drawLost(program, lost, partOf, rows.length, run.steps.length)],
    ties,
    links,
    spans: [...kept, ...staleSpans(copies, lastRow)],
    copies,
    calls,
    rowOfStep,
    steps: run.steps.length,
    fates,
    noReturn,
    ends: run.end,
    points: pointsOf(rows, noReturn),
  };
}

/** An agent that does nothing in a run, and in one that is still being taken can do nothing any more: it takes no column. */
function isIdleAgent(program: Program, run: Run, seeds: readonly RowSeed[], cpu: number): boolean {
  if (!program.cpus[cpu]?.agent || seeds.some((seed) => seed.cpu === cpu)) return false;
  const last = run.steps.at(-1)?.after ?? run.initial;
  return run.end !== 'open' || (last.cpus[cpu]?.finished ?? true);
}

function titleOf(program: Program, cpu: number): string {
  const name = program.cpus[cpu]?.name ?? '';
  return name === cpuName(program, cpu) || /^(CPU )?\d+$/.test(name) ? '' : name;
}

function markOf(program: Program, seed: RowSeed): Mark {
  const op = seed.pc === null ? undefined : program.code[seed.pc]?.op;
  if (seed.kind === 'start') return 'point';
  if (seed.kind === 'refused') return 'refused';
  if (seed.trace?.taken) return 'irq';
  const flights =
    seed.issue?.flights.filter((flight) => flight.kind === 'load' || flight.kind === 'store') ?? [];
  // A TLBI that has executed is still on its way to the others.
  if (seed.trace?.info.kind === 'tlbi' && isBroadcast(program, seed.pc)) return 'open';
  if (seed.kind === 'issue' || seed.trace?.info.kind === 'issue') {
    if (op === 'fence') return 'bar';
    if (flights.some((flight) => flight.completed === null || flight.completed > seed.step)) return 'open';
    if (seed.trace && (seed.trace.reads.length > 0 || seed.trace.writes.length > 0)) return 'full';
    return 'point';
  }
  return op === 'fence' ? 'bar' : seed.trace?.info.kind === 'predict' ? 'point' : 'full';
}

function violationOf(program: Program, run: Run, step: RunStep, at: number): string | null {
  if (step.trace.violated !== null) return program.properties[step.trace.violated]?.slug ?? 'violated';
  if (at === run.steps.length && (run.end === 'deadlock' || run.end === 'livelock')) return run.end;
  if (at === run.steps.length && run.end === 'violated' && program.asks)
    return program.properties[program.asks.property]?.slug ?? 'violated';
  const reported = step.trace.reports[0];
  return reported === undefined ? null : (program.properties[reported]?.slug ?? null);
}

/** How a run ends that cannot begin: an invariant is false at once, or nobody can do anything. */
function endWord({ end }: Run): string | null {
  return end === 'violated' || end === 'deadlock' || end === 'livelock' ? end : null;
}

/** What the author says of the row that is not played, then the machine's own reason. */
function refusedNote({ problem }: Run): string | null {
  return [problem?.refused?.note, problem?.message].filter(Boolean).join(' ') || null;
}

function ghostsOf(program: Program, seed: RowSeed): readonly string[] {
  return (seed.trace?.writes ?? [])
    .filter((write) => program.cells[write.cell]?.kind === 'ghost')
    .map(
      (write) =>
        `${program.cells[write.cell]?.name ?? ''} = ${formatValue(program, write.after, write.cell)}`,
    );
}

/** Before the first step: open as soon as one choice is, doomed or clear when all are. */
function startFate(run: Run): Fate {
  const fates = (run.steps[0]?.choices ?? run.next).map((choice) => choice.fate);
  const first = fates[0];
  if (first === undefined || fates.includes('unknown')) return 'unknown';
  return fates.every((fate) => fate === first) ? first : 'open';
}

function pointOfNoReturn(fates: readonly Fate[]): number | null {
  const step = fates.findIndex(
    (fate, index) => index > 0 && fate === 'doomed' && fates[index - 1] === 'open',
  );
  return step < 0 ? null : step;
}

function pointsOf(rows: readonly Row[], noReturn: number | null): readonly number[] {
  const steps = rows
    .filter(
      (row) =>
        row.kind === 'step' &&
        (row.stale || row.replaced !== null || row.mark === 'irq' || row.violation || row.note),
    )
    .map((row) => row.step);
  return [...new Set(noReturn === null ? steps : [...steps, noReturn])].sort((a, b) => a - b);
}

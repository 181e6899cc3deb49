/**
 * Which accesses in flight a run's rows speak of, and the rows with each of these drawn where it was issued.
 *
 *     –   ◌ WRITE_ONCE(y, 1)  issued            its place: something below speaks of it
 *     1   ● READ_ONCE(x)  0
 *     2                       ● READ_ONCE(y)  0, stale: 1 still queued on CPU 0
 *
 * A row that moves up may stand above a read that missed the same store; that read is stale then, and speaks as well.
 */
import type { Run } from '../explore/index.ts';
import type { Program } from '../machine/index.ts';
import { followFlights, type Flight, type Issue } from './flight.ts';
import { seedRows, type RowSeed, type Seeds } from './rows.ts';
import { cpuName, formatValue, statementText } from './wording.ts';

/** The store that a read missed, and its value in words: "1 still queued on CPU 0". */
export interface Missed {
  readonly flight: Flight;
  readonly words: string;
}

/** The step that replaced a read's value, and the earlier reads of its CPU that were still to come. */
export interface Replaced {
  readonly step: number;
  readonly earlier: readonly Flight[];
}

/** What a row says of others' accesses. */
export interface Told {
  readonly missed: Missed | null;
  readonly replaced: Replaced | null;
}

/** The rows of a run and what each tells; every access that one of them speaks of has its row where it was issued, or
 *  where the author of the interleaving names it. */
export function spokenRows(program: Program, run: Run): Seeds & { readonly told: readonly Told[] } {
  const flights = followFlights(program, run);
  const spoken = new Set<Issue>();
  const quoted = quotedFlights(program, run, flights.queues);
  for (const { issue } of quoted) spoken.add(issue);
  // What begins because of it would stand above it.
  for (const issue of flights.issues)
    if (program.code[issue.pc]?.op === 'raise' && issue.flights.length === 0) spoken.add(issue);
  for (;;) {
    const seeds = seedRows(program, run, flights, spoken);
    const told = tell(program, run, seeds);
    const known = spoken.size;
    for (const { missed, replaced } of told)
      for (const flight of [missed?.flight ?? [], replaced?.earlier ?? []].flat()) spoken.add(flight.issue);
    if (spoken.size === known) return { ...seeds, told };
  }
}

function tell(program: Program, run: Run, { rows, queues }: Seeds): readonly Told[] {
  const above = new Set<Issue>();
  return rows.map((seed): Told => {
    const missed = missedStore(program, run, seed, queues[seed.step - 1] ?? [], above);
    if (seed.issue) above.add(seed.issue);
    return { missed, replaced: missed ? null : replacedAt(seed, run, queues) };
  });
}

/** Of a load that took the old value, another CPU's store to the same place that stands issued in a row above. A store
 *  whose first row comes later has not happened yet, as far as anyone can see. */
function missedStore(
  program: Program,
  run: Run,
  seed: RowSeed,
  queues: readonly (readonly Flight[])[],
  above: ReadonlySet<Issue>,
): Missed | null {
  const reads = seed.trace?.reads.filter((read) => read.from === 'memory') ?? [];
  if (reads.length === 0) return null;
  const before = seed.step >= 2 ? run.steps[seed.step - 2]?.after : run.initial;
  for (const [cpu, { queue }] of before?.cpus.entries() ?? []) {
    for (const [at, entry] of queue.entries()) {
      const flight = queues[cpu]?.[at];
      if (!flight || !above.has(flight.issue) || entry.kind !== 'store' || entry.done) continue;
      if (!reads.some((read) => read.cpu !== cpu && read.cell === entry.cell && read.value !== entry.value))
        continue;
      const value =
        entry.value === null ? entry.at.text : formatValue(program, entry.value, entry.cell ?? undefined);
      return { flight, words: `${value} still queued on ${cpuName(program, cpu)}` };
    }
  }
  return null;
}

/** The step that made a newer value visible while an earlier load of the reader's CPU had still to take its own: the two
 *  loads have changed places, and the later one's value is old by the time that the earlier one has its own. */
function replacedAt(
  seed: RowSeed,
  run: Run,
  queues: readonly (readonly (readonly Flight[])[])[],
): Replaced | null {
  const read = seed.trace?.reads.find(({ from }) => from === 'memory');
  if (!read) return null;
  const before = queues[seed.step - 1]?.[read.cpu] ?? [];
  const own = before.findIndex((flight) => seed.completes.includes(flight));
  const endOf = ({ completed }: Flight) => completed ?? run.steps.length + 1;
  const older = before
    .slice(0, Math.max(0, own))
    .filter((flight) => flight.kind === 'load' && endOf(flight) > seed.step);
  const until = Math.max(seed.step, ...older.map(endOf));
  const at = run.steps.findIndex(
    ({ trace: { info, writes } }, nth) =>
      nth >= seed.step &&
      nth + 1 < until &&
      info.cpu !== read.cpu &&
      writes.some(({ cell, after }) => cell === read.cell && after !== read.value),
  );
  if (at < 0) return null;
  return { step: at + 1, earlier: older.filter((flight) => endOf(flight) > at + 1) };
}

/** Words for what is stored and not visible. */
const ON_ITS_WAY = /\b(?:queue|queued|store buffer|buffered|in flight|not (?:yet )?visible)\b/i;

/** Stores that a note or the reason of a refusal speaks of: those whose statement it quotes; where it says "queue", "store
 *  buffer" or the like, those to the locations it names, else all of the CPU that it is about. */
function quotedFlights(
  program: Program,
  run: Run,
  queues: readonly (readonly (readonly Flight[])[])[],
): readonly Flight[] {
  const said = run.steps.map(({ note, trace }, nth) => ({ words: note, step: nth + 1, cpu: trace.info.cpu }));
  const { refused, message = '' } = run.problem ?? {};
  if (refused) {
    const words = [refused.note, message].filter(Boolean).join(' ');
    said.push({ words, step: run.steps.length, cpu: refused.cpu });
  }
  return said.flatMap(({ words, step, cpu }) => {
    if (words === null || words === '') return [];
    const stores = (queues[step] ?? [])
      .flat()
      .filter(({ kind, completed }) => kind === 'store' && (completed === null || completed > step));
    const quoted = stores.filter(({ issue: { pc } }) => {
      const text = statementText(program, pc);
      return text !== '' && words.includes(text);
    });
    if (quoted.length > 0 || !ON_ITS_WAY.test(words)) return quoted;
    const named = [...words.matchAll(/\bCPU (\d+)/g)].map((found) => Number(found[1]));
    const cpus = named.length > 0 ? named : [cpu];
    const theirs = stores.filter(({ issue }) => cpus.includes(issue.cpu));
    const places = new Set(words.match(/[A-Za-z_]\w*(?:\[\w+\]|\.\w+)*/g));
    const located = theirs.filter(({ cell }) => places.has(program.cells[cell ?? -1]?.name ?? ''));
    return located.length > 0 ? located : theirs;
  });
}

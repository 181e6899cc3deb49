/**
 * Accesses in flight: a tie runs from the row of an issue to the row of its completion. Ties that overlap stand beside
 * each other, and a mark that ends no tie stands beside all of them.
 */
import type { Program } from '../machine/index.ts';
import type { Flight } from './flight.ts';
import type { RowSeed } from './rows.ts';
import type { Tie } from './score.ts';
import { assignTracks } from './tracks.ts';

export interface Ties {
  readonly ties: readonly Tie[];
  /** Track of each row's mark. */
  readonly trackOf: ReadonlyMap<RowSeed, number>;
  /** Number of tracks of each part. */
  readonly counts: readonly number[];
}

export function tieFlights(
  program: Program,
  seeds: readonly RowSeed[],
  partOf: ReadonlyMap<number, number>,
  parts: number,
): Ties {
  const rowOfIssue = new Map<object, number>();
  const completion = new Map<Flight, number>();
  const arrivals = new Map<Flight, number>();
  seeds.forEach((seed, index) => {
    if (seed.issue && !rowOfIssue.has(seed.issue)) rowOfIssue.set(seed.issue, index);
    for (const flight of seed.completes) {
      completion.set(flight, index);
      if (seed.trace?.info.kind === 'arrive') arrivals.set(flight, (arrivals.get(flight) ?? 0) + 1);
    }
  });
  const others = program.cpus.filter(({ agent }) => !agent).length - 1;
  const isOnItsWay = (flight: Flight) =>
    flight.kind === 'tlbi' && isBroadcast(program, flight.issue.pc) && (arrivals.get(flight) ?? 0) < others;
  const drafts: { part: number; from: number; to: number | null; seed: RowSeed; end: RowSeed | null }[] = [];
  for (const [issue, from] of rowOfIssue) {
    const seed = seeds[from];
    if (!seed?.issue) continue;
    for (const flight of seed.issue.flights) {
      if (
        flight.kind !== 'load' &&
        flight.kind !== 'store' &&
        flight.kind !== 'tlbi' &&
        flight.kind !== 'ic' &&
        flight.kind !== 'dc'
      )
        continue;
      const done = completion.get(flight) ?? (flight.completed === null ? null : from);
      const to = isOnItsWay(flight) ? null : done;
      if (to === from || issue !== flight.issue) continue;
      drafts.push({
        part: partOf.get(seed.issue.cpu) ?? 0,
        from,
        to,
        seed,
        end: to === null ? null : (seeds[to] ?? null),
      });
    }
  }
  const trackOf = new Map<RowSeed, number>();
  const ties: Tie[] = [];
  const counts: number[] = [];
  for (let part = 0; part < parts; part++) {
    const mine = drafts.filter((draft) => draft.part === part);
    const { track, count } = assignTracks(mine.map(({ from, to }) => ({ from, to: to ?? seeds.length })));
    mine.forEach((draft, index) => {
      const at = track[index] ?? 0;
      trackOf.set(draft.seed, at);
      if (draft.end) trackOf.set(draft.end, at);
      ties.push({
        since: draft.seed.placed ? draft.seed.step : null,
        part,
        track: at,
        from: draft.from,
        to: draft.to,
        text: program.code[draft.seed.pc ?? -1]?.at.text ?? '',
      });
    });
    counts.push(Math.max(1, count, besideTies(seeds, partOf, part, ties, trackOf)));
  }
  return { ties, trackOf, counts };
}

/**
 * Gives each mark that ends no tie the first track that no tie passes through, so that no mark looks like the end of
 * another's. Returns how many tracks that takes.
 */
function besideTies(
  seeds: readonly RowSeed[],
  partOf: ReadonlyMap<number, number>,
  part: number,
  ties: readonly Tie[],
  trackOf: Map<RowSeed, number>,
): number {
  const mine = ties.filter((tie) => tie.part === part);
  let count = 0;
  let next = 0;
  let passing: readonly Tie[] = [];
  seeds.forEach((seed, row) => {
    // Ties are few at a time; those that have begun and not ended are carried along.
    while (next < mine.length && (mine[next]?.from ?? 0) < row)
      passing = [...passing, ...mine.slice(next, ++next)];
    passing = passing.filter(({ to }) => to === null || to > row);
    if (seed.cpu === null || partOf.get(seed.cpu) !== part || trackOf.has(seed)) return;
    let track = 0;
    while (passing.some((tie) => tie.track === track)) track++;
    trackOf.set(seed, track);
    count = Math.max(count, track + 1);
  });
  return count;
}

/** A TLBI that other CPUs hear of. */
export function isBroadcast(program: Program, pc: number | null): boolean {
  const code = pc === null ? undefined : program.code[pc];
  return code?.op === 'tlbi' && code.broadcast && program.cpus.filter(({ agent }) => !agent).length > 1;
}

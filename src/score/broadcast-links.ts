/**
 * TLBI and IC broadcasts: from where one executes to each CPU that it reaches, and from the last of them back to the DSB
 * that waited for it. A TLBI arrives at each CPU as a step of its own; an IC IVAU acts everywhere in one instant.
 */
import type { Flight } from './flight.ts';
import type { RowSeed } from './rows.ts';
import type { CopyLane, Link } from './score.ts';
import type { Program } from '../machine/index.ts';

type Broadcast = Extract<Link, { kind: 'broadcast' }>;
type Done = Extract<Link, { kind: 'done' }>;

export function linkBroadcasts(
  program: Program,
  seeds: readonly RowSeed[],
  partOf: ReadonlyMap<number, number>,
  copies: readonly CopyLane[],
): readonly (Broadcast | Done)[] {
  const links: (Broadcast | Done)[] = [];
  seeds.forEach((seed, row) => {
    const op = seed.trace?.info.kind;
    const part = seed.cpu === null ? undefined : partOf.get(seed.cpu);
    if ((op !== 'tlbi' && op !== 'ic') || part === undefined || !reachesOthers(program, seed)) return;
    const flight = seed.completes[0];
    const arrivals = program.cpus.flatMap((cpu, index): Broadcast[] => {
      const target = partOf.get(index);
      if (cpu.agent || index === seed.cpu || target === undefined) return [];
      const to = op === 'ic' ? row : arrivalOf(seeds, row, flight, index);
      const copy = laneReached(copies, target, op === 'ic' ? 'pipeline' : 'tlb', to);
      return [{ kind: 'broadcast', op, row, part, target, to, copy, name: nameOf(program, seed) }];
    });
    const last = arrivals.reduce<Broadcast | null>(
      (latest, one) => ((one.to ?? -1) >= (latest?.to ?? 0) ? one : latest),
      null,
    );
    const done = arrivals.some(({ to }) => to === null)
      ? null
      : waitedAt(program, seeds, row, last?.to ?? row);
    links.push(...arrivals);
    if (last && last.to !== null && done !== null)
      links.push({ kind: 'done', row: last.to, part: last.target, target: part, to: done, copy: last.copy });
  });
  return links;
}

function reachesOthers(program: Program, { pc }: RowSeed): boolean {
  const code = pc === null ? undefined : program.code[pc];
  return code?.op === 'ic' || (code?.op === 'tlbi' && code.broadcast);
}

function nameOf(program: Program, { pc, trace }: RowSeed): string {
  const code = pc === null ? undefined : program.code[pc];
  return `${trace?.info.kind === 'ic' ? 'IC' : 'TLBI'} · ${code?.at.text ?? ''}`;
}

function arrivalOf(
  seeds: readonly RowSeed[],
  row: number,
  flight: Flight | undefined,
  cpu: number,
): number | null {
  const at = seeds.findIndex(
    ({ trace, completes }, index) =>
      index > row &&
      trace?.info.kind === 'arrive' &&
      trace.info.alternative === cpu &&
      (flight === undefined || completes.includes(flight)),
  );
  return at < 0 ? null : at;
}

/** The copy that it changed there, else the part's first of that kind. */
function laneReached(
  copies: readonly CopyLane[],
  part: number,
  kind: CopyLane['kind'],
  row: number | null,
): number | null {
  const mine = copies.flatMap((lane, index) => (lane.part === part && lane.kind === kind ? [index] : []));
  const changed = mine.find((index) => copies[index]?.stretches.some(({ from }) => from === row && from > 0));
  return changed ?? mine[0] ?? null;
}

/** The row of the issuer's next DSB, once it no longer waits. */
function waitedAt(program: Program, seeds: readonly RowSeed[], row: number, arrived: number): number | null {
  const cpu = seeds[row]?.cpu;
  const isDsb = ({ pc }: RowSeed) => {
    const code = pc === null ? undefined : program.code[pc];
    return code?.op === 'fence' && code.kind === 'dsb.sy';
  };
  const at = seeds.findIndex((seed, index) => index > row && seed.cpu === cpu && isDsb(seed));
  const barrier = seeds[at]?.issue?.flights.find(({ kind }) => kind === 'barrier');
  if (at < 0 || (barrier && barrier.completed === null)) return null;
  if (at > arrived) return at;
  // It has stood there waiting; its CPU's next row is the first that it lets through.
  const next = seeds.findIndex((seed, index) => index > arrived && seed.cpu === cpu);
  return next < 0 ? null : next;
}

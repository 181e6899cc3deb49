/** What passes through memory: which locations a run touches, who wrote each value, and who took it when. */
import type { Run } from '../explore/index.ts';
import type { Program } from '../machine/index.ts';
import type { RowSeed } from './rows.ts';
import type { Lane, LaneChange, Link } from './score.ts';
import { formatValue } from './wording.ts';

export function lanesOf(
  program: Program,
  run: Run,
  seeds: readonly RowSeed[],
  partOf: ReadonlyMap<number, number>,
): readonly Lane[] {
  const touched = new Set<number>();
  const changes = new Map<number, LaneChange[]>();
  seeds.forEach((seed, row) => {
    for (const read of seed.trace?.reads ?? []) touched.add(read.cell);
    for (const write of seed.trace?.writes ?? []) {
      touched.add(write.cell);
      const list = changes.get(write.cell) ?? [];
      const part = seed.cpu === null ? null : (partOf.get(seed.cpu) ?? null);
      list.push({ row, value: formatValue(program, write.after, write.cell), part });
      changes.set(write.cell, list);
    }
  });
  return [...touched]
    .filter((cell) => program.cells[cell]?.kind !== 'ghost')
    .sort((a, b) => a - b)
    .map((cell) => ({
      cell,
      name: program.cells[cell]?.name ?? '',
      initial: formatValue(program, run.initial.cells[cell] ?? 0, cell),
      changes: changes.get(cell) ?? [],
    }));
}

export function linkMemory(
  program: Program,
  seeds: readonly RowSeed[],
  partOf: ReadonlyMap<number, number>,
  lanes: readonly Lane[],
  isStale: (row: number) => boolean,
): readonly Link[] {
  const laneOf = new Map(lanes.map((lane, index) => [lane.cell, index]));
  const lastWrite = new Map<number, number>();
  const links: Link[] = [];
  seeds.forEach((seed, row) => {
    const part = seed.cpu === null ? undefined : partOf.get(seed.cpu);
    if (!seed.trace || part === undefined) return;
    for (const read of seed.trace.reads) {
      const lane = laneOf.get(read.cell);
      if (lane === undefined || read.from !== 'memory') continue;
      links.push({
        kind: 'read',
        row,
        part,
        lane,
        value: formatValue(program, read.value, read.cell),
        source: lastWrite.get(read.cell) ?? 0,
        stale: isStale(row),
      });
    }
    for (const write of seed.trace.writes) {
      const lane = laneOf.get(write.cell);
      if (lane === undefined) continue;
      lastWrite.set(write.cell, row);
      links.push({ kind: 'write', row, part, lane, value: formatValue(program, write.after, write.cell) });
    }
  });
  return links;
}

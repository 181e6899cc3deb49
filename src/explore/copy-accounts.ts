/**
 * What there is to say, at some step of a run, of the copies a CPU may use: instructions it may still execute, and
 * translations its TLB may hold. Why an old one is still there: what would have removed it has not happened since.
 */
import { valueName } from '../base/index.ts';
import type { Program, Snapshot } from '../machine/index.ts';
import type { Run } from './api.ts';
import { snapshotAfter } from './cpu-accounts.ts';
import { cpuLabel } from './labels.ts';
import { writerOf } from './provenance.ts';

export interface CopyAccount {
  readonly kind: 'site' | 'page';
  /** Index into the program's sites or pages. */
  readonly index: number;
  readonly cpu: number;
  readonly words: readonly string[];
}

export function copyAccounts(program: Program, run: Run, steps: number): readonly CopyAccount[] {
  const now = snapshotAfter(run, steps);
  const cpus = program.cpus.flatMap(({ agent }, cpu) => (agent ? [] : [cpu]));
  return [
    ...now.sites.flatMap(({ site }) =>
      cpus.map((cpu) => ({
        kind: 'site' as const,
        index: site,
        cpu,
        words: siteWords(program, run, steps, site, cpu),
      })),
    ),
    ...now.pages.flatMap(({ page }) =>
      cpus.map((cpu) => ({
        kind: 'page' as const,
        index: page,
        cpu,
        words: pageWords(program, run, steps, page, cpu),
      })),
    ),
  ];
}

function siteWords(program: Program, run: Run, steps: number, site: number, cpu: number): readonly string[] {
  const now = snapshotAfter(run, steps);
  const values = now.sites.find((one) => one.site === site)?.fetchable[cpu] ?? [];
  const cells = program.sites[site]?.cells ?? [];
  const name = cpuLabel(program, cpu);
  const words = cells.flatMap((cell, nth) => {
    const memory = now.cells[cell] ?? 0;
    const old = (values[nth] ?? []).filter((value) => value !== memory);
    if (old.length === 0) return [];
    const wrote = writerOf(run, steps, cell)?.visible ?? 0;
    const names = [...new Set(old)].map((value) => valueName(program.cells, value, cell)).join(' or ');
    const held = `${name} may still execute ${names}${cells.length > 1 ? ` for ${program.cells[cell]?.name ?? ''}` : ''}`;
    const since = `step ${wrote} made ${valueName(program.cells, memory, cell)} visible`;
    return [`${held}: ${since}, and ${missing(program, run, steps, cell, wrote, name)}.`];
  });
  return words.length > 0 ? words : [`${name} can execute only what memory holds.`];
}

/** What has not happened since the store to a text cell in step `wrote`, so that old instructions may still be there. */
function missing(
  program: Program,
  run: Run,
  steps: number,
  cell: number,
  wrote: number,
  name: string,
): string {
  const { idc, dic } = program.hardware;
  const after = (kind: 'dc' | 'ic', from: number) =>
    run.steps.findIndex(({ trace: { info }, after: { cells } }, at) => {
      if (at < from || at >= steps || info.kind !== kind || cells[cell] === undefined) return false;
      const before = at === 0 ? run.initial : run.steps[at - 1]?.after;
      return before?.cpus[info.cpu]?.queue[info.entry]?.cell === cell;
    });
  if (!dic) {
    const cleaned = idc ? wrote : after('dc', wrote) + 1;
    if (cleaned === 0) return 'no DC has cleaned the line since';
    const invalidated = after('ic', cleaned) + 1;
    if (invalidated === 0) return 'no IC has invalidated the line since';
    return `${name} has not synchronized its context since the IC in step ${invalidated}`;
  }
  return `${name} has not synchronized its context since`;
}

function pageWords(program: Program, run: Run, steps: number, page: number, cpu: number): readonly string[] {
  const now = snapshotAfter(run, steps);
  const pte = program.pages[page]?.pte ?? -1;
  const held = heldBy(now, page, cpu);
  const name = cpuLabel(program, cpu);
  if (held.length === 0) return [`The TLB of ${name} holds nothing for this page.`];
  return held.map((value) => {
    const what = valueName(program.cells, value, pte);
    const since = sinceStep(run, steps, page, cpu, value);
    const may = `The TLB of ${name} may hold ${what} ${since === 0 ? 'from the start' : `since step ${since}`}`;
    if (value === now.cells[pte]) return `${may}, as the page table does.`;
    const changed = writerOf(run, steps, pte)?.visible ?? 0;
    const entry = valueName(program.cells, now.cells[pte] ?? 0, pte);
    return `${may}: step ${changed} changed the entry to ${entry}, and no invalidation has reached ${name} since.`;
  });
}

function heldBy(snapshot: Snapshot, page: number, cpu: number): readonly number[] {
  return snapshot.pages.find((one) => one.page === page)?.tlb[cpu] ?? [];
}

function sinceStep(run: Run, steps: number, page: number, cpu: number, value: number): number {
  for (let step = steps; step > 0; step--)
    if (!heldBy(snapshotAfter(run, step - 1), page, cpu).includes(value)) return step;
  return 0;
}

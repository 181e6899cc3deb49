/**
 * How far the change of each text site has come. The chart (charts/text-patcher.machine.ts) reports only where a scenario
 * names a property for it; elsewhere it would tell states apart that nothing else does, so it is no part of a state, and
 * whoever plays a run follows it beside the run.
 */
import type { Snapshot, StepTrace } from '../api.ts';
import { tabulate } from '../charts/tabulate.ts';
import {
  TEXT_PATCHER_EVENTS,
  textPatcherDefinition,
  type TextPatcherEvent,
} from '../charts/text-patcher.machine.ts';
import type { Program } from '../program.ts';

const patcherChart = tabulate(textPatcherDefinition, TEXT_PATCHER_EVENTS);

export const PATCHER_START = patcherChart.initial;

/** Name of a state of the chart. */
export function patcherState(state: number): string {
  return patcherChart.values(state).state ?? '';
}

/** The chart of `site` after a store of `value` to one of its cells became visible. */
export function patched(program: Program, state: number, site: number, cell: number, value: number): number {
  return patcherChart.send(state, writeEvent(program, site, cell, value));
}

/** The chart once nothing stale of the site is left anywhere. */
export function synced(state: number): number {
  const next = patcherChart.next(state, 'synced');
  return next < 0 ? state : next;
}

/** What a write of `value` to `cell` means for the site's patcher. */
function writeEvent(program: Program, site: number, cell: number, value: number): TextPatcherEvent {
  const cells = program.sites[site]?.cells ?? [];
  const traps = program.code.some(
    (i) =>
      i.op === 'execute' &&
      i.site === site &&
      Object.entries(i.decode).some(([words, d]) => d.k === 'trap' && Number(words.split(',')[0]) === value),
  );
  if (cell === cells[0] && traps) return 'write.trap';
  if (cells.length === 1) return 'write.single';
  return cell === cells[0] ? 'write.first' : 'write.tail';
}

/** The charts of all sites along a run, from what its steps wrote and what each CPU may still execute after them. */
export class TextPhases {
  private readonly program: Program;
  private states: readonly number[];

  constructor(program: Program) {
    this.program = program;
    this.states = program.sites.map(() => PATCHER_START);
  }

  /** The snapshot after a step that wrote `writes`, its sites' patchers filled in. To be called once a step, in order. */
  follow(after: Snapshot, writes: StepTrace['writes']): Snapshot {
    if (after.sites.length === 0) return after;
    this.states = this.states.map((before, site) => {
      const cells = this.program.sites[site]?.cells ?? [];
      const own = writes.filter(({ cell }) => cells.includes(cell));
      const state = own.reduce(
        (from, { cell, after: value }) => patched(this.program, from, site, cell, value),
        before,
      );
      const fresh = after.sites[site]?.fetchable.every((units) => units.every(({ length }) => length === 1));
      return fresh === true ? synced(state) : state;
    });
    return {
      ...after,
      sites: after.sites.map((site, i) => ({
        ...site,
        patcher: patcherState(this.states[i] ?? PATCHER_START),
      })),
    };
  }
}

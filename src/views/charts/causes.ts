/**
 * Which event a step was to a chart of a page or of a site, read off what the step wrote: several events may lead to the
 * same state (a TLB holds the entry again because it was invalidated, or because the entry was written).
 */
import { isValidPte } from '../../base/index.ts';
import type { Program, RunStep, Snapshot } from '../../state/index.ts';

/** The event, given the states before and after the step. */
export type Cause = (before: Snapshot, after: Snapshot, step: RunStep) => string;

type Page = Program['pages'][number];
type Site = Program['sites'][number];

/** A page's entry was written, or an invalidation reached the CPU. */
export function tlbCause({ pte }: Page, page: number, cpu: number): Cause {
  return (before, after, step) => {
    const written = writtenTo(step, [pte]);
    if (!written) return isValidPte(after.cells[pte] ?? 0) ? 'tlbi.valid' : 'tlbi.invalid';
    if (!isValidPte(written.after)) return 'pte.invalid';
    if (holdsAlone(before.pages[page]?.tlb[cpu] ?? [], written.after)) return 'pte.same';
    return after.pages[page]?.chart[cpu] === 'several' ? 'pte.beside' : 'pte.other';
  };
}

/** A page's entry was written, or the last TLB dropped it. */
export function translationCause({ pte }: Page, page: number): Cause {
  return (before, _after, step) => {
    const written = writtenTo(step, [pte]);
    if (!written) return 'invalidated';
    const held = before.pages[page]?.tlb ?? [];
    const used = held.filter((values) => values.length > 0);
    if (!isValidPte(written.after)) return used.length === 0 ? 'break.unused' : 'break';
    const same = used.length > 0 && used.every((values) => holdsAlone(values, written.after));
    return same ? 'make.same' : 'make.other';
  };
}

/** Part of a site was written (what it says by the state that follows), or every CPU has synchronized. */
export function textCause({ cells }: Site, site: number): Cause {
  return (_before, after, step) => {
    const written = writtenTo(step, cells);
    if (!written) return 'synced';
    if (after.sites[site]?.patcher === 'trapped') return 'write.trap';
    if (cells.length === 1) return 'write.single';
    return written.cell === cells[0] ? 'write.first' : 'write.tail';
  };
}

function writtenTo({ trace }: RunStep, cells: readonly number[]) {
  return trace.writes.find(({ cell }) => cells.includes(cell));
}

function holdsAlone(values: readonly number[], value: number): boolean {
  return values.length === 1 && values[0] === value;
}

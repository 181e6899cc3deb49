/** What an outcome shows: which cells and registers tell the ends of a scenario's runs apart. */
import type { Observed } from '../../machine/index.ts';
import type { FileSyntax } from '../syntax/syntax.ts';
import type { Routine } from './assemble.ts';
import type { Context } from './context.ts';
import { keptIn } from './deferred.ts';
import { finalValue } from './final.ts';
import type { Instance } from './instance.ts';
import { registerNames } from './value-names.ts';

export interface Observing {
  readonly instance: Instance;
  readonly file: FileSyntax;
  readonly tasks: readonly Routine[];
  /** A context for expressions that belong to no routine. */
  silent(): Context;
}

/** Every shared cell of the scenario's own, unless it names what it observes. */
export function observedBy(of: Observing): Observed[] {
  const { cells } = of.instance.layout;
  const named = of.file.declarations.flatMap((decl) => (decl.k === 'observe' ? decl.what : []));
  if (named.length === 0) {
    const pages = new Set(of.instance.layout.pages.map((page) => page.cell));
    const kept = keptIn(of);
    const { inner } = of.instance.layout;
    const observed: Observed[] = [];
    for (const [cell, { kind, name }] of cells.entries())
      if (kind === 'data' && !pages.has(cell) && !inner.has(cell) && !kept.has(cell))
        observed.push({ k: 'cell', cell, name });
    return observed;
  }
  const ctx = of.silent();
  return named.flatMap((e): Observed[] => {
    const value = finalValue(ctx, e, of.tasks);
    const name = ctx.shown(e);
    if (value.k === 'final') return [observedRegister(of, value, name)];
    if (value.k === 'cell' && !value.index) {
      const place = e.k === 'name' ? of.instance.layout.place(e.name) : null;
      return Array.from({ length: place?.extent ?? 1 }, (_, i): Observed => ({
        k: 'cell',
        cell: value.cell + i,
        name: cells[value.cell + i]?.name ?? name,
      }));
    }
    const place = e.k === 'name' ? of.instance.layout.place(e.name) : null;
    if (place && place.extent !== null)
      return Array.from({ length: place.extent }, (_, i): Observed => ({
        k: 'cell',
        cell: place.cell + i,
        name: cells[place.cell + i]?.name ?? name,
      }));
    of.instance.diagnostics.error(
      'not-observable',
      e,
      'Expected a shared variable or a register such as `cpu1.r`.',
    );
    return [];
  });
}

function observedRegister(
  of: Observing,
  { cpu, r }: { readonly cpu: number; readonly r: number },
  name: string,
): Observed {
  const { code, layout } = of.instance;
  of.instance.budget.spend(code.length / 5, { from: 0, to: 1 });
  const entry = of.tasks[cpu]?.entry ?? 0;
  const end = code.findIndex(({ op }, pc) => pc >= entry && op === 'halt');
  const values = registerNames({ code: code.slice(entry, end), cells: layout.cells, sites: layout.sites }, r);
  return { k: 'reg', cpu, r, name, ...(values ? { values } : {}) };
}

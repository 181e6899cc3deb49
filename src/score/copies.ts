/**
 * What each CPU may hold a copy of, row by row: bytes of a text site in its pipeline, a page's translation in its TLB.
 *
 *     row                       CPU 1's TLB of va
 *      0                        │ current   A
 *      1   PTE(va) = invalid    ┊ stale     A
 *      2   TLBI reaches CPU 1     empty
 *      3   PTE(va) = B          │ current   B
 *
 * A copy is stale from the row in which memory changes to the row in which the CPU drops it. The machine keeps what
 * a CPU *may* hold as a set, so these are bounds: no fill or fetch outside of them is possible.
 */
import type { Run } from '../explore/index.ts';
import type { PageSnapshot, Program, SiteSnapshot, Snapshot } from '../machine/index.ts';
import type { CopyLane, CopyState, CopyStretch, Span } from './score.ts';
import { formatValue } from './wording.ts';

type Held = Pick<CopyStretch, 'state' | 'holds' | 'old'>;

type Look = (snapshot: Snapshot, at: number) => Held;

export function copiesOf(
  program: Program,
  run: Run,
  rowOfStep: readonly number[],
  order: readonly number[],
  lastRow: number,
): readonly CopyLane[] {
  const states = [run.initial, ...run.steps.map((step) => step.after)];
  const lane = (part: number, kind: CopyLane['kind'], name: string, look: Look): CopyLane => ({
    part,
    kind,
    name,
    stretches: stretchesOf(states.map(look), rowOfStep, lastRow),
  });
  const stood = program.sites.map((_, site) => textHistory(program, states, site));
  const concerns = (cpu: number, site: number, { stretches }: CopyLane) =>
    stretches.some(({ state }) => state !== 'current') || executes(program, run, cpu, site);
  return order.flatMap((cpu, part) => {
    if (program.cpus[cpu]?.agent) return [];
    const sites = program.sites
      .map((site, index) =>
        lane(part, 'pipeline', site.name, (snapshot, at) =>
          inPipeline(program, snapshot, index, cpu, (words) => (stood[index]?.get(words) ?? Infinity) <= at),
        ),
      )
      .filter((one, site) => concerns(cpu, site, one));
    const pages = program.pages.map((page, index) =>
      lane(part, 'tlb', page.name, (snapshot) => inTlb(program, snapshot, index, cpu)),
    );
    return [...sites, ...pages];
  });
}

/** Whether a CPU executes the site in this run. What a CPU that never does may hold is nobody's concern. */
function executes(program: Program, run: Run, cpu: number, site: number): boolean {
  return run.steps.some(({ trace: { info } }) => {
    const code = info.pc === null ? undefined : program.code[info.pc];
    return info.cpu === cpu && code?.op === 'execute' && code.site === site;
  });
}

/** Words that a site's bytes have made in memory, with the first position at which they stood there. */
function textHistory(
  program: Program,
  states: readonly Snapshot[],
  site: number,
): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  states.forEach((state, at) => {
    const words = (program.sites[site]?.cells ?? []).map((cell) => state.cells[cell]).join();
    if (!seen.has(words)) seen.set(words, at);
  });
  return seen;
}

function inPipeline(
  program: Program,
  snapshot: Snapshot,
  site: number,
  cpu: number,
  stood: (words: string) => boolean,
): Held {
  const spec = program.sites[site];
  const bytes = snapshot.sites.find((one: SiteSnapshot) => one.site === site)?.fetchable[cpu] ?? [];
  const cellOf = (byte: number) => spec?.cells[byte] ?? -1;
  const named = (values: readonly number[], byte: number) =>
    values.map((value) => formatValue(program, value, cellOf(byte)));
  const old = bytes.flatMap((values, byte) =>
    named(
      values.filter((value) => value !== snapshot.cells[cellOf(byte)]),
      byte,
    ),
  );
  // Bytes fetched one by one may come from different versions; then words are possible that never stood in memory.
  const torn =
    old.length > 0 && spec?.fetch === 'strict' && combinations(bytes).some((words) => !stood(words));
  return {
    state: torn ? 'mixed' : old.length > 0 ? 'stale' : 'current',
    holds: bytes.map((values, byte) => [...new Set(named(values, byte))].join(' or ')).join(', '),
    old: [...new Set(old)].join(' or '),
  };
}

function combinations(bytes: readonly (readonly number[])[]): readonly string[] {
  let words: readonly (readonly number[])[] = [[]];
  for (const values of bytes) words = words.flatMap((head) => values.map((value) => [...head, value]));
  return words.map((one) => one.join());
}

const TLB_STATES: Readonly<Record<string, CopyState>> = {
  empty: 'empty',
  current: 'current',
  stale: 'stale',
  several: 'stale',
  conflict: 'conflict',
};

function inTlb(program: Program, snapshot: Snapshot, page: number, cpu: number): Held {
  const at = snapshot.pages.find((one: PageSnapshot) => one.page === page);
  const values = at?.tlb[cpu] ?? [];
  const pte = program.pages[page]?.pte ?? -1;
  const named = (some: readonly number[]) =>
    some.map((value) => formatValue(program, value, pte)).join(' and ');
  return {
    state: TLB_STATES[at?.chart[cpu] ?? 'empty'] ?? 'empty',
    holds: named(values),
    old: named(values.filter((value) => value !== snapshot.cells[pte])),
  };
}

function stretchesOf(
  held: readonly Held[],
  rowOfStep: readonly number[],
  lastRow: number,
): readonly CopyStretch[] {
  const found: CopyStretch[] = [];
  held.forEach((one, step) => {
    const to = (rowOfStep[step + 1] ?? lastRow + 1) - 1;
    const last = found.at(-1);
    if (last?.state === one.state && last.holds === one.holds && last.old === one.old)
      found[found.length - 1] = { ...last, to };
    else found.push({ ...one, from: rowOfStep[step] ?? 0, to });
  });
  return found;
}

export function isStale(state: CopyState): boolean {
  return state === 'stale' || state === 'mixed' || state === 'conflict';
}

/** From the row in which memory changed to the row in which the copy was dropped. */
export function staleSpans(copies: readonly CopyLane[], lastRow: number): readonly Span[] {
  return copies.flatMap(({ part, kind, name, stretches }, copy) => {
    const spans: Span[] = [];
    stretches.forEach(({ from, state, old }, index) => {
      if (!isStale(state)) return;
      const next = stretches[index + 1];
      const ends = next ? next.from : lastRow;
      const before = spans.at(-1);
      if (before && before.to === from)
        spans[spans.length - 1] = { ...before, to: ends, open: next === undefined };
      else
        spans.push({
          kind: 'stale',
          part,
          track: 0,
          from,
          to: ends,
          open: next === undefined,
          name: `${kind === 'tlb' ? 'TLB' : 'pipeline'}, ${name}: ${old}`,
          copy,
        });
    });
    return spans;
  });
}

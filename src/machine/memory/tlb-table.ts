/**
 * What every TLB may hold (memory-model.md V1), interned: per CPU and page the set of valid entries that were current
 * at some time since an invalidation last reached that CPU, with the TLB chart beside it; per page the patcher chart.
 */
import { invariant, isValidPte, physicalCell } from '../../base/index.ts';
import {
  TRANSLATION_PATCHER_EVENTS,
  translationPatcherDefinition,
  type TranslationPatcherEvent,
} from '../charts/translation-patcher.machine.ts';
import { cached } from '../cpu/rights.ts';
import type { Program } from '../program.ts';
import { tabulate } from '../charts/tabulate.ts';
import { TLB_EVENTS, tlbDefinition, type TlbEventType } from '../charts/tlb.machine.ts';

const tlbChart = tabulate(tlbDefinition, TLB_EVENTS);
const patcherChart = tabulate(translationPatcherDefinition, TRANSLATION_PATCHER_EVENTS);

interface PageState {
  /** Per CPU: PTE values the TLB may hold, ascending. */
  readonly held: readonly (readonly number[])[];
  readonly charts: readonly number[];
  readonly patcher: number;
}

export interface TlbChange {
  readonly state: number;
  /** Some TLB may now hold two valid entries that must not be cached together (V12) and did not before. */
  readonly conflict: boolean;
  /** The patcher left the protocol with this change. */
  readonly unpredictable: boolean;
}

export class TlbTable {
  private readonly program: Program;
  private readonly states: (readonly PageState[])[] = [];
  private readonly ids = new Map<string, number>();
  private readonly memo = new Map<string, TlbChange>();
  private readonly pageOfPte = new Map<number, number[]>();

  constructor(program: Program) {
    this.program = program;
    program.pages.forEach((page, i) => {
      this.pageOfPte.set(page.pte, [...(this.pageOfPte.get(page.pte) ?? []), i]);
    });
  }

  /** Pages translated through the entry in `cell`. */
  pagesOf(cell: number): readonly number[] {
    return this.pageOfPte.get(cell) ?? [];
  }

  /** Where a TLB holds something else than the page table has, that was there before and was replaced. */
  initial(): number {
    let state = this.unchanged();
    this.program.pages.forEach((_, page) => {
      const before = this.program.cpus.map(({ cached = [] }) =>
        cached.filter((one) => one.page === page).map(({ pte }) => pte),
      );
      if (before.every((entries) => entries.length === 0)) return;
      const charts = before.map((entries) =>
        entries.length > 0 ? tlbChart.send(tlbChart.initial, 'pte.other') : tlbChart.initial,
      );
      const earlier = { held: before, charts, patcher: patcherChart.initial };
      const pages = (this.states[state] ?? []).map((one, i) => (i === page ? earlier : one));
      const pte = this.program.cells[this.program.pages[page]?.pte ?? -1]?.init ?? 0;
      state = this.stored(this.intern(pages), page, pte).state;
    });
    return state;
  }

  private unchanged(): number {
    return this.intern(
      this.program.pages.map((page) => {
        const pte = this.program.cells[page.pte]?.init ?? 0;
        const valid = isValidPte(pte);
        const patcher = valid
          ? patcherChart.initial
          : patcherChart.send(patcherChart.initial, 'break.unused');
        const entry = this.cached(pte);
        const chart = entry !== null ? tlbChart.send(tlbChart.initial, 'pte.other') : tlbChart.initial;
        return {
          held: this.program.cpus.map((spec) => (entry !== null && !spec.agent ? [entry] : [])),
          charts: this.program.cpus.map(() => chart),
          patcher,
        };
      }),
    );
  }

  private page(id: number, page: number): PageState {
    const state = this.states[id]?.[page];
    invariant(state !== undefined, 'tlb state');
    return state;
  }

  /** An agent is no CPU: it walks nothing and holds nothing. */
  private isAgent(cpu: number): boolean {
    return this.program.cpus[cpu]?.agent === true;
  }

  held(id: number, cpu: number, page: number): readonly number[] {
    return this.page(id, page).held[cpu] ?? [];
  }

  chart(id: number, cpu: number, page: number): string {
    return tlbChart.values(this.page(id, page).charts[cpu] ?? 0).state ?? '';
  }

  /** Empty on x86, which has no break-before-make (V14): its changes follow no protocol. */
  patcher(id: number, page: number): string {
    if (this.program.arch === 'x86') return '';
    return patcherChart.values(this.page(id, page).patcher).state ?? '';
  }

  /** V12, V14: two cached entries that no rule keeps apart; an access uses one of them. */
  private mayStandBeside(one: number, other: number): boolean {
    return this.program.arch === 'x86' || physicalCell(one) === physicalCell(other);
  }

  private send(patcher: number, event: TranslationPatcherEvent): number {
    return this.program.arch === 'x86' ? patcher : patcherChart.send(patcher, event);
  }

  private cached(pte: number): number | null {
    return cached(this.program.rights === true, pte);
  }

  /** A store of `value` to the page's entry became visible. */
  stored(id: number, page: number, value: number): TlbChange {
    return this.change(`s${id}.${page}.${value}`, id, page, (state) => {
      const entry = this.cached(value);
      const patcher = this.send(state.patcher, patcherEvent(state.held, value));
      if (entry === null)
        return {
          held: state.held,
          charts: state.charts.map((c) => tlbChart.send(c, 'pte.invalid')),
          patcher,
        };
      const charts = state.charts.map((c, cpu) => {
        const h = state.held[cpu] ?? [];
        if (h.length === 1 && h[0] === entry) return tlbChart.send(c, 'pte.same');
        const beside = h.length > 0 && h.every((known) => this.mayStandBeside(known, entry));
        return tlbChart.send(c, beside ? 'pte.beside' : 'pte.other');
      });
      const held = state.held.map((h, cpu) =>
        h.includes(entry) || this.isAgent(cpu) ? h : [...h, entry].sort((x, y) => x - y),
      );
      return { held, charts, patcher };
    });
  }

  /** An invalidation of the page takes effect on `cpu`; the entry is `pte` now. */
  invalidated(id: number, cpu: number, page: number, pte: number): number {
    return this.change(`t${id}.${cpu}.${page}.${pte}`, id, page, (state) => {
      const entry = this.cached(pte);
      const event: TlbEventType = entry !== null ? 'tlbi.valid' : 'tlbi.invalid';
      const held = state.held.map((h, c) => (c === cpu ? (entry !== null ? [entry] : []) : h));
      const charts = state.charts.map((chart, c) => (c === cpu ? tlbChart.send(chart, event) : chart));
      const last =
        entry === null &&
        held.every((h) => h.length === 0) &&
        patcherChart.next(state.patcher, 'invalidated') >= 0;
      return {
        held,
        charts,
        patcher: last ? this.send(state.patcher, 'invalidated') : state.patcher,
      };
    }).state;
  }

  private change(
    name: string,
    id: number,
    page: number,
    compute: (state: PageState) => PageState,
  ): TlbChange {
    const known = this.memo.get(name);
    if (known !== undefined) return known;
    const before = this.page(id, page);
    const after = compute(before);
    const pages = (this.states[id] ?? []).map((p, i) => (i === page ? after : p));
    const result: TlbChange = {
      state: this.intern(pages),
      conflict: after.held.some(
        (h, cpu) =>
          h.length > 1 &&
          tlbChart.is(after.charts[cpu] ?? 0, 'state', 'conflict') &&
          after.charts[cpu] !== before.charts[cpu],
      ),
      unpredictable:
        patcherChart.values(after.patcher).state === 'unpredictable' &&
        patcherChart.values(before.patcher).state !== 'unpredictable',
    };
    this.memo.set(name, result);
    return result;
  }

  private intern(pages: readonly PageState[]): number {
    const key = JSON.stringify(pages);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.states.length;
    this.ids.set(key, id);
    this.states.push(pages);
    return id;
  }
}

/** What a store of `value` is to the protocol. Only another frame makes an entry another one (V12). */
function patcherEvent(held: PageState['held'], value: number): TranslationPatcherEvent {
  if (!isValidPte(value)) return held.every((h) => h.length === 0) ? 'break.unused' : 'break';
  const frame = physicalCell(value);
  return held.every((h) => h.every((known) => physicalCell(known) === frame)) ? 'make.same' : 'make.other';
}

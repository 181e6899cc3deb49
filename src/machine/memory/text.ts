/**
 * Text sites and what each CPU may still execute: rules F1–F8 of the design's memory model.
 *
 * Per fetch unit (a byte in `strict` fetch, all bytes of a site in `line` fetch), globally: the versions it has had, of
 * which `pou` was cleaned to the point of unification and `lb` is the oldest that the instruction side can deliver.
 * Per CPU: `lo`, the oldest version it may still execute. Every version is stamped with all units' `lb` at the moment
 * it became visible. What a pipeline may hold is exactly `[lo, current]`, so fetching ahead needs no steps.
 *
 * States are interned; versions that nothing can reach any more are dropped and the rest renumbered.
 */
import { invariant } from '../../base/index.ts';
import { reachable } from '../flow/code.ts';
import type { Program } from '../program.ts';
import { patched, PATCHER_START, patcherState, synced } from './text-patcher.ts';

interface Version {
  readonly words: readonly number[];
  readonly stamp: readonly number[];
}

interface Unit {
  readonly versions: readonly Version[];
  readonly pou: number;
  readonly lb: number;
  readonly lo: readonly number[];
}

interface Text {
  readonly units: readonly Unit[];
  /** Per site: state of the patcher chart; empty where the program does not ask for the protocol. */
  readonly patchers: readonly number[];
}

/** What a store to text did. */
interface TextChange {
  readonly state: number;
  /** A site has just left the protocol of changing it. */
  readonly unpredictable: boolean;
}

function isAstray(patcher: number): boolean {
  return patcherState(patcher) === 'unpredictable';
}

interface UnitPlan {
  readonly site: number;
  readonly cells: readonly number[];
}

/** One way to execute a site: the words fetched, and which version of each unit they came from. */
export interface Fetch {
  readonly words: readonly number[];
  readonly versions: readonly number[];
  /** The words joined by commas, as decode tables name them. */
  readonly joined: string;
}

const SYNCHRONIZED = 0;
const CLEANED = 1;
const INVALIDATED = 2;
const EXECUTED = 3;

/** One number for an operation and what it is about. */
function operation(kind: number, about: number, which = 0): number {
  return (which * 0x10000 + about) * 4 + kind;
}

export class TextTable {
  private readonly program: Program;
  private readonly units: readonly UnitPlan[];
  private readonly unitOfCell = new Map<number, number>();
  /** Per site and CPU: whether it may ever execute it. Copies of others matter to nobody. */
  private readonly executors: readonly (readonly boolean[])[];
  private readonly states: Text[] = [];
  private readonly ids = new Map<string, number>();
  /** Per state: successors by operation (see `operation`), fetches by CPU and site. */
  private readonly memo: (Map<number, number> | undefined)[] = [];
  private readonly stores = new Map<string, TextChange>();
  private readonly fetchMemo: ((readonly Fetch[] | undefined)[] | undefined)[] = [];

  constructor(program: Program) {
    this.program = program;
    this.units = program.sites.flatMap((site, s) =>
      site.fetch === 'line'
        ? [{ site: s, cells: site.cells }]
        : site.cells.map((cell) => ({ site: s, cells: [cell] })),
    );
    this.units.forEach((u, i) => {
      for (const cell of u.cells) this.unitOfCell.set(cell, i);
    });
    const executed = program.cpus.map(({ agent }, cpu) =>
      agent || program.sites.length === 0
        ? new Set<number>()
        : new Set([...reachable(program, cpu).values()].flatMap((i) => (i.op === 'execute' ? [i.site] : []))),
    );
    this.executors = program.sites.map((_, site) => executed.map((sites) => sites.has(site)));
  }

  initial(): number {
    const zeros = this.units.map(() => 0);
    const units = this.units.map((u) => ({
      versions: [{ words: u.cells.map((c) => this.program.cells[c]?.init ?? 0), stamp: zeros }],
      pou: 0,
      lb: 0,
      lo: this.program.cpus.map(() => 0),
    }));
    return this.intern({
      units,
      patchers: this.program.textProtocol === true ? this.program.sites.map(() => PATCHER_START) : [],
    });
  }

  isText(cell: number): boolean {
    return this.unitOfCell.has(cell);
  }

  private get(id: number): Text {
    const text = this.states[id];
    invariant(text !== undefined, 'text state');
    return text;
  }

  private via(id: number, operation: number, compute: () => Text): number {
    let results = this.memo[id];
    if (results === undefined) {
      results = new Map();
      this.memo[id] = results;
    }
    const known = results.get(operation);
    if (known !== undefined) return known;
    const next = this.internSynced(compute());
    results.set(operation, next);
    return next;
  }

  /** Tells the patcher charts once nothing stale is left of a site. */
  private internSynced(text: Text): number {
    const patchers = text.patchers.map((state, site) => (this.isSynced(text, site) ? synced(state) : state));
    return this.intern({ units: text.units, patchers });
  }

  private isSynced(text: Text, site: number): boolean {
    return this.units.every((plan, u) => {
      const unit = text.units[u];
      if (plan.site !== site || unit === undefined) return true;
      return unit.lo.every(
        (lo, cpu) => this.executors[site]?.[cpu] !== true || lo === unit.versions.length - 1,
      );
    });
  }

  /** State of the site's patcher chart, its first where the state does not hold it. */
  patcher(id: number, site: number): string {
    return patcherState(this.get(id).patchers[site] ?? PATCHER_START);
  }

  /** A store of `value` to `cell` became visible. */
  stored(id: number, cell: number, value: number): TextChange {
    const name = `${id}.${cell}.${value}`;
    const known = this.stores.get(name);
    if (known !== undefined) return known;
    const text = this.withStore(id, cell, value);
    const { patchers } = this.get(id);
    const change: TextChange = {
      state: this.internSynced(text),
      unpredictable: text.patchers.some(
        (after, site) => isAstray(after) && !isAstray(patchers[site] ?? PATCHER_START),
      ),
    };
    this.stores.set(name, change);
    return change;
  }

  private withStore(id: number, cell: number, value: number): Text {
    const u = this.unitOfCell.get(cell) ?? -1;
    const { idc, dic } = this.program.hardware;
    const { units, patchers } = this.get(id);
    const stamp = units.map((unit) => unit.lb);
    const site = this.units[u]?.site ?? -1;
    const written = units.map((unit, i) => {
      if (i !== u) return unit;
      const current = unit.versions[unit.versions.length - 1];
      const plan = this.units[u];
      invariant(current !== undefined && plan !== undefined, 'text unit');
      const words = current.words.map((w, k) => (plan.cells[k] === cell ? value : w));
      const versions = [...unit.versions, { words, stamp }];
      const newest = versions.length - 1;
      return { ...unit, versions, pou: idc || dic ? newest : unit.pou, lb: dic ? newest : unit.lb };
    });
    return {
      units: written,
      patchers: patchers.map((p, i) => (i === site ? patched(this.program, p, site, cell, value) : p)),
    };
  }

  /** F3: context synchronization of `cpu` drops everything older than the instruction side can still deliver. */
  synchronized(id: number, cpu: number): number {
    return this.via(id, operation(SYNCHRONIZED, cpu), () =>
      this.mapUnits(id, (unit) => ({
        ...unit,
        lo: unit.lo.map((lo, c) => (c === cpu ? Math.max(lo, unit.lb) : lo)),
      })),
    );
  }

  /** F4: DC CVAU. */
  cleaned(id: number, cell: number): number {
    return this.via(id, operation(CLEANED, cell), () =>
      this.mapUnits(id, (unit, i) =>
        i === this.unitOfCell.get(cell) ? { ...unit, pou: unit.versions.length - 1 } : unit,
      ),
    );
  }

  /** F5: IC IVAU, in one instant for all CPUs. */
  invalidated(id: number, cell: number): number {
    return this.via(id, operation(INVALIDATED, cell), () =>
      this.mapUnits(id, (unit, i) =>
        i === this.unitOfCell.get(cell) ? { ...unit, lb: Math.max(unit.lb, unit.pou) } : unit,
      ),
    );
  }

  /** F2: every way in which `cpu` may execute `site` now. Of equal words only the oldest version is listed: its
   *  stamp is the smallest, so it allows all that a younger one does. */
  fetches(id: number, cpu: number, site: number): readonly Fetch[] {
    const place = cpu * this.program.sites.length + site;
    const known = this.fetchMemo[id]?.[place];
    if (known !== undefined) return known;
    const text = this.get(id);
    let ways: Omit<Fetch, 'joined'>[] = [{ words: [], versions: [] }];
    this.units.forEach((plan, u) => {
      const unit = text.units[u];
      if (plan.site !== site || unit === undefined) return;
      const seen = new Map<string, number>();
      for (let v = unit.lo[cpu] ?? 0; v < unit.versions.length; v++) {
        const key = (unit.versions[v]?.words ?? []).join();
        if (!seen.has(key)) seen.set(key, v);
      }
      ways = ways.flatMap((way) =>
        [...seen.values()].map((v) => ({
          words: [...way.words, ...(unit.versions[v]?.words ?? [])],
          versions: [...way.versions, v],
        })),
      );
    });
    const fetches = ways.map((way) => ({ ...way, joined: way.words.join() }));
    (this.fetchMemo[id] ??= [])[place] = fetches;
    return fetches;
  }

  /** F2, second half: having executed `fetch`, the CPU's `lo` of every unit rises to the versions' stamps. */
  executed(id: number, cpu: number, site: number, fetch: number): number {
    return this.via(id, operation(EXECUTED, cpu * this.program.sites.length + site, fetch), () => {
      const text = this.get(id);
      const way = this.fetches(id, cpu, site)[fetch];
      invariant(way !== undefined, 'fetch');
      const own = this.units.flatMap((plan, u) => (plan.site === site ? [u] : []));
      const stamps = own.map((u, k) => text.units[u]?.versions[way.versions[k] ?? 0]?.stamp ?? []);
      return this.mapUnits(id, (unit, i) => {
        const least = Math.max(0, ...stamps.map((s) => s[i] ?? 0));
        return { ...unit, lo: unit.lo.map((lo, c) => (c === cpu ? Math.max(lo, least) : lo)) };
      });
    });
  }

  /** Values each CPU may still execute, per unit of the site, oldest first. */
  fetchable(id: number, site: number): readonly (readonly (readonly number[])[])[] {
    return this.program.cpus.map((_, cpu) =>
      this.units.flatMap((plan, u) => {
        const unit = this.get(id).units[u];
        if (plan.site !== site || unit === undefined) return [];
        return plan.cells.map((_, k) => unit.versions.slice(unit.lo[cpu] ?? 0).map((v) => v.words[k] ?? 0));
      }),
    );
  }

  private mapUnits(id: number, change: (unit: Unit, u: number) => Unit): Text {
    const { units, patchers } = this.get(id);
    return { units: units.map(change), patchers };
  }

  private intern({ units: given, patchers }: Text): number {
    // Who never executes the site must not keep old versions of it alive.
    const units = given.map((unit, u) => {
      const executors = this.executors[this.units[u]?.site ?? -1];
      return {
        ...unit,
        lo: unit.lo.map((lo, cpu) => (executors?.[cpu] === true ? lo : unit.versions.length - 1)),
      };
    });
    const base = units.map((unit) => Math.min(unit.lb, unit.pou, ...unit.lo));
    const packed = units.map((unit, i) => {
      const drop = base[i] ?? 0;
      const stamped = (v: Version): Version => ({
        words: v.words,
        stamp: v.stamp.map((s, k) => Math.max(0, s - (base[k] ?? 0))),
      });
      return {
        versions: unit.versions.slice(drop).map(stamped),
        pou: unit.pou - drop,
        lb: unit.lb - drop,
        lo: unit.lo.map((lo) => lo - drop),
      };
    });
    const text: Text = { units: packed, patchers };
    const key = JSON.stringify(text);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.states.length;
    this.ids.set(key, id);
    this.states.push(text);
    return id;
  }
}

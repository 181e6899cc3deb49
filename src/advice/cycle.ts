/**
 * The circle that a run would need: halves of instructions, each of which must come before the next, and the last before the
 * first. Found in a run of the same program without some of its orderings, by the orderings that the program has: what
 * CPUs read of each other there, and what the model keeps in each CPU's program order.
 */
import type { Model, Program } from '../machine/index.ts';
import type { Execution, Half, Instance } from './execution.ts';
import { keepersOf, type Keeper, type Placed } from './kept-order.ts';

/** Why one comes before the other. */
export type Because =
  /** Program order, and what keeps it. */
  | { readonly k: 'kept'; readonly by: readonly Keeper[] }
  /** The second reads what the first has stored. */
  | { readonly k: 'read-from' }
  /** The first reads what stood there before the second stored. */
  | { readonly k: 'read-before' }
  /** The second's store replaces the first's. */
  | { readonly k: 'replaced' }
  /** The first sends the interrupt that the second is behind. */
  | { readonly k: 'interrupt' }
  /** Their author has drawn them so, and means the order of effects. */
  | { readonly k: 'drawn' };

export interface Before {
  readonly from: Placed;
  readonly to: Placed;
  readonly because: Because;
}

interface Node extends Placed {
  readonly half: Half;
  readonly index: number;
}

export class Order {
  private readonly nodes: Node[] = [];
  private readonly edges: Before[][] = [];
  private readonly execution: Execution;
  private readonly model: Model;

  /** `program`: with all its orderings. `drawn`: effects that are to come one after another. */
  constructor(
    program: Program,
    model: Model,
    execution: Execution,
    drawn: readonly { readonly cpu: number; readonly pc: number; readonly at: number }[] = [],
  ) {
    this.execution = execution;
    this.model = model;
    for (const one of execution.cpus.flat()) {
      if (one.read) this.add(one, 'read', one.read);
      if (one.write) this.add(one, 'write', one.write);
    }
    for (const node of this.nodes) this.edges.push([...this.kept(program, node), ...this.seen(node)]);
    const found = drawn.flatMap(
      ({ cpu, pc, at }) =>
        this.nodes.find(({ of, half }) => of.cpu === cpu && of.pc === pc && half.at === at) ?? [],
    );
    for (const [nth, from] of found.entries()) {
      const to = found[nth + 1];
      if (to && to.of.cpu !== from.of.cpu)
        this.edges[from.index]?.push({ from, to, because: { k: 'drawn' } });
    }
  }

  /** The shortest circle; null where there is none, so that the run is possible as it is. */
  circle(): readonly Before[] | null {
    let best: readonly Before[] | null = null;
    for (const edges of this.edges)
      for (const edge of edges) {
        // Time only runs back where program order is kept that the run did not keep.
        if (!this.goesBack(edge)) continue;
        const way = this.way(
          edge.to,
          (node) => this.isSame(node, edge.from),
          best ? best.length - 1 : Infinity,
        );
        if (way && (!best || way.length + 1 < best.length)) best = [edge, ...way];
      }
    return best;
  }

  /** The shortest way from any of some halves to any of others; null where none of these must come behind those. */
  wayBetween(from: (of: Instance) => boolean, to: (of: Instance) => boolean): readonly Before[] | null {
    let best: readonly Before[] | null = null;
    for (const node of this.nodes) {
      if (!from(node.of)) continue;
      const way = this.way(node, ({ of }) => to(of), best?.length ?? Infinity);
      if (way && way.length > 0 && (!best || way.length < best.length)) best = way;
    }
    return best;
  }

  private add(of: Instance, side: Placed['side'], half: Half): void {
    this.nodes.push({ of, side, half, index: this.nodes.length });
  }

  private isSame(a: Placed, b: Placed): boolean {
    return a.of === b.of && a.side === b.side;
  }

  private goesBack({ from, to, because }: Before): boolean {
    const at = ({ of, side }: Placed) => (side === 'read' ? of.read : of.write)?.at ?? 0;
    return because.k === 'kept' && at(to) < at(from);
  }

  private kept(program: Program, node: Node): readonly Before[] {
    const list = this.execution.cpus[node.of.cpu] ?? [];
    return this.nodes.flatMap((other): readonly Before[] => {
      if (other.of.cpu !== node.of.cpu || other.index === node.index) return [];
      const by = keepersOf(program, this.model, list, node, other);
      return by.length > 0 ? [{ from: node, to: other, because: { k: 'kept', by } }] : [];
    });
  }

  /** What others saw of it: by the instants at which stores became visible. */
  private seen(node: Node): readonly Before[] {
    const { half } = node;
    const found: Before[] = [];
    const edge = (to: Placed, because: Because) => found.push({ from: node, to, because });
    const sameCell = this.nodes.filter(({ half: one }) => one.cell === half.cell);
    const [left, stores] = [true, false].map((pending) =>
      sameCell.filter(({ side, half: one }) => side === 'write' && one.pending === pending).sort(byTime),
    ) as [Node[], Node[]];
    // Whatever was read or stored so far comes before what is not seen yet.
    for (const one of left)
      if (one.of.cpu !== node.of.cpu && !half.pending)
        edge(one, { k: node.side === 'read' ? 'read-before' : 'replaced' });
    if (half.pending) return found;
    if (node.side === 'write') {
      const next = stores[stores.findIndex((one) => one.index === node.index) + 1];
      if (next) edge(next, { k: 'replaced' });
      for (const read of sameCell)
        if (read.side === 'read' && read.of.cpu !== node.of.cpu && this.sourceOf(read, stores) === node)
          edge(read, { k: 'read-from' });
    } else {
      const source = this.sourceOf(node, stores);
      // From a store that nobody has seen by the end.
      if (half.forwarded && !source) return found;
      const next = stores[source ? stores.indexOf(source) + 1 : 0];
      if (next && next.of !== node.of) edge(next, { k: 'read-before' });
    }
    for (const { by, cpu, nth } of this.execution.interrupts)
      if (by.cpu === node.of.cpu && by.nth > node.of.nth && node.side === 'write')
        for (const other of this.nodes)
          if (other.of.cpu === cpu && other.of.nth >= nth) edge(other, { k: 'interrupt' });
    return found;
  }

  private sourceOf({ of, half }: Node, stores: readonly Node[]): Node | null {
    if (half.forwarded) return stores.findLast((one) => one.of.cpu === of.cpu && one.of.nth < of.nth) ?? null;
    return (
      stores.findLast(
        (one) => one.half.at < half.at || (one.half.at === half.at && one.of !== of && one.of.cpu === of.cpu),
      ) ?? null
    );
  }

  /** Breadth first. */
  private way(
    from: Placed,
    isThere: (node: Placed) => boolean,
    shorterThan: number,
  ): readonly Before[] | null {
    const start = this.nodes.find((node) => this.isSame(node, from));
    if (!start) return null;
    const came = new Map<number, Before | null>([[start.index, null]]);
    let now: readonly Node[] = [start];
    for (let length = 0; length < shorterThan && now.length > 0; length++) {
      const next: Node[] = [];
      for (const node of now) {
        if (isThere(node)) return this.back(node, came);
        for (const edge of this.edges[node.index] ?? []) {
          const to = this.nodes.find((one) => this.isSame(one, edge.to));
          if (!to || came.has(to.index)) continue;
          came.set(to.index, edge);
          next.push(to);
        }
      }
      now = next;
    }
    return null;
  }

  private back(node: Node, came: ReadonlyMap<number, Before | null>): readonly Before[] {
    const way: Before[] = [];
    for (let edge = came.get(node.index); edge;) {
      way.unshift(edge);
      const { from } = edge;
      const at = this.nodes.find((one) => this.isSame(one, from));
      edge = at ? came.get(at.index) : null;
    }
    return way;
  }
}

function byTime(a: Node, b: Node): number {
  return a.half.at - b.half.at || a.of.nth - b.of.nth;
}

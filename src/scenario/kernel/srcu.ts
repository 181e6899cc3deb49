/**
 * Sections of SRCU in a thread. The machine counts readers and needs no index; the model pairs what srcu_read_lock() returned with what
 * srcu_read_unlock() is given, so that each section gets a variable of its own for it, by how the code nests.
 */
import type { KernelTerm } from '../../axiomatic/index.ts';
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Effect, Expr } from '../../machine/index.ts';

export class SrcuSections {
  private readonly first: number;
  private readonly open = new Map<string, number[]>();
  /** By domain: the section that was closed last, which another way out of it closes too. */
  private readonly closed = new Map<string, number>();
  /** Variables that were needed. */
  count = 0;

  /** `first` is the number of the first variable. */
  constructor(first: number) {
    this.first = first;
  }

  begin(domain: string): number {
    const local = this.first + this.count;
    this.count += 1;
    this.open.set(domain, [...(this.open.get(domain) ?? []), local]);
    return local;
  }

  /** Null where none of the domain has begun before in the text. */
  end(domain: string): number | null {
    const open = this.open.get(domain) ?? [];
    const local = open.at(-1) ?? this.closed.get(domain) ?? null;
    this.open.set(domain, open.slice(0, -1));
    if (local !== null) this.closed.set(domain, local);
    return local;
  }
}

/** Where the readers of a domain are counted, from the effect that counts one of this CPU; null for another effect. */
export function domainOf(
  effect: Effect | undefined,
  cpu: number,
  termOf: (e: Expr) => KernelTerm,
): KernelTerm | null {
  if (effect?.k !== 'set') return null;
  const { cell, index } = effect;
  const base: KernelTerm = { k: 'const', value: ADDRESS_BASE + cell - cpu };
  return index === undefined ? base : { k: 'binary', op: '+', a: termOf(index), b: base };
}

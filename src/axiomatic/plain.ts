/**
 * Plain accesses: what surrounds one bounds when it happens, and two to the same place from different threads race unless
 * those bounds order them. After linux-kernel.cat, "Plain accesses and data races".
 */
import type { Lkmm } from './lkmm.ts';
import {
  both,
  complement,
  cross,
  inverse,
  limit,
  optional,
  type Relation,
  seq,
  star,
  type Step,
  union,
  without,
} from './relation.ts';

export interface PlainOrder {
  /** Pairs of different threads of which one is plain, and not both are reads where it matters. */
  readonly preRace: Relation;
  /** The first write is over before the second begins; a write before a read; a read before a write. */
  readonly wwVis: Relation;
  readonly wrVis: Relation;
  readonly rwXbstar: Relation;
}

/** Which pair races: `link` is how the two are connected, `missing` the order that there is not. */
export interface Race {
  readonly first: number;
  readonly second: number;
  readonly missing: 'ww-vis' | 'wr-vis' | 'rw-xbstar';
  readonly link: readonly Step[];
}

export function plainOrder(m: Lkmm): PlainOrder {
  const { skeleton: s, fence, nonrwFence, strongFence, addr, rfe, cumulFence, rmwSequence } = m;
  const { marked: M, plain, local, int, space } = s;
  const toMarked = (relation: Relation): Relation => limit(null, relation, M);
  const fromMarked = (relation: Relation): Relation => limit(M, relation, null);
  const xbstar = star(union(m.hb, m.pb, m.rb));
  const vis = seq(
    star(cumulFence),
    toMarked(optional(rfe)),
    union(seq(toMarked(strongFence), xbstar), both(xbstar, int)),
  );
  // How long before and after it a plain access may happen.
  const wPre = fromMarked(optional(union(addr, fence)));
  const rPre = fromMarked(optional(union(addr, nonrwFence, local['rmb-before'])));
  const wPost = seq(toMarked(optional(fence)), rmwSequence);
  const rPost = toMarked(optional(union(nonrwFence, local['rmb-after'])));
  const all = s.reads.map((word, nth) => word | (s.writes[nth] ?? 0));
  return {
    preRace: without(union(cross(space, plain, all), cross(space, all, plain)), int),
    wwVis: union(fence, seq(strongFence, xbstar, wPre), seq(wPost, vis, wPre)),
    wrVis: union(fence, seq(strongFence, xbstar, rPre), seq(wPost, vis, rPre)),
    rwXbstar: union(fence, seq(rPost, xbstar, wPre)),
  };
}

/** The data races of an execution, but for those of accesses inside data_race(), which says that they are meant: they are
 *  plain accesses in all else (Documentation/access-marking.txt: KCSAN is silent about them, the compiler is as free). */
export function dataRaces(m: Lkmm, order: PlainOrder): Race[] {
  const { skeleton: s, co, rf, fr } = m;
  const { wwVis, wrVis, rwXbstar } = order;
  const told = s.meant && complement(s.meant);
  const preRace = limit(told, order.preRace, told);
  const { writes, marked, space } = s;
  const everything = s.reads.map((word, nth) => word | (writes[nth] ?? 0));
  const markedFirst = cross(space, marked ?? everything, writes);
  const markedSecond = cross(space, writes, marked ?? everything);
  const wwNonrace = both(both(wwVis, union(markedFirst, rwXbstar)), union(markedSecond, wrVis));
  const ww = without(both(preRace, co), wwNonrace);
  const wr = without(without(both(preRace, seq(optional(co), rf)), wrVis), inverse(rwXbstar));
  const rw = without(both(preRace, fr), rwXbstar);
  const races = (relation: Relation, missing: Race['missing'], link: Relation): Race[] =>
    relation.pairs().map(([first, second]) => ({ first, second, missing, link: link.trace(first, second) }));
  return [
    ...races(ww, 'ww-vis', co),
    ...races(wr, 'wr-vis', seq(optional(co), rf)),
    ...races(rw, 'rw-xbstar', fr),
  ];
}

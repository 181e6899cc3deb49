/**
 * The Linux-kernel memory model over one candidate execution: the relations of tools/memory-model/linux-kernel.cat (as of
 * Linux 6.18, with fully ordered atomics tagged instead of wrapped in fences) and the axioms that say which executions
 * exist. Documentation/explanation.txt there says why each relation is what it is; names are the same.
 *
 *   coherence            acyclic po-loc | rf | co | fr          by construction, see location-orders.ts
 *   atomic               empty rmw & (fre ; coe)                likewise
 *   happens-before       acyclic hb       what comes before in time
 *   propagation          acyclic pb       what must have propagated, over strong fences
 *   rcu                  irreflexive rb   as many grace periods as critical sections make a strong fence
 *   plain-coherence      a plain access is ordered against coherence by what surrounds it
 */
import {
  base,
  both,
  complement as without,
  irreflexive,
  limit,
  named,
  optional,
  plus,
  type Relation,
  seq,
  star,
  union,
} from './relation.ts';
import { rcuFence } from './rcu.ts';
import type { Skeleton } from './skeleton.ts';

/** Who reads from whom, which write comes before which, and which read before which write: pairs of events. */
export interface Links {
  readonly rf: readonly (readonly [number, number])[];
  readonly co: readonly (readonly [number, number])[];
  readonly fr: readonly (readonly [number, number])[];
}

export interface Lkmm {
  readonly skeleton: Skeleton;
  readonly rf: Relation;
  readonly co: Relation;
  readonly fr: Relation;
  readonly rfe: Relation;
  /** co | fr to another thread. */
  readonly overwriteExt: Relation;
  readonly ppo: Relation;
  readonly cumulFence: Relation;
  readonly rmwSequence: Relation;
  readonly prop: Relation;
  readonly hb: Relation;
  readonly hbPlus: Relation;
  readonly pb: Relation;
  readonly pbPlus: Relation;
  readonly rb: Relation;
  readonly rcuFence: Relation;
  readonly addr: Relation;
  /** Without what RCU adds. */
  readonly nonrwFence: Relation;
  /** With it. */
  readonly fence: Relation;
  readonly strongFence: Relation;
}

/** What needs no links of the threads, but for dependencies over memory and locks. */
interface ThreadOrder {
  readonly strong: Relation;
  readonly nonrwFence: Relation;
  readonly fence: Relation;
  readonly dep: Relation;
  /** What is in ppo beside `fence`. */
  readonly own: Relation;
  /** What makes a cumul-fence with what was read before. */
  readonly propagates: Relation;
}

type Given = Readonly<Record<'mb' | 'addr' | 'data' | 'ctrl', Relation>>;

function threadOrder(s: Skeleton, { mb, addr, data, ctrl }: Given): ThreadOrder {
  const { local } = s;
  const strong = union(mb, local.gp);
  const nonrwFence = union(strong, local['po-rel'], local['acq-po']);
  const fence = union(nonrwFence, local.wmb, local.rmb);
  const dep = union(addr, data);
  const rwdep = limit(null, union(dep, ctrl), s.writes);
  const plainWmb = s.hasPlain ? [seq(limit(null, addr, s.plain), local.wmb)] : [];
  const own = union(limit(null, addr, s.reads), rwdep, ...plainWmb);
  return { strong, nonrwFence, fence, dep, own, propagates: union(strong, local['po-rel']) };
}

/** By the space that all combinations of the same shapes share. */
const fixed = new WeakMap<Skeleton['space'], ThreadOrder>();

function fixedOrder(s: Skeleton): ThreadOrder {
  const known = fixed.get(s.space) ?? threadOrder(s, s.local);
  fixed.set(s.space, known);
  return known;
}

export function lkmm(s: Skeleton, links: Links): Lkmm {
  const { space, local, int } = s;
  const isInt = (pairs: Links['rf'], same: boolean): Links['rf'] =>
    pairs.filter(([a, b]) => (s.accesses[a]?.thread === s.accesses[b]?.thread) === same);
  const rfe = base(space, 'rfe', isInt(links.rf, false));
  const rfi = base(space, 'rfi', isInt(links.rf, true));
  const coe = base(space, 'coe', isInt(links.co, false));
  const coi = base(space, 'coi', isInt(links.co, true));
  const fre = base(space, 'fre', isInt(links.fr, false));
  const fri = base(space, 'fri', isInt(links.fr, true));
  const rf = union(rfe, rfi);
  const co = union(coe, coi);
  const fr = union(fre, fri);
  const { marked: M } = s;
  const marked = (relation: Relation): Relation => limit(M, relation, M);
  const toMarked = (relation: Relation): Relation => limit(null, relation, M);

  // Dependencies also go through memory that the thread itself wrote and read back.
  const carried = seq(limit(null, local.data, without(s.srcuUnlocks)), rfi);
  const carry = (dependency: Relation): Relation =>
    carried.isEmpty ? dependency : seq(star(carried), dependency);
  const [addr, data, ctrl] = [carry(local.addr), carry(local.data), carry(local.ctrl)];

  const unlockLockPo = named(
    'po-unlock-lock-po',
    seq(limit(null, local.po, s.unlocks), limit(null, union(local.po, rf), s.lockReads), local.po),
  );
  const noLocks = s.unlocks.every((word) => word === 0);
  const orUnlockLock = (relation: Relation): Relation => (noLocks ? relation : union(relation, unlockLockPo));

  const mb = s.hasLockMb
    ? union(
        local.mb,
        seq(
          limit(null, local.po, s.unlocks),
          limit(null, union(local.po, rf), s.lockReads),
          local['lock-mb'],
        ),
      )
    : local.mb;
  const isFixed = mb === local.mb && addr === local.addr;
  const { strong, nonrwFence, fence, dep, own, propagates } = isFixed
    ? fixedOrder(s)
    : threadOrder(s, { mb, addr, data, ctrl });

  // What a thread orders by itself.
  const forwarded = rfi.isEmpty ? [] : [seq(toMarked(dep), rfi)];
  const ppo = union(own, ...forwarded, coi, fri, fence, ...(noLocks ? [] : [both(unlockLockPo, int)]));

  // What propagates before what.
  const aCumul = (relation: Relation): Relation => seq(optional(toMarked(rfe)), relation);
  const rmwSequence = star(seq(rf, local.rmw));
  const cumulFence = named(
    'cumul-fence',
    seq(marked(orUnlockLock(union(aCumul(propagates), local.wmb))), rmwSequence),
  );
  const overwriteExt = union(coe, fre);
  const prop = named(
    'prop',
    seq(limit(M, optional(overwriteExt), null), star(cumulFence), limit(M, optional(rfe), M)),
  );

  const hb = marked(union(ppo, rfe, both(irreflexive(prop), int)));
  const hbPlus = plus(hb);
  const hbStar = optional(hbPlus);
  const pb = toMarked(seq(prop, strong, hbStar));
  const pbPlus = plus(pb);
  const pbStar = optional(pbPlus);

  const rcu = rcuFence(s, { rf, data: local.data, hbStar, pbStar, prop });
  const hasRcu = rcu !== null;
  const rcuRelation = rcu ?? base(space, 'rcu-fence', []);
  const rb = hasRcu ? toMarked(seq(prop, rcuRelation, hbStar, pbStar)) : rcuRelation;
  return {
    skeleton: s,
    rf,
    co,
    fr,
    rfe,
    overwriteExt,
    ppo,
    cumulFence,
    rmwSequence,
    prop,
    hb,
    hbPlus,
    pb,
    pbPlus,
    rb,
    rcuFence: rcuRelation,
    addr,
    nonrwFence,
    fence: hasRcu ? union(fence, rcuRelation) : fence,
    strongFence: hasRcu ? union(strong, rcuRelation) : strong,
  };
}

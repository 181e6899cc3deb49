/**
 * Measures what a word orders: eight shapes, each the smallest program whose bad outcome is possible unless one access is
 * kept before another. `a` and `b` are accesses on both sides of the word, `w` is what the word itself acts on.
 *
 *   across   a store; WORD; b store    and the three other pairs of loads and stores
 *   before   a store; WORD             CPU 1 sees the word's store and not a's
 *   after    WORD; b load              CPU 0 saw in w what CPU 1 stored after b, and misses b
 */
import type { Arch } from '../../machine/index.ts';
import { explore } from '../../explore/index.ts';
import { machineFor } from './case.fixture.ts';
import type { Orders } from './word.ts';

export const ARCHES: readonly Arch[] = ['arm64', 'x86'];

/** One way to call a word. */
export interface Use {
  /** Statements; what the word gives is `r`. */
  readonly code: string;
  /** What w holds at first, 0 if it is not said. */
  readonly init?: number;
  /** Over `v`, what another CPU reads from w: it is what the word stored. */
  readonly stored?: string;
  /** What another CPU stores to w, and over `r`: the word has seen that. */
  readonly seen?: readonly [trigger: number, cond: string];
  /** What w holds at first where it is asked what the word has seen; `init` if it is not said. */
  readonly unseen?: number;
  /** What w is, an int if it is not said. */
  readonly type?: string;
  /** What is done before all else. */
  readonly first?: string;
  /** Another CPU looks only where it has seen w taken, as what is stored is what w held at first. */
  readonly whenTaken?: boolean;
  /** Declarations besides a, b and w. */
  readonly head?: string;
  /** What the word acts on where it is not w. */
  readonly place?: string;
}

/** `across`: store-store, load-load, load-store, store-load; `before`: store, load; `after`: load, store; 1 where it is ordered. */
export interface Measured {
  readonly across: string;
  readonly before: string;
  readonly after: string;
}

const A_STORE = 'WRITE_ONCE(a, 1);';
const A_LOAD = 'int p = READ_ONCE(a);';
const B_STORE = 'WRITE_ONCE(b, 1);';
const B_LOAD = 'int q = READ_ONCE(b);';

/** CPU 1 reads b, then a; or stores b, then a; and so on, always in that order. */
const reads = (first: string, second: string) =>
  `int v = READ_ONCE(${first}); smp_mb(); int u = READ_ONCE(${second});`;
const stores = (first: string, second: string, value = 1) =>
  `WRITE_ONCE(${first}, 1); smp_mb(); WRITE_ONCE(${second}, ${value});`;

/** Is the bad outcome impossible? */
function ordered(
  use: Use,
  arch: Arch,
  init: number,
  before: string,
  after: string,
  other: string,
  bad: string,
) {
  const text = `${use.head ?? ''} int a, b; ${use.type ?? 'int'} w = ${init};
cpu 0 { ${use.first ?? ''} ${before} ${use.code} ${after} }
cpu 1 { ${other} }
final(!(${bad}), bad);`;
  const found = explore(machineFor(text, arch), { states: 500_000 });
  const verdict = [found.verdict, ...found.properties].join(' ');
  // Where w is taken and given back again before CPU 1 looks, it waits for ever.
  const fine = verdict === 'holds' || (use.whenTaken && verdict === 'deadlock');
  if (!fine && verdict !== 'violated bad') throw new Error(`${use.code}: ${verdict}`);
  return fine ? '1' : '0';
}

export function measure(use: Use, arch: Arch): Measured {
  const { init = 0, unseen = init, stored, seen, place = 'w' } = use;
  const across = (before: string, after: string, other: string, bad: string) =>
    ordered(use, arch, init, before, after, other, bad);
  const sees = use.whenTaken ? `while (READ_ONCE(${place}) == 0) cpu_relax(); smp_mb(); ` : '';
  const told = stored?.replaceAll('v', 'cpu1.v') ?? '';
  const [trigger, cond] = seen ?? [0, ''];
  const saw = cond.replaceAll('r', 'cpu0.r');
  const isSeen = (after: string, other: string, bad: string) =>
    ordered(use, arch, unseen, '', after, other, `${saw} && ${bad}`);
  return {
    across: [
      across(A_STORE, B_STORE, reads('b', 'a'), 'cpu1.v == 1 && cpu1.u == 0'),
      across(A_LOAD, B_LOAD, stores('b', 'a'), 'cpu0.p == 1 && cpu0.q == 0'),
      across(
        A_LOAD,
        B_STORE,
        `int v = READ_ONCE(b); smp_mb(); WRITE_ONCE(a, 1);`,
        'cpu0.p == 1 && cpu1.v == 1',
      ),
      across(
        A_STORE,
        B_LOAD,
        `WRITE_ONCE(b, 1); smp_mb(); int u = READ_ONCE(a);`,
        'cpu0.q == 0 && cpu1.u == 0',
      ),
    ].join(''),
    before:
      stored === undefined
        ? ''
        : across(A_STORE, '', sees + reads(place, 'a'), `${told} && cpu1.u == 0`) +
          across(
            A_LOAD,
            '',
            `${sees}int v = READ_ONCE(${place}); smp_mb(); WRITE_ONCE(a, 1);`,
            `${told} && cpu0.p == 1`,
          ),
    after:
      seen === undefined
        ? ''
        : isSeen(B_LOAD, stores('b', place, trigger), 'cpu0.q == 0') +
          isSeen(B_STORE, `int v = READ_ONCE(b); smp_mb(); WRITE_ONCE(${place}, ${trigger});`, 'cpu1.v == 1'),
  };
}

/** What a word that orders so must measure; of `before` and `after` only what the use asks for. */
export function expected(orders: Orders, use: Use, arch: Arch): Measured {
  const nothing = orders === 'compiler' && arch === 'arm64';
  const { across, before, after } = VECTORS[nothing ? 'nothing' : orders];
  return {
    across,
    before: use.stored === undefined ? '' : before,
    after: use.seen === undefined ? '' : after,
  };
}

const VECTORS: Readonly<Record<Orders, Measured>> = {
  full: { across: '1111', before: '11', after: '11' },
  'full-behind': { across: '1111', before: '00', after: '11' },
  acquire: { across: '0000', before: '00', after: '11' },
  release: { across: '0000', before: '11', after: '00' },
  loads: { across: '0110', before: '00', after: '11' },
  stores: { across: '1000', before: '00', after: '00' },
  'stores-first': { across: '1001', before: '00', after: '00' },
  put: { across: '0110', before: '11', after: '11' },
  control: { across: '0000', before: '00', after: '01' },
  nothing: { across: '0000', before: '00', after: '00' },
  tso: { across: '1110', before: '11', after: '11' },
  compiler: { across: '1110', before: '11', after: '11' },
};

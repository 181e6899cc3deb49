/**
 * One word of the kernel that the compiler knows: what it does in a line, and what it orders at which cost. The tables
 * beside this file are loaded by whoever shows them, never by what compiles.
 */

/** What a word orders, so that a test can measure it; `tellOrder` says it. */
export type Orders =
  /** Earlier accesses before later ones, itself in between. */
  | 'full'
  /** Itself and earlier accesses before later ones. */
  | 'full-behind'
  /** Itself before later accesses. */
  | 'acquire'
  /** Earlier accesses before itself. */
  | 'release'
  /** Earlier loads before later accesses. */
  | 'loads'
  /** Earlier stores before later stores. */
  | 'stores'
  /** Earlier stores before all that is later. */
  | 'stores-first'
  /** A release, and an acquire where it gives true. */
  | 'put'
  /** Itself before later stores: a branch hangs on what it loads. */
  | 'control'
  /** Nothing: other accesses pass it either way. */
  | 'nothing'
  /** x86: no more than every access, of which only a load may pass an earlier store. */
  | 'tso'
  /** No instruction; the compiler keeps its hands off. */
  | 'compiler';

export interface Cost {
  readonly instruction: string;
  /** Null where it is not about accesses, or its parts say it. */
  readonly orders: Orders | null;
}

export interface Word {
  readonly name: string;
  /** As it is declared or would be: `bool atomic_add_unless(atomic_t *v, int a, int u)`. */
  readonly signature: string;
  readonly says: string;
  readonly arm64: Cost;
  readonly x86: Cost;
  /** The word whose form with another ordering this one is. */
  readonly formOf?: string;
  /** What it orders where it leaves things as they are. */
  readonly fails?: { readonly arm64: Orders; readonly x86: Orders };
}

export interface WordGroup {
  readonly title: string;
  readonly words: readonly Word[];
}

const TOLD: Readonly<Record<Orders, string>> = {
  full: 'fully ordered',
  'full-behind': 'fully ordered with what follows',
  acquire: 'later accesses wait for it',
  release: 'waits for earlier accesses',
  loads: 'orders loads with what follows',
  stores: 'orders stores with stores',
  'stores-first': 'orders stores with what follows',
  put: 'waits for earlier accesses, and the last one acquires',
  control: 'later stores wait for it',
  nothing: 'orders nothing',
  tso: '',
  compiler: 'compiler only',
};

/** `DMB ISHLD: orders loads with what follows`; a dash where there is nothing to say. */
export function tellCost({ instruction, orders }: Cost): string {
  return [instruction, orders === null ? '' : TOLD[orders]].filter((part) => part !== '').join(': ') || '–';
}

export function tellFailure({ fails }: Word): string {
  if (!fails) return '';
  const where = fails.x86 === 'full' ? ' (x86: it is fully ordered all the same)' : '';
  return `Where it changes nothing it orders nothing${where}.`;
}

export function cost(instruction: string, orders: Orders | null = null): Cost {
  return { instruction, orders };
}

/** A word whose cost is the same on both, or not about accesses. */
export function word(
  signature: string,
  says: string,
  arm64: Cost = cost(''),
  x86: Cost = arm64,
  more: Pick<Word, 'formOf' | 'fails'> = {},
): Word {
  return { name: nameIn(signature), signature, says, arm64, x86, ...more };
}

/** `atomic_inc` of `void atomic_inc(atomic_t *v)`. */
function nameIn(signature: string): string {
  return /([\w*]+)\(/.exec(signature)?.[1]?.replace(/^\*/, '') ?? signature;
}

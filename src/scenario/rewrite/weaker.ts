/**
 * Kernel words that order something, each with weaker words that do the same but order less, the weakest first. `null` is
 * nothing at all. (Documentation/memory-barriers.txt, Documentation/atomic_t.txt, tools/memory-model/Documentation.)
 */
import { wordOf } from '../words/table.ts';
import type { Expression } from '../syntax/syntax.ts';

export type Call = Expression & { readonly k: 'call' };

/** What a call may become, as text; null: nothing. */
export type Weaker = string | null;

const BARRIERS: Readonly<Record<string, readonly Weaker[]>> = {
  smp_mb: [null, 'smp_wmb()', 'smp_rmb()'],
  smp_rmb: [null],
  smp_wmb: [null],
  mb: [null, 'smp_wmb()', 'smp_rmb()', 'wmb()', 'rmb()', 'smp_mb()'],
  rmb: [null, 'smp_rmb()'],
  wmb: [null, 'smp_wmb()'],
  dma_mb: [null, 'dma_wmb()', 'dma_rmb()'],
  dma_rmb: [null],
  dma_wmb: [null],
  virt_mb: [null, 'virt_wmb()', 'virt_rmb()'],
  virt_rmb: [null],
  virt_wmb: [null],
  smp_mb__before_atomic: [null, 'smp_wmb()', 'smp_rmb()'],
  smp_mb__after_atomic: [null, 'smp_wmb()', 'smp_rmb()'],
  smp_mb__after_spinlock: [null],
  smp_mb__after_unlock_lock: [null],
  smp_acquire__after_ctrl_dep: [null],
  isb: [null],
  sync_core: [null],
  instr_sync: [null],
};

/** What invalidates or cleans, by name; `local` takes the same arguments. */
const INVALIDATIONS: Readonly<Record<string, readonly (string | null)[]>> = {
  tlbi: [null, 'local_tlbi'],
  tlbi_all: [null, 'local_flush_tlb_all'],
  local_tlbi: [null],
  local_flush_tlb_all: [null],
  invlpg: [null],
  load_cr3: [null],
  dc_cvau: [null],
  ic_ivau: [null],
};

/** By their argument, weakest first. */
const FENCES: Readonly<Record<string, readonly Weaker[]>> = {
  'dsb(sy)': [null, 'dmb(ishst)', 'dmb(ishld)', 'dmb(ish)', 'dsb(ishst)', 'dsb(ishld)'],
  'dsb(ish)': [null, 'dmb(ishst)', 'dmb(ishld)', 'dmb(ish)', 'dsb(ishst)', 'dsb(ishld)'],
  'dsb(ishst)': [null, 'dmb(ishst)'],
  'dsb(ishld)': [null, 'dmb(ishld)'],
  'dmb(sy)': [null, 'dmb(ishst)', 'dmb(ishld)'],
  'dmb(ish)': [null, 'dmb(ishst)', 'dmb(ishld)'],
  'dmb(ishst)': [null],
  'dmb(ishld)': [null],
};

/** Words whose weaker form takes the same arguments. */
const RENAMED: Readonly<Record<string, string>> = {
  set_current_state: '__set_current_state',
  clear_bit_unlock: 'clear_bit',
  test_bit_acquire: 'test_bit',
  atomic_read_acquire: 'atomic_read',
  atomic_set_release: 'atomic_set',
  refcount_set_release: 'refcount_set',
  smp_cond_load_acquire: 'smp_cond_load_relaxed',
  rcu_assign_pointer: 'WRITE_ONCE',
  read_seqcount_retry: '__read_seqcount_retry',
  smp_store_mb: 'WRITE_ONCE',
  set_mb: 'WRITE_ONCE',
  readl: 'readl_relaxed',
  readw: 'readw_relaxed',
  readb: 'readb_relaxed',
  writel: 'writel_relaxed',
  writew: 'writew_relaxed',
  writeb: 'writeb_relaxed',
};

const FORM = /_(acquire|release|relaxed)$/;

/** What the call may become, weakest first; empty where it orders nothing that could be less. */
export function weakerThan(
  call: Call,
  textOf: (e: { from: number; to: number }) => string,
): readonly Weaker[] {
  const name = call.callee.text;
  const args = call.args.map(textOf);
  if (Object.hasOwn(BARRIERS, name)) return BARRIERS[name] ?? [];
  const fence = `${name}(${args.join(', ')})`;
  if (Object.hasOwn(FENCES, fence)) return FENCES[fence] ?? [];
  const invalidation = Object.hasOwn(INVALIDATIONS, name) ? INVALIDATIONS[name] : undefined;
  if (invalidation) return invalidation.map((word) => word && `${word}(${args.join(', ')})`);
  const [first = '', second = ''] = args;
  if (name === 'smp_load_acquire' || name === 'virt_load_acquire') return [`READ_ONCE(${pointedTo(first)})`];
  if (name === 'smp_store_release' || name === 'virt_store_release')
    return [`WRITE_ONCE(${pointedTo(first)}, ${second})`];
  const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
  if (renamed !== undefined) return [`${renamed}(${args.join(', ')})`];
  const base = name.replace(FORM, '');
  const weaker = FORM.test(name)
    ? [`${base}_relaxed`, base]
    : ['_relaxed', '_acquire', '_release'].map((form) => base + form);
  if (name.endsWith('_relaxed')) return [];
  // Without a form of its own a word without a result orders nothing already.
  return weaker
    .filter((other) => other !== name && wordOf(other) !== null && (FORM.test(other) || FORM.test(name)))
    .slice(0, FORM.test(name) ? 1 : undefined)
    .map((other) => `${other}(${args.join(', ')})`);
}

/** `x` of `&x`, `*p` of `p`. */
function pointedTo(pointer: string): string {
  const bare = pointer.trim();
  if (bare.startsWith('&')) return bare.slice(1).trim();
  return /^[\w.>[\]-]+$/.test(bare) ? `*${bare}` : `*(${bare})`;
}

/** `&x` of `x`, `p` of `*p`. */
export function pointerTo(object: string): string {
  const bare = object.trim();
  if (bare.startsWith('*')) return bare.slice(1).trim();
  return /^[\w.>[\]-]+$/.test(bare) ? `&${bare}` : `&(${bare})`;
}

/**
 * Names that the grammar must know to read what stands behind them: types (`spinlock_t l;`), macros that declare
 * (`DEFINE_SPINLOCK(l);`) and macros that loop (`list_for_each_entry(p, &head, list) …`). Types are the kernel's scalars
 * and what a text and the prelude make with `typedef`; the rest follow the kernel's spelling.
 */
import { ExternalTokenizer } from '@lezer/lr';
import { LoopName, MacroName, Qualifier, TypeName } from './smp.terms.generated.ts';

/** The kernel's names for integers; each is one word of memory here. `atomic_t` is one too: only atomics say how it is used. */
export const SCALAR_TYPES: ReadonlySet<string> = new Set(
  (
    'refcount_t atomic64_t atomic_long_t s8 s16 s32 s64 __u8 __u16 __u32 __u64 size_t ssize_t uintptr_t intptr_t pid_t gfp_t ktime_t loff_t ' +
    'macro_arg_t dma_addr_t phys_addr_t dma_cookie_t pgprot_t vm_fault_t vm_flags_t irqreturn_t __le16 __le32 __le64'
  ).split(' '),
);

/** Said to the compiler or the linker; the statement means the same with and without. */
export const QUALIFIERS: ReadonlySet<string> = new Set(
  (
    'static inline __inline __always_inline noinline extern const volatile register notrace asmlinkage noinstr ' +
    '__must_check __maybe_unused __init __exit __cold __sched __rcu __percpu __user __iomem __kernel __read_mostly ' +
    '__ro_after_init ____cacheline_aligned ____cacheline_aligned_in_smp __cacheline_aligned __lockfunc fallthrough'
  ).split(' '),
);

/** Types that the prelude makes. */
export const STRUCT_TYPES = (
  'spinlock_t raw_spinlock_t rwlock_t seqcount_t seqcount_spinlock_t seqcount_raw_spinlock_t seqcount_mutex_t seqlock_t ' +
  'wait_queue_head_t local_lock_t call_single_data_t'
).split(' ');

/** Is this a type of the kernel that is no number? */
export function isStructType(name: string): boolean {
  return STRUCT_TYPES.includes(name);
}

export const MACRO =
  /^(DEFINE|DECLARE)_[A-Z_0-9]+$|^H?LIST_HEAD$|^(EXPORT_(PER_CPU_)?SYMBOL\w*|MODULE_[A-Z_]+)$/;
export const LOOP = /^(h?list_for_each_entry\w*|for_each_(online|possible|present)_cpu)$/;

export type KernelNames = (name: string, stack?: unknown) => number;

/** The grammar's rule over these names of types. */
export function namesWith(types: ReadonlySet<string>): KernelNames {
  return (name) => {
    if (types.has(name) || SCALAR_TYPES.has(name) || STRUCT_TYPES.includes(name)) return TypeName;
    if (MACRO.test(name)) return MacroName;
    return LOOP.test(name) ? LoopName : -1;
  };
}

export const kernelName: KernelNames = namesWith(new Set());

/** Codes of the letters that they begin with: most words are none from the first letter on. */
const INITIALS: ReadonlySet<number> = new Set([...QUALIFIERS].map((word) => word.charCodeAt(0)));
const LONGEST = Math.max(...[...QUALIFIERS].map((word) => word.length));

function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
  );
}

const [DASH, DOT] = [45, 46];

/** Reads qualifiers wherever they stand, as if they were spaces. Part of a slug (`const-folding`) is none. */
export const qualifiers = new ExternalTokenizer((input) => {
  if (!INITIALS.has(input.next)) return;
  let word = '';
  while (isWord(input.next) && word.length <= LONGEST) {
    word += String.fromCharCode(input.next);
    input.advance();
  }
  if (input.next !== DASH && input.next !== DOT && QUALIFIERS.has(word)) input.acceptToken(Qualifier);
});

const TYPEDEF = /\btypedef\b[^;{]*(?:\{[^]*?\}\s*)?\**\s*\b([A-Za-z_]\w*)\s*;/g;

/** Names that a text makes with `typedef`. */
export function typedefsIn(text: string): ReadonlySet<string> {
  if (!text.includes('typedef')) return NONE;
  return new Set([...text.matchAll(TYPEDEF)].flatMap(([, name]) => (name === undefined ? [] : [name])));
}

const NONE: ReadonlySet<string> = new Set();

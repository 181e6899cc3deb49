/**
 * Names that the grammar must know to read what stands behind them: types (`spinlock_t l;`), macros that declare
 * (`DEFINE_SPINLOCK(l);`) and macros that loop (`list_for_each_entry(p, &head, list) …`). Types are the kernel's scalars
 * and what a text and the prelude make with `typedef`; the rest follow the kernel's spelling.
 */
import { byWord } from '../../base/index.ts';
import { LoopName, MacroName, TypeName } from './smp.terms.generated.ts';

/** The kernel's names for integers; each is one word of memory here. `atomic_t` is one too: only atomics say how it is used. */
export const SCALAR_TYPES: ReadonlySet<string> = new Set(
  (
    'refcount_t atomic64_t atomic_long_t s8 s16 s32 s64 __u8 __u16 __u32 __u64 size_t ssize_t uintptr_t intptr_t pid_t gfp_t ktime_t loff_t ' +
    'macro_arg_t dma_addr_t phys_addr_t dma_cookie_t pgprot_t vm_fault_t vm_flags_t irqreturn_t netdev_tx_t netdev_features_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t uint u_int sector_t pgoff_t ' +
    '__s8 __s16 __s32 __s64 __poll_t __virtio16 __virtio32 __virtio64 __wsum __sum16 uid_t gid_t mode_t clockid_t timeu64_t nodemask_t ' +
    'swp_entry_t nlink_t blkcnt_t errseq_t fl_owner_t fgf_t rwf_t isolate_mode_t ulong ushort unchar u_char u_long __kernel_size_t ' +
    'clock_t sched_clock_t rcuwait_t acpi_status compat_ulong_t kernel_ulong_t efi_status_t pmd_t pud_t p4d_t pgd_t pfn_t irq_hw_number_t ' +
    'resource_size_t time64_t off_t dev_t umode_t fmode_t blk_status_t blk_opf_t slab_flags_t xa_mark_t __be16 __be32 __be64 __le16 __le32 __le64'
  ).split(' '),
);

/** Said to the compiler or the linker; the statement means the same with and without. */
export const QUALIFIERS: ReadonlySet<string> = new Set(
  (
    'static inline __inline __always_inline noinline extern const volatile register notrace asmlinkage noinstr ' +
    '__must_check __maybe_unused __always_unused __used __weak __force __private __packed __hot __pure __malloc __ref __initdata __net_init ' +
    '__net_exit __visible __noreturn __kprobes __init __exit __cold __sched __rcu __percpu __user __iomem __kernel __read_mostly ' +
    '__ro_after_init ____cacheline_aligned ____cacheline_aligned_in_smp __cacheline_aligned __cacheline_aligned_in_smp ____cacheline_internodealigned_in_smp __randomize_layout __no_kcsan ' +
    '__lockfunc fallthrough'
  ).split(' '),
);

/** Types that the prelude makes. */
export const STRUCT_TYPES = (
  'spinlock_t raw_spinlock_t rwlock_t seqcount_t seqcount_spinlock_t seqcount_raw_spinlock_t seqcount_mutex_t seqlock_t ' +
  'wait_queue_head_t local_lock_t call_single_data_t seqcount_latch_t seqcount_rwlock_t cpumask_var_t local_t local64_t ' +
  'u64_stats_t rcuref_t file_ref_t wait_queue_entry_t work_func_t irq_handler_t rcu_callback_t smp_call_func_t'
).split(' ');

/** Is this a type of the kernel that is no number? */
export function isStructType(name: string): boolean {
  return STRUCT_TYPES.includes(name);
}

export const MACRO =
  /^(DEFINE|DECLARE)_[A-Z_0-9]+$|^[HL]?LIST_HEAD$|^XA_STATE$|^((EXPORT_(PER_CPU_)?SYMBOL|module_param|core_param|early_param|NOKPROBE_SYMBOL|ALLOW_ERROR_INJECTION)\w*|MODULE_(?!STATE_|REF_)[A-Z_]+|static_assert|BUILD_BUG_ON\w*)$/;
/** Loops that are macros, known or not: `for_each_cpu` alone is a word of the grammar. */
export const LOOP =
  /^(?!for_each_cpu$)(for_each_\w+|\w+_for_each_entry\w*|(h?list|hlist_bl|llist|xa|xas|sk|plist|rht|idr)_for_each\w*|hash_for_each\w*|skb_queue_(?:reverse_)?walk\w*|scoped_guard)$/;

export type KernelNames = (name: string, stack?: unknown) => number;

export const kernelName: KernelNames = byWord((name) => {
  if (SCALAR_TYPES.has(name) || STRUCT_TYPES.includes(name)) return TypeName;
  if (MACRO.test(name)) return MacroName;
  return LOOP.test(name) ? LoopName : -1;
});

/** The grammar's rule over the names of types and loops that a text makes. */
export function namesWith({ types, loops }: OwnNames): KernelNames {
  return (name) => (loops.has(name) ? LoopName : types.has(name) ? TypeName : kernelName(name));
}

const TYPEDEF = /\btypedef\b[^;{(]*(?:\{[^]*?\}\s*)?\**\s*\b([A-Za-z_]\w*)\s*;/g;
/** `typedef void (*name)(…);` */
const FUNCTION_TYPEDEF = /\btypedef\b[^;{(]*\(\s*\*\s*([A-Za-z_]\w*)\s*\)\s*\(/g;

const LOOPS = /^[ \t]*#[ \t]*define[ \t]+(\w+)\([^)\n]*\)\s*(?:\\\s*)?for\b/gm;

/** Names that a text makes: of types with `typedef`, of loops with `#define name(…) for (…)`. */
export interface OwnNames {
  readonly types: ReadonlySet<string>;
  readonly loops: ReadonlySet<string>;
}

/** Null where it makes none. */
export function ownNames(text: string): OwnNames | null {
  const types = text.includes('typedef')
    ? [...firstGroups(text, TYPEDEF), ...firstGroups(text, FUNCTION_TYPEDEF)]
    : [];
  const loops = text.includes('define') ? firstGroups(text, LOOPS) : [];
  return types.length + loops.length === 0 ? null : { types: new Set(types), loops: new Set(loops) };
}

function firstGroups(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

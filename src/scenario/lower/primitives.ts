/**
 * The kernel's primitives by their kernel names: what touches the machine directly. Composite ones are functions of
 * the prelude. Mapping as in arch/arm64 and arch/x86 (barrier.h, atomic_lse.h, cmpxchg.h).
 */
import type { Expr } from '../../machine/index.ts';
import { byWord } from '../../base/index.ts';
import { ATOMICS } from './atomics.ts';
import type { Context } from './context.ts';
import { BARRIERS } from './barriers.ts';
import { BOTTOM_HALVES } from './bottom-halves.ts';
import { BITS } from './bits.ts';
import { CONDITIONAL_ATOMICS } from './conditional-atomics.ts';
import { CONDITIONAL_WAITS } from './conditional-waits.ts';
import { ENTRIES, FAULTS } from './entries.ts';
import { ONE, ZERO, binary, constant, oneBit } from './fold.ts';
import { HARDWARE } from './hardware.ts';
import { lateParts, rareParts } from './late.ts';
import { LOCKS } from './locks.ts';
import { MEMORY } from './memory.ts';
import type { Primitive } from './primitive.ts';

function pure(arity: number, compute: (ctx: Context, args: readonly Expr[]) => Expr): Primitive {
  return {
    arity,
    pure: true,
    lower: (ctx, call) =>
      compute(
        ctx,
        call.args.map((e) => ctx.value(e)),
      ),
  };
}

const translation: Primitive = {
  arity: 1,
  pure: true,
  lower: (ctx, call) => {
    const known = ctx.instance.translation(call);
    if (!known) ctx.error('not-a-frame', call, 'Expected the name of a frame of a `page`, or of a variable.');
    return known ?? ZERO;
  },
};

/** The value of the scenario's option of that name, 0 where it has none. */
const isEnabled: Primitive = {
  arity: 1,
  pure: true,
  looks: true,
  special: { at: [0], is: 'config' },
  lower: (ctx, call) => {
    const [e] = call.args;
    if (e?.k !== 'name') return ZERO;
    const known = ctx.instance.symbols.globals.get(e.name)?.k;
    if (known === 'option' || known === 'define') return binary('!=', ctx.value(e), ZERO);
    return constant(Number(lateParts()?.isEnabled(e.name, ctx.instance.arch) ?? false));
  },
};

/** Whether a word of the scenario ends so: what is kept only for such words costs nothing without them. */
const isNamed: Primitive = {
  arity: 1,
  pure: true,
  special: { at: [0], is: 'config' },
  lower: (ctx, call) => ctx.instance.translation(call) ?? ZERO,
};

const VALUES: Readonly<Record<string, Primitive>> = {
  cpu_relax: pure(0, () => ZERO),
  barrier: pure(0, () => ZERO),
  // No value that a statement could throw away.
  barrier_data: { arity: 1, lower: () => null },
  likely: pure(1, (_, [a]) => a ?? ZERO),
  unlikely: pure(1, (_, [a]) => a ?? ZERO),
  BIT: pure(1, (_, [n]) => oneBit(n ?? ZERO, false)),
  BIT_ULL: pure(1, (_, [n]) => oneBit(n ?? ZERO, true)),
  cpumask_of: pure(1, (_, [n]) => binary('<<', ONE, n ?? ZERO)),
  smp_processor_id: pure(0, (ctx) => constant(ctx.home)),
  raw_smp_processor_id: pure(0, (ctx) => constant(ctx.home)),
  num_online_cpus: pure(0, (ctx) => constant(ctx.instance.cpuCount)),
  IS_ENABLED: isEnabled,
  is_named: isNamed,
  pte: translation,
  pte_invalid: translation,
};

const TABLE = new Map<string, Primitive>(
  Object.entries({
    ...MEMORY,
    ...VALUES,
    ...BARRIERS,
    ...ATOMICS,
    ...CONDITIONAL_ATOMICS,
    ...CONDITIONAL_WAITS,
    ...BITS,
    ...LOCKS,
    ...HARDWARE,
    ...BOTTOM_HALVES,
    ...ENTRIES,
    ...FAULTS,
  }),
);

/** Those that are not loaded at once. */
function beyond(): ReadonlyMap<string, Primitive> | null {
  return rareParts()?.primitives ?? null;
}

/** The name under which the table has a word: atomics of every width are one, and so are all tracepoints. */
export function canonicalName(name: string): string {
  if (TABLE.has(name) || beyond()?.has(name)) return name;
  const plain = withoutWidth(name);
  return TABLE.has(plain) || beyond()?.has(plain) ? plain : (lateParts()?.familyOf(name) ?? name);
}

const withoutWidth = byWord((name) =>
  name
    // Not instrumented, or locked without SMP too: the same operations (include/linux/atomic/atomic-instrumented.h).
    .replace(
      /^(?:arch_|raw_|sync_)(?=(?:try_)?cmpxchg|xchg|atomic|(?:test_and_)?(?:set|clear|change)_bit|test_bit)/,
      '',
    )
    .replace(/^((?:try_)?cmpxchg|xchg)64(?=_|$)/, '$1')
    .replace(/^atomic(?:64|_long)_/, 'atomic_')
    .replace(/^(pr_\w+?|printk)_(?:once|ratelimited)$/, '$1')
    .replace(
      /^(?:dev|netdev|netif|net)_(?:emerg|alert|crit|err|warn|notice|info|dbg)(?:_once|_ratelimited)?$/,
      'dev_*',
    )
    .replace(/^trace_\w+$/, 'trace_*'),
);

export function primitiveOf(name: string): Primitive | null {
  return (
    TABLE.get(name) ??
    beyond()?.get(name) ??
    TABLE.get(withoutWidth(name)) ??
    beyond()?.get(withoutWidth(name)) ??
    beyond()?.get(lateParts()?.familyOf(name) ?? '') ??
    null
  );
}

/** Every primitive; those of other widths are not among them. */
export function primitiveNames(): readonly string[] {
  return [...TABLE.keys(), ...(beyond()?.keys() ?? [])];
}

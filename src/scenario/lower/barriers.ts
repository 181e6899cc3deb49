/**
 * Barriers, as arch/arm64/include/asm/barrier.h and spinlock.h, arch/x86/include/asm/barrier.h and asm-generic/barrier.h
 * have them. On x86 `smp_mb()` is a locked instruction; `smp_rmb()` and `smp_wmb()` hold the compiler only.
 */
import type { FenceKind } from '../../machine/index.ts';
import type { Context } from './context.ts';
import { only, type Call, type Primitive } from './primitive.ts';

function fence(arm64: FenceKind | null, x86: FenceKind | null): Primitive {
  return {
    arity: 0,
    lower: (ctx) => {
      const kind = ctx.instance.arch === 'x86' ? x86 : arm64;
      if (kind) ctx.emit({ op: 'fence', kind });
      return null;
    },
  };
}

/** `dsb(ish)`, `dmb(ishld)` …: the domain is all the same here, what counts is loads, stores or both. */
function scoped(kind: 'dsb' | 'dmb'): Primitive {
  return {
    arity: 1,
    lower: (ctx: Context, call: Call) => {
      const argument = call.args[0];
      const option = argument?.k === 'name' ? argument.name : '';
      const part = /^(?:sy|ish|nsh|osh)?(st|ld)?$/.exec(option);
      if (!part || option === '')
        ctx.error('unknown-name', argument ?? call, `Found \`${option}\`; expected sy, ish, ishst or ishld.`);
      ctx.emit({
        op: 'fence',
        kind: `${kind}.${part?.[1] === 'st' ? 'st' : part?.[1] === 'ld' ? 'ld' : 'sy'}`,
      });
      return null;
    },
  };
}

export const DSB_OPTIONS: readonly string[] = [
  'sy',
  'ish',
  'ishst',
  'ishld',
  'nsh',
  'nshst',
  'osh',
  'st',
  'ld',
];

const fullOnArm = fence('dmb.sy', null);

export const BARRIERS: Readonly<Record<string, Primitive>> = {
  smp_mb: fence('dmb.sy', 'mfence'),
  smp_rmb: fence('dmb.ld', null),
  smp_wmb: fence('dmb.st', null),
  mb: fence('dsb.sy', 'mfence'),
  rmb: fence('dsb.ld', null),
  wmb: fence('dsb.st', null),
  dma_mb: fence('dmb.sy', 'mfence'),
  dma_rmb: fence('dmb.ld', null),
  dma_wmb: fence('dmb.st', null),
  virt_mb: fence('dmb.sy', 'mfence'),
  virt_rmb: fence('dmb.ld', null),
  virt_wmb: fence('dmb.st', null),
  smp_mb__before_atomic: fullOnArm,
  smp_mb__after_atomic: fullOnArm,
  // What is taken with a locked instruction is a full barrier on x86 already.
  smp_mb__after_spinlock: fullOnArm,
  // Neither selects ARCH_WEAK_RELEASE_ACQUIRE: releasing one lock and taking another is a full barrier there.
  smp_mb__after_unlock_lock: fence(null, null),
  smp_acquire__after_ctrl_dep: fence('dmb.ld', null),
  isb: only('arm64', 'isb', 'Use `sync_core()` on x86.', fence('isb', null)),
  dsb: only('arm64', 'dsb', 'Use `smp_mb()` on x86.', scoped('dsb')),
  dmb: only('arm64', 'dmb', 'Use `smp_mb()` on x86.', scoped('dmb')),
  cpuid: only('x86', 'cpuid', 'Use `isb()` on arm64.', fence(null, 'serialize')),
  wrmsr: only('x86', 'wrmsr', 'Use `isb()` on arm64.', fence(null, 'serialize')),
  sync_core: only('x86', 'sync_core', 'Use `isb()` on arm64.', fence(null, 'serialize')),
};

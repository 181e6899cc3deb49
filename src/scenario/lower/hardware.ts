/**
 * Primitives that reach hardware other than memory: masks and modes, interrupts, text, translations.
 */
import type { Decoded, ModeEvent } from '../../machine/index.ts';
import { ADDRESS_BASE } from '../../base/index.ts';
import { BREAKPOINT } from '../check/symbols.ts';
import type { Context } from './context.ts';
import { cellNamed } from './entries.ts';
import { ZERO, constant } from './fold.ts';
import { deepen } from './held.ts';
import { argumentOf, atCall } from './argument.ts';
import type { Expression } from '../syntax/syntax.ts';
import { only, type Call, type Primitive } from './primitive.ts';
import { beginSection, endSection, maskSection } from './rcu.ts';

function mode(event: ModeEvent): Primitive {
  return {
    arity: 0,
    lower: (ctx) => {
      const masks = event === 'irq.disable' ? true : event === 'irq.enable' ? false : null;
      // Masking what is masked changes nothing and is no step.
      if (masks !== null && ctx.irqsOff === masks) return null;
      if (masks !== null) ctx.irqsOff = masks;
      if (masks === true) maskSection(ctx, true);
      ctx.emit({ op: 'mode', event });
      if (masks === false) maskSection(ctx, false);
      return null;
    },
  };
}

/** Flags that are no local of their own, `*flags` and `rf->flags`: by the place that they are, as the routine names it. */
function placeKey(ctx: Context, flags: Expression): string {
  return `${String(ctx.cpu)} ${JSON.stringify(ctx.address(flags))}`;
}

const irqSave: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const flags = call.args[0];
    const given = flags && argumentOf(ctx, flags);
    if (given) return atCall(ctx, given, (e) => irqSave.lower(ctx, { ...call, args: [e] }, null));
    const bound = flags?.k === 'name' ? ctx.names.find(flags.name) : null;
    if (!flags) ctx.error('not-local', call, 'Expected a local variable for the flags.');
    else {
      if (ctx.irqsOff === null)
        ctx.error(
          'irq-state',
          call,
          'Whether interrupts are masked here depends on the path taken; mask them on both.',
        );
      const off = ctx.irqsOff ?? true;
      if (flags.k === 'name' && bound && bound.k !== 'place')
        ctx.names.rebind(flags.name, { k: 'irq-flags', off });
      else ctx.instance.savedFlags.set(placeKey(ctx, flags), off);
    }
    disable.lower(ctx, call, null);
    return null;
  },
};

const irqRestore: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const flags = call.args[0];
    const given = flags && argumentOf(ctx, flags);
    if (given) return atCall(ctx, given, (e) => irqRestore.lower(ctx, { ...call, args: [e] }, null));
    const saved = flags?.k === 'name' ? ctx.names.find(flags.name) : null;
    const off =
      saved?.k === 'irq-flags' ? saved.off : flags && ctx.instance.savedFlags.get(placeKey(ctx, flags));
    if (off === undefined)
      ctx.error('not-saved', flags ?? call, 'These flags were not saved by `local_irq_save()`.');
    else if (!off) enable.lower(ctx, call, null);
    return null;
  },
};

const disable = mode('irq.disable');
const enable = mode('irq.enable');

/** Staying with its task forbids a CPU to sleep, too. */
function preempt(event: 'preempt.disable' | 'preempt.enable'): Primitive {
  return {
    arity: 0,
    lower: (ctx) => {
      const begins = event === 'preempt.disable';
      if (begins) beginSection(ctx);
      ctx.emit({ op: 'mode', event });
      if (!begins) endSection(ctx);
      deepen(ctx, constant(begins ? 1 : -1));
      return null;
    },
  };
}

/** What locks do besides. */
export const IRQ = {
  disable,
  enable,
  save: irqSave,
  restore: irqRestore,
  unpreemptible: preempt('preempt.disable'),
  preemptible: preempt('preempt.enable'),
};

/** The interrupt line that an argument names. */
export function irqOf(
  ctx: Context,
  call: Call,
  i: number,
  soft = false,
): { readonly name: string; readonly irq: number } | null {
  const e = call.args[i];
  const name = e?.k === 'name' ? e.name : '';
  const handler = ctx.instance.symbols.handlers.find(
    ({ decl }) => decl.name?.text === name && (decl.trigger === 'softirq') === soft,
  );
  if (!handler) {
    ctx.error(
      'unknown-irq',
      e ?? call,
      soft
        ? `Found \`${name}\`; expected the name of a softirq with a handler: \`on softirq ${name || 'NAME'} { … }\`.`
        : `Found \`${name}\`; expected the name of an interrupt with a handler (\`on irq NAME { … }\` or \`on nmi NAME { … }\`).`,
    );
    return null;
  }
  const { trigger } = handler.decl;
  const kind = trigger === 'nmi' || trigger === 'softirq' ? trigger : 'irq';
  return { name, irq: ctx.instance.layout.irq(name, kind) };
}

function raise(order: 'irq-cpu' | 'mask-irq'): Primitive {
  return {
    arity: 2,
    lower: (ctx, call) => {
      const [irqAt, targetAt] = order === 'irq-cpu' ? [0, 1] : [1, 0];
      const found = irqOf(ctx, call, irqAt);
      const target = call.args[targetAt];
      if (!found || !target) return null;
      const value = ctx.value(target);
      const known =
        value.k !== 'const' ? null : order === 'mask-irq' ? value.v : value.v >= 0 ? 1 << value.v : 0;
      if (known === 0) return null;
      ctx.instance.raised.push({ irq: found.name, cpus: known, from: ctx.caller.from, to: ctx.caller.to });
      ctx.emit({ op: 'raise', irq: found.irq, ...(order === 'mask-irq' ? { mask: value } : { cpu: value }) });
      return null;
    },
  };
}

const execute: Primitive = {
  arity: 1,
  lower: (ctx, call, into) => {
    const cell = cellNamed(ctx, call);
    const site = ctx.instance.layout.sites.findIndex(({ cells }) => cells.includes(cell));
    const name = ctx.instance.layout.sites[site]?.name ?? '';
    const symbol = ctx.instance.symbols.globals.get(name);
    if (symbol?.k !== 'text') {
      ctx.error('not-text', call, 'Expected the name of a `text` site.');
      return null;
    }
    const versions = symbol.decl.versions.map((version, i) => version.value ?? i);
    const dst = into ?? ctx.register(ctx.shown(call));
    ctx.emit({
      op: 'execute',
      site,
      dst,
      decode: decodeTable(ctx, versions, Math.max(1, symbol.decl.bytes.length)),
    });
    return ctx.read(dst);
  },
};

/** Every mix of bytes that could be fetched: whole versions, a breakpoint in the first byte, or torn. */
function decodeTable(ctx: Context, versions: readonly number[], bytes: number): Record<string, Decoded> {
  const table: Record<string, Decoded> = {};
  const visit = (word: readonly number[]) => {
    ctx.instance.budget.spend(1, ctx.caller);
    if (word.length < bytes) {
      for (const v of [...versions, BREAKPOINT]) visit([...word, v]);
      return;
    }
    const first = word[0] ?? 0;
    const whole = word.every((v) => v === first);
    if (first === BREAKPOINT) table[word.join(',')] = { k: 'trap' };
    else if (whole) table[word.join(',')] = { k: 'value', value: first };
    else table[word.join(',')] = { k: 'torn', property: ctx.instance.layout.property('torn') };
  };
  visit([]);
  return table;
}

/** DC CVAU and IC IVAU of the line in which a site lies. */
function maintain(op: 'dc' | 'ic'): Primitive {
  return {
    arity: 1,
    lower: (ctx, call) => {
      const cell = cellNamed(ctx, call);
      if (ctx.instance.layout.cells[cell]?.kind !== 'text')
        ctx.error('not-text', call, 'Expected the name or address of a `text` site.');
      else ctx.emit({ op, addr: { k: 'const', v: ADDRESS_BASE + cell } });
      return null;
    },
  };
}

function tlbi(broadcast: boolean, all: boolean): Primitive {
  return {
    arity: all ? 0 : 1,
    lower: (ctx, call) => {
      const e = call.args[0];
      const addr = all || !e ? null : ctx.address(e);
      ctx.emit({ op: 'tlbi', addr, broadcast });
      return null;
    },
  };
}

const int3Emulate: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    if (ctx.kind !== 'bp' && ctx.kind !== 'fault')
      ctx.error('not-in-trap', call, 'Only a handler `on bp` or `on fault` can emulate.');
    const e = call.args[0];
    ctx.emit({ op: 'eret', advance: true, ...(e ? { result: ctx.value(e) } : {}) });
    return null;
  },
};

const COHERENT = 'On x86 instruction caches follow memory: leave it out.';
const LOCAL_FLUSH =
  'On x86 flushes are local: `invlpg(va)` or `local_flush_tlb_all()`, on other CPUs by an interrupt.';

export const HARDWARE: Readonly<Record<string, Primitive>> = {
  local_irq_disable: disable,
  local_irq_enable: enable,
  local_irq_save: irqSave,
  local_irq_restore: irqRestore,
  raw_local_irq_disable: disable,
  raw_local_irq_enable: enable,
  raw_local_irq_save: irqSave,
  raw_local_irq_restore: irqRestore,
  preempt_disable: IRQ.unpreemptible,
  rcu_read_lock_sched: IRQ.unpreemptible,
  rcu_read_unlock_sched: IRQ.preemptible,
  preempt_enable: IRQ.preemptible,
  enter_user: mode('enter.user'),
  enter_kernel: mode('enter.kernel'),
  enter_idle: mode('enter.idle'),
  enter_guest: mode('enter.guest'),
  eqs_enter: mode('eqs.enter'),
  eqs_exit: mode('eqs.exit'),
  raise: raise('irq-cpu'),
  raise_nmi: raise('irq-cpu'),
  smp_cross_call: raise('mask-irq'),
  execute,
  dc_cvau: only('arm64', 'dc_cvau', COHERENT, maintain('dc')),
  ic_ivau: only('arm64', 'ic_ivau', COHERENT, maintain('ic')),
  tlbi: only('arm64', 'tlbi', LOCAL_FLUSH, tlbi(true, false)),
  tlbi_all: only('arm64', 'tlbi_all', LOCAL_FLUSH, tlbi(true, true)),
  local_tlbi: only('arm64', 'local_tlbi', LOCAL_FLUSH, tlbi(false, false)),
  local_flush_tlb_all: tlbi(false, true),
  load_cr3: only('x86', 'load_cr3', 'Use `local_flush_tlb_all()` on arm64.', tlbi(false, true)),
  invlpg: only('x86', 'invlpg', 'Use `local_tlbi(va)` on arm64.', tlbi(false, false)),
  access: {
    arity: 1,
    lower: (ctx, call, into) =>
      ctx.emit({
        op: 'load',
        dst: into ?? ctx.register(ctx.shown(call)),
        addr: call.args[0] ? ctx.address(call.args[0]) : ZERO,
        acquire: 'no',
      }),
  },
  int3_emulate: int3Emulate,
};

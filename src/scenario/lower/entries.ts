/**
 * Entries of page tables under their kernel names: values (`pte_mkwrite(e)`, `pte_dirty(e)`) and accesses to an entry in
 * memory (`ptep_get_and_clear(va)`). The bits are the machine's; what software makes of them is Linux's, by architecture:
 *
 *   arm64   writable is DBM; a clean page's entry denies writes until hardware or a fault handler says otherwise, and
 *           what was dirty is kept in a software bit when write access is taken away (arch/arm64/include/asm/pgtable.h)
 *   x86     writable, accessed and dirty are a bit each (arch/x86/include/asm/pgtable.h)
 */
import type { Arch, Expr } from '../../machine/index.ts';
import { ADDRESS_BASE, PTE_BITS, pteValue } from '../../base/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ZERO, binary, conditional, constant } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';

const { valid, write, young, dirty, soft } = PTE_BITS;

const OLD: Expr = { k: 'old' };

function has(pte: Expr, bits: number): Expr {
  return binary('!=', binary('&', pte, constant(bits)), ZERO);
}

function set(pte: Expr, bits: number): Expr {
  return binary('|', pte, constant(bits));
}

function clear(pte: Expr, bits: number): Expr {
  return binary('&', pte, constant(~bits));
}

type Change = (pte: Expr) => Expr;

/** What changes an entry's value. */
const CHANGES: Readonly<Record<Arch, Readonly<Record<string, Change>>>> = {
  x86: {
    pte_mkwrite: (pte) => set(pte, write),
    pte_wrprotect: (pte) => clear(pte, write),
    pte_mkdirty: (pte) => set(pte, dirty),
    pte_mkclean: (pte) => clear(pte, dirty),
    pte_mkyoung: (pte) => set(pte, young),
    pte_mkold: (pte) => clear(pte, young),
  },
  arm64: {
    pte_mkwrite: (pte) => conditional(has(pte, soft), set(pte, dirty | write), set(pte, dirty)),
    pte_wrprotect: (pte) => clear(conditional(dirtyOnArm(pte), set(pte, soft), pte), dirty | write),
    pte_mkdirty: (pte) => conditional(has(pte, dirty), set(pte, soft | write), set(pte, soft)),
    pte_mkclean: (pte) => clear(pte, soft | write),
    pte_mkyoung: (pte) => set(pte, young),
    pte_mkold: (pte) => clear(pte, young),
  },
};

/** Writable, and the hardware need not be asked before a write. */
function dirtyOnArm(pte: Expr): Expr {
  return binary('==', binary('&', pte, constant(dirty | write)), constant(dirty | write));
}

/** What reads an entry's value. */
const QUESTIONS: Readonly<Record<Arch, Readonly<Record<string, Change>>>> = {
  x86: {
    pte_present: (pte) => has(pte, valid),
    pte_write: (pte) => has(pte, write),
    pte_dirty: (pte) => has(pte, dirty),
    pte_young: (pte) => has(pte, young),
  },
  arm64: {
    pte_present: (pte) => has(pte, valid),
    pte_write: (pte) => has(pte, dirty),
    pte_dirty: (pte) => binary('|', has(pte, soft), dirtyOnArm(pte)),
    pte_young: (pte) => has(pte, young),
  },
};

/** The address of the frame, which a page's frame has as a variable too: `pte_pfn(e) == &frame`. */
function frameAddress(pte: Expr): Expr {
  const first = pteValue(0, false, 0);
  const shift = 31 - Math.clz32(pteValue(1, false, 0) - first);
  return binary(
    '+',
    binary('>>', binary('-', pte, constant(first)), constant(shift)),
    constant(ADDRESS_BASE),
  );
}

/** What a function of an entry's value computes, for properties too; null for any other name. */
export function entryFunction(arch: Arch, name: string): ((pte: Expr) => Expr) | null {
  return FUNCTIONS[arch][name] ?? null;
}

/** The functions of an entry's value that both architectures have. */
const ANYWHERE: Readonly<Record<string, Change>> = {
  pte_none: (pte) => binary('==', pte, ZERO),
  pte_pfn: frameAddress,
};

const FUNCTIONS = {
  x86: { ...CHANGES.x86, ...QUESTIONS.x86, ...ANYWHERE },
  arm64: { ...CHANGES.arm64, ...QUESTIONS.arm64, ...ANYWHERE },
} as Readonly<Record<Arch, Readonly<Record<string, Change>>>>;

/** A frame's name as the entry that maps it with all rights, null for anything else. */
export function frameEntry(ctx: Context, e: Expression | undefined): Expr | null {
  if (e?.k !== 'name' || ctx.names.find(e.name) || ctx.instance.symbols.globals.get(e.name)?.k !== 'frame')
    return null;
  const place = ctx.instance.layout.place(e.name);
  return place && constant(pteValue(place.cell, true));
}

/** The value of an argument that is an entry. */
export function entryValue(ctx: Context, e: Expression | undefined): Expr {
  return frameEntry(ctx, e) ?? (e ? ctx.value(e) : ZERO);
}

function ofValue(name: string): Primitive {
  const changes = name in CHANGES.x86;
  return {
    arity: 1,
    pure: true,
    lower: (ctx, call) => {
      if (changes) ctx.instance.layout.rights = true;
      return entryFunction(ctx.instance.arch, name)?.(entryValue(ctx, call.args[0])) ?? ZERO;
    },
  };
}

/** The cell that an argument names: a text site or page by its name or address, or a pointer that is known. */
export function cellNamed(ctx: Context, call: Call): number {
  const e = call.args[0];
  if (!e) return -1;
  const place = e.k === 'name' && !ctx.names.find(e.name) ? ctx.instance.layout.place(e.name) : null;
  if (place) return place.cell;
  const value = ctx.value(e);
  return value.k === 'const' ? value.v - ADDRESS_BASE : -1;
}

/** The PTE of the page that argument 0 names (by name or address), or the place itself; of a pointer that is not known, the
 *  PTE of the page that it leads to. */
function pteOf(ctx: Context, call: Call): Expr {
  const [e] = call.args;
  const { layout } = ctx.instance;
  const named = e?.k === 'name' && !ctx.names.find(e.name) ? layout.place(e.name) : null;
  const value = named ? constant(ADDRESS_BASE + named.cell) : e ? ctx.value(e) : ZERO;
  const pages = layout.pages.map(({ cell, pte }) => [ADDRESS_BASE + cell, ADDRESS_BASE + pte] as const);
  if (value.k !== 'const' && pages.length > 0)
    return (
      pages
        .map(([page, pte]) => [constant(page), constant(pte)] as const)
        .reduce<Expr | null>(
          (rest, [page, pte]) => (rest ? conditional(binary('==', value, page), pte, rest) : pte),
          null,
        ) ?? ZERO
    );
  const address = value.k === 'const' ? value.v : 0;
  const known = pages.find(([page]) => page === address);
  if (known) return constant(known[1]);
  if (layout.cells[address - ADDRESS_BASE]?.kind !== 'pte')
    ctx.error('not-a-page', e ?? call, 'Expected a `page`, its address, or its `PTE(page)`.');
  return constant(address);
}

/** One atomic read-modify-write of the entry, without order on arm64 (`cmpxchg_relaxed`, `xchg_relaxed`). */
function atomically(to: (ctx: Context) => Expr, result: (ctx: Context, old: Expr) => Expr | null): Primitive {
  return {
    arity: 1,
    lower: (ctx, call, into) => {
      const addr = pteOf(ctx, call);
      const dst = into ?? ctx.register(ctx.shown(call));
      const old = ctx.emit({ op: 'rmw', dst, addr, value: to(ctx), acquire: 'no', release: false });
      return result(ctx, old);
    },
  };
}

function changing(name: string): (ctx: Context) => Expr {
  return (ctx) => {
    ctx.instance.layout.rights = true;
    return entryFunction(ctx.instance.arch, name)?.(OLD) ?? OLD;
  };
}

export const ENTRIES: Readonly<Record<string, Primitive>> = {
  ...Object.fromEntries(Object.keys(FUNCTIONS.x86).map((name) => [name, ofValue(name)])),
  set_pte: {
    arity: 2,
    lower: (ctx, call) => {
      ctx.emit({ op: 'store', addr: pteOf(ctx, call), value: entryValue(ctx, call.args[1]), release: false });
      return null;
    },
  },
  ptep_get: {
    arity: 1,
    lower: (ctx, call, into) =>
      ctx.emit({
        op: 'load',
        dst: into ?? ctx.register(ctx.shown(call)),
        addr: pteOf(ctx, call),
        acquire: 'no',
      }),
  },
  pte_clear: {
    arity: 1,
    lower: (ctx, call) => {
      ctx.emit({ op: 'store', addr: pteOf(ctx, call), value: ZERO, release: false });
      return null;
    },
  },
  ptep_get_and_clear: atomically(
    () => ZERO,
    (_, old) => old,
  ),
  ptep_set_wrprotect: atomically(changing('pte_wrprotect'), () => null),
  ptep_test_and_clear_young: atomically(
    changing('pte_mkold'),
    (ctx, old) => QUESTIONS[ctx.instance.arch]['pte_young']?.(old) ?? ZERO,
  ),
};

/** What a fault tells its handler (V16). */
function told(which: 'address' | 'kind' | 'write'): Primitive {
  return {
    arity: 0,
    lower: (ctx, call) => {
      if (ctx.kind === 'fault') return ctx.read(ctx.faultRegisters()[which]);
      ctx.error(
        'not-in-fault',
        call,
        `Only a handler \`on fault\` is told: call \`${call.callee.text}()\` there.`,
      );
      return ZERO;
    },
  };
}

export const FAULTS: Readonly<Record<string, Primitive>> = {
  fault_address: told('address'),
  fault_kind: told('kind'),
  fault_write: told('write'),
};

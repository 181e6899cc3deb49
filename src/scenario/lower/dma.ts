/**
 * Who owns a buffer that a device reaches (Documentation/core-api/dma-api.rst): what is mapped is the device's until it is
 * unmapped or synchronized for the CPU, and a device reaches nothing else of what is ever mapped. None of the words here
 * is a barrier, for with a coherent device they are none: the buffer is given away when all before is done, and is the
 * CPU's again as soon as no older branch is a guess. An agent is the device.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import { pointsTo } from '../../machine/flow/index.ts';
import type { Cell, Effect, Expr, Instr, Program } from '../../machine/index.ts';
import { isAggregate, pointee, wordsOf } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { ZERO, binary, conditional, constant } from './fold.ts';
import type { Instance } from './instance.ts';
import type { Call, Primitive } from './primitive.ts';
import { argument } from './rmw.ts';
import { typeOf } from './type-of.ts';

/** A buffer changes hands at this effect. */
export interface Handover {
  readonly pointer: Expr;
  /** Null: as far as the array goes in which it begins. */
  readonly words: number | null;
  /** What is added to the count that is over 0 while the device has it: 2 where the device may write. */
  readonly by: number;
  readonly maps: boolean;
}

const [TO_DEVICE, READS, WRITES] = [1, 1, 2];

function handover(gives: boolean, maps: boolean): Primitive {
  return {
    arity: 4,
    lower: (ctx, call) => {
      const pointer = known(ctx, call, argument(ctx, call, 1));
      const dir = argument(ctx, call, 3);
      if (dir.k !== 'const')
        ctx.error(
          'not-constant',
          call.args[3] ?? call,
          'Expected DMA_TO_DEVICE, DMA_FROM_DEVICE or DMA_BIDIRECTIONAL.',
        );
      const by = dir.k === 'const' && dir.v === TO_DEVICE ? READS : WRITES;
      const words = maps ? wordsAt(ctx, call) : null;
      ctx.emit({ op: 'effect', effects: [], ...(gives ? { timing: 'behind', moment: true } : {}) });
      const pc = ctx.instance.code.length - 1;
      ctx.instance.handovers.set(pc, { pointer, words, by: gives ? by : -by, maps });
      return maps ? pointer : null;
    },
  };
}

/** In a register where it is not one thing. */
function known(ctx: Context, call: Call, value: Expr): Expr {
  if (value.k === 'const' || value.k === 'reg') return value;
  const r = ctx.register(ctx.shown(call));
  ctx.emit({ op: 'let', dst: r, value });
  return ctx.read(r);
}

function wordsAt(ctx: Context, call: Call): number | null {
  const to = call.args[1] ? pointee(typeOf(ctx, call.args[1])) : null;
  return to && isAggregate(to) ? wordsOf(to) : null;
}

export const DMA: Readonly<Record<string, Primitive>> = {
  dma_map_single: handover(true, true),
  dma_unmap_single: handover(false, false),
  dma_sync_single_for_cpu: handover(false, false),
  dma_sync_single_for_device: handover(true, false),
};

interface Buffer {
  readonly cell: number;
  readonly words: number;
  /** Ghost: over 0 while the device has it. */
  readonly owner: number;
}

/** The program with what is asked of who reaches buffers of a device; `owners`: whose each instruction is. */
export function withOwners(program: Program, instance: Instance, owners: readonly number[]): Program {
  const { handovers, layout, cpuCount, symbols } = instance;
  if (handovers.size === 0) return program;
  const isDevice = (pc: number) => {
    const owner = owners[pc] ?? 0;
    return owner >= cpuCount && owner < cpuCount + symbols.agents.length;
  };
  const [byCpu, byDevice] = [layout.property('device-owns-buffer'), layout.property('dma-not-mapped')];
  const targets = pointsTo(program);
  const cells: Cell[] = [...program.cells];
  const ledTo = (pc: number, { pointer }: Handover) => targets.addresses(pointer, pc);
  const sizes = new Map<number, number>();
  for (const [pc, one] of handovers)
    for (const cell of one.maps ? (ledTo(pc, one) ?? []) : [])
      sizes.set(cell, Math.max(sizes.get(cell) ?? 0, one.words ?? layout.extentAt(cell) ?? 1));
  const buffers = [...sizes].map(([cell, words]): Buffer => {
    const name = `owner of ${program.cells[cell]?.name ?? ''}`;
    return { cell, words, owner: cells.push({ name, init: 0, kind: 'ghost' }) - 1 };
  });
  /** Buffers of which it hangs on a value when they are the CPU's again: its own accesses behind that are let be. */
  const late = new Set<Buffer>();
  const code = program.code.map((instr, pc): Instr => {
    const one = handovers.get(pc);
    if (!one || instr.op !== 'effect') return instr;
    const led = ledTo(pc, one);
    const near = buffers.filter(({ cell }) => led === null || led.has(cell));
    const only = led !== null && near.length === 1;
    if (!only && one.by < 0) for (const buffer of near) late.add(buffer);
    const effects = near.map(({ cell, owner }): Effect => {
      const now: Expr = { k: 'cell', cell: owner };
      const then = binary('+', now, constant(one.by));
      const is = binary('==', one.pointer, constant(ADDRESS_BASE + cell));
      return { k: 'set', cell: owner, value: only ? then : conditional(is, then, now) };
    });
    return { ...instr, effects };
  });
  const checked = code.map((instr, pc): Instr => {
    if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return instr;
    const reached = targets.cells(pc);
    const device = isDevice(pc);
    const within = ({ cell, words }: Buffer) =>
      !reached || [...reached].some((at) => at >= cell && at < cell + words);
    const least = instr.op === 'load' ? READS : WRITES;
    const checks = buffers
      .filter((buffer) => within(buffer) && (device || !late.has(buffer)))
      .map((buffer): Effect => {
        const owner: Expr = { k: 'cell', cell: buffer.owner };
        const own = device ? binary('>=', owner, constant(least)) : binary('<=', owner, ZERO);
        const cond = binary('||', outside(buffer, instr.addr), own);
        return { k: 'assert', cond, property: device ? byDevice : byCpu };
      });
    return checks.length === 0 ? instr : { ...instr, then: [...checks, ...(instr.then ?? [])] };
  });
  return { ...program, cells, code: checked };
}

function outside({ cell, words }: Buffer, addr: Expr): Expr {
  const first = constant(ADDRESS_BASE + cell);
  return binary('||', binary('<', addr, first), binary('>=', addr, binary('+', first, constant(words))));
}

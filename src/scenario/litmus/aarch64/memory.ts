/**
 * AArch64 loads, stores, exclusives and the atomics of LSE. With the zero register as destination an atomic's load has
 * no reader: no acquire, and the machine's NoRet (memory-model rule 7).
 */
import type { Expr } from '../../../machine/index.ts';
import { clearBits, setBits } from './entry-bits.ts';
import type { MemoryOperand, RegisterOperand } from './operands.ts';
import {
  type Aarch64Thread,
  discard,
  expectCount,
  type Lowering,
  memoryAt,
  readRegister,
  registerAt,
  writeRegister,
} from './thread.ts';
import type { AssemblyLine } from '../columns.ts';
import { binary, complement, conditional, constant, offsetOf, old, unsignedLess } from '../expressions.ts';

type Acquire = 'no' | 'rcsc' | 'rcpc';

/** The address of an access; pre-index writes the base register at once, post-index through `after`. */
function address(
  thread: Aarch64Thread,
  memory: MemoryOperand,
  width: RegisterOperand,
  line: AssemblyLine,
): { readonly addr: Expr; readonly after: () => void } {
  const base = readRegister(thread, memory.base);
  thread.access(base.k === 'const' ? base.v : null, width.bits, line);
  const moved = memory.offset === null ? base : binary('+', base, offset(thread, memory));
  const writeBack = (): void => {
    thread.emit({ op: 'let', dst: thread.write(memory.base.name), value: moved });
  };
  if (memory.writeBack === 'before') {
    writeBack();
    return { addr: readRegister(thread, memory.base), after: () => undefined };
  }
  if (memory.writeBack === 'after') return { addr: base, after: writeBack };
  return { addr: moved, after: () => undefined };
}

function offset(thread: Aarch64Thread, memory: MemoryOperand): Expr {
  if (memory.offset === null) return constant(0);
  if (memory.offset.k === 'immediate') return offsetOf(constant(memory.offset.value));
  return offsetOf(binary('<<', readRegister(thread, memory.offset), constant(memory.shift)));
}

function load(acquire: Acquire, exclusive = false): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 2, line);
    const register = registerAt(operands, 0, line);
    const { addr, after } = address(thread, memoryAt(operands, 1, line), register, line);
    const dst = writeRegister(thread, register) ?? discard(thread);
    thread.emit({ op: 'load', dst, addr, acquire, ...(exclusive ? { exclusive } : {}) });
    after();
  };
}

function store(release: boolean): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 2, line);
    const register = registerAt(operands, 0, line);
    const value = readRegister(thread, register);
    const { addr, after } = address(thread, memoryAt(operands, 1, line), register, line);
    thread.emit({ op: 'store', addr, value, release });
    after();
  };
}

function storeExclusive(release: boolean): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 3, line);
    const register = registerAt(operands, 1, line);
    const value = readRegister(thread, register);
    const { addr } = address(thread, memoryAt(operands, 2, line), register, line);
    const status = writeRegister(thread, registerAt(operands, 0, line)) ?? discard(thread);
    thread.emit({ op: 'store', addr, value, release, status });
  };
}

/** New value from the old one and the source register. */
type Update = (operand: Expr) => Expr;

/** In 64 bits the location may be a page table entry. */
function chosen(update: Update, thread: Aarch64Thread, source: RegisterOperand): Update {
  if (!thread.hasEntries || source.bits === 32) return update;
  if (update === updates['CLR']) return (operand) => clearBits(old, operand);
  return update === updates['SET'] ? (operand) => setBits(old, operand) : update;
}

function readModifyWrite(update: Update, suffix: string): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 3, line);
    const source = registerAt(operands, 0, line);
    const value = chosen(update, thread, source)(readRegister(thread, source));
    const { addr } = address(thread, memoryAt(operands, 2, line), source, line);
    const dst = writeRegister(thread, registerAt(operands, 1, line));
    thread.emit({ op: 'rmw', dst, addr, value, ...orderOf(suffix, dst) });
  };
}

function update(change: Update, suffix: string): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 2, line);
    const source = registerAt(operands, 0, line);
    const value = chosen(change, thread, source)(readRegister(thread, source));
    const { addr } = address(thread, memoryAt(operands, 1, line), source, line);
    thread.emit({ op: 'rmw', dst: null, addr, value, ...orderOf(suffix, null) });
  };
}

function compareAndSwap(suffix: string): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 3, line);
    const expected = registerAt(operands, 0, line);
    const compare = readRegister(thread, expected);
    const value = readRegister(thread, registerAt(operands, 1, line));
    const { addr } = address(thread, memoryAt(operands, 2, line), expected, line);
    const dst = writeRegister(thread, expected);
    const when = binary('==', old, compare);
    thread.emit({ op: 'rmw', dst, addr, value, when, compare, ...orderOf(suffix, dst) });
  };
}

function orderOf(
  suffix: string,
  dst: number | null,
): { readonly acquire: Acquire; readonly release: boolean } {
  return { acquire: suffix.includes('A') && dst !== null ? 'rcsc' : 'no', release: suffix.includes('L') };
}

const updates: Readonly<Record<string, Update>> = {
  ADD: (operand) => binary('+', old, operand),
  CLR: (operand) => binary('&', old, complement(operand)),
  EOR: (operand) => binary('^', old, operand),
  SET: (operand) => binary('|', old, operand),
  SMAX: (operand) => conditional(binary('>', old, operand), old, operand),
  SMIN: (operand) => conditional(binary('<', old, operand), old, operand),
  UMAX: (operand) => conditional(unsignedLess(operand, old), old, operand),
  UMIN: (operand) => conditional(unsignedLess(old, operand), old, operand),
};

function atomics(): Record<string, Lowering> {
  const table: Record<string, Lowering> = {};
  for (const suffix of ['', 'A', 'L', 'AL']) {
    table[`SWP${suffix}`] = readModifyWrite((operand) => operand, suffix);
    table[`CAS${suffix}`] = compareAndSwap(suffix);
    for (const [name, change] of Object.entries(updates)) {
      table[`LD${name}${suffix}`] = readModifyWrite(change, suffix);
      if (!suffix.includes('A')) table[`ST${name}${suffix}`] = update(change, suffix);
    }
  }
  return table;
}

export const memoryInstructions: Readonly<Record<string, Lowering>> = {
  LDR: load('no'),
  LDUR: load('no'),
  LDAR: load('rcsc'),
  LDAPR: load('rcpc'),
  LDAPUR: load('rcpc'),
  LDXR: load('no', true),
  LDAXR: load('rcsc', true),
  STR: store(false),
  STUR: store(false),
  STLR: store(true),
  STLUR: store(true),
  STXR: storeExclusive(false),
  STLXR: storeExclusive(true),
  ...atomics(),
};

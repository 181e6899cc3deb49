/**
 * What lowering one AArch64 instruction needs to know of its thread: registers, labels, the address of code, and where
 * the machine's instructions go.
 */
import type { Expr, InstrBody } from '../../../machine/index.ts';
import type { ImmediateOperand, MemoryOperand, NameOperand, Operand, RegisterOperand } from './operands.ts';
import type { AssemblyLine } from '../columns.ts';
import type { Label } from '../emitter.ts';
import { constant } from '../expressions.ts';
import type { Registers } from '../registers.ts';
import { unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

export interface Aarch64Thread {
  readonly registers: Registers;
  /** The test has page table entries, so that what is computed may be one. */
  readonly hasEntries: boolean;
  /** Emits an instruction that stands for the current line. */
  emit(body: InstrBody): void;
  /** The register's number, for writing; it is known to be written from now on. */
  write(name: string): number;
  /** The next line. */
  next(): Label;
  label(): Label;
  place(label: Label): void;
  /** Where a branch of the current line goes: a label of the column or `.+8`. */
  target(operand: NameOperand, line: AssemblyLine): Label;
  /** The first line of a loop whose body only waits, null where the current branch closes no such loop. */
  waitLoop(operand: NameOperand): Label | null;
  /** What BL leaves in X30. */
  returnAddress(): number;
  /** The address of a label as ADR computes it. */
  labelAddress(name: string, line: AssemblyLine): number;
  /** Indirect jump to any code address of the test. */
  jumpTo(target: Expr): void;
  /** A memory access of this width at an address that the init block fixes (null: it does not). */
  access(address: number | null, bits: 32 | 64, line: AssemblyLine): void;
}

/** An instruction's lowering: operands are as many as it found, each checked by the readers below. */
export type Lowering = (thread: Aarch64Thread, line: AssemblyLine, operands: readonly Operand[]) => void;

export function readRegister(thread: Aarch64Thread, operand: RegisterOperand): Expr {
  return operand.name === 'ZR' ? constant(0) : thread.registers.read(operand.name);
}

/** Writing the zero register goes nowhere: null. */
export function writeRegister(thread: Aarch64Thread, operand: RegisterOperand): number | null {
  return operand.name === 'ZR' ? null : thread.write(operand.name);
}

/** A register for results that nobody reads. */
export function discard(thread: Aarch64Thread): number {
  return thread.write('ZR');
}

/** Assigns a computed value; to the zero register it is no instruction at all. */
export function assign(thread: Aarch64Thread, operand: RegisterOperand, value: Expr): void {
  const dst = writeRegister(thread, operand);
  if (dst !== null) thread.emit({ op: 'let', dst, value });
}

export function registerAt(operands: readonly Operand[], index: number, line: AssemblyLine): RegisterOperand {
  const operand = operands[index];
  return operand?.k === 'register' ? operand : mismatch(line);
}

export function memoryAt(operands: readonly Operand[], index: number, line: AssemblyLine): MemoryOperand {
  const operand = operands[index];
  return operand?.k === 'memory' ? operand : mismatch(line);
}

export function immediateAt(
  operands: readonly Operand[],
  index: number,
  line: AssemblyLine,
): ImmediateOperand {
  const operand = operands[index];
  return operand?.k === 'immediate' ? operand : mismatch(line);
}

export function nameAt(operands: readonly Operand[], index: number, line: AssemblyLine): NameOperand {
  const operand = operands[index];
  return operand?.k === 'name' ? operand : mismatch(line);
}

export function expectCount(operands: readonly Operand[], count: number, line: AssemblyLine): void {
  if (operands.length !== count) mismatch(line);
}

export function mismatch(line: AssemblyLine): never {
  return unsupported('operand', `the operands of ${quote(line.text)} are not of a known form`, line);
}

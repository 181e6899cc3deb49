/**
 * AArch64 instructions between registers. `EOR W2,W0,W0` stays an expression over W0: it is always 0, and it carries the
 * dependency. Flags are two pseudo-registers with the compared values; a conditional select is a guess, no branch.
 */
import { ADDRESS_BASE } from '../../../base/index.ts';
import type { BinaryOp, Expr } from '../../../machine/index.ts';
import { clearBits, setBits, shiftedMask } from './entry-bits.ts';
import type { Operand } from './operands.ts';
import {
  type Aarch64Thread,
  assign,
  expectCount,
  immediateAt,
  type Lowering,
  mismatch,
  nameAt,
  readRegister,
  registerAt,
  writeRegister,
} from './thread.ts';
import type { AssemblyLine } from '../columns.ts';
import {
  binary,
  complement,
  conditional,
  constant,
  negate,
  not,
  offsetOf,
  sum,
  unsignedLess,
} from '../expressions.ts';
import { unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

type Combine = (a: Expr, b: Expr) => Expr;

const apply =
  (op: BinaryOp): Combine =>
  (a, b) =>
    binary(op, a, b);

/** `op Rd, Rn, Rm|#imm {, shift|extension}`; `flags` says how the result sets them. */
function arithmetic(combine: Combine, flags?: 'compare' | 'add' | 'test', discards = false): Lowering {
  return (thread, line, operands) => {
    const first = discards ? 0 : 1;
    const source = registerAt(operands, first, line);
    const a = readRegister(thread, source);
    const b = flexible(thread, line, operands, first + 1);
    const result = combine(a, b);
    if (flags === 'compare') setFlags(thread, a, b);
    else if (flags === 'add') setFlags(thread, a, negate(b));
    else if (flags === 'test') setFlags(thread, result, constant(0));
    if (!discards) assign(thread, registerAt(operands, 0, line), result);
  };
}

/** The last source operand with its shift or extension. */
function flexible(
  thread: Aarch64Thread,
  line: AssemblyLine,
  operands: readonly Operand[],
  index: number,
): Expr {
  const operand = operands[index];
  const modifier = operands[index + 1];
  if (operands.length > index + 2 || (modifier !== undefined && modifier.k !== 'modifier')) mismatch(line);
  if (operand?.k === 'immediate') {
    return constant(modifier === undefined ? operand.value : operand.value << modifier.amount);
  }
  const register = registerAt(operands, index, line);
  const value = readRegister(thread, register);
  if (modifier === undefined) return value;
  const amount = constant(modifier.amount);
  switch (modifier.name) {
    case 'LSL':
      return binary('<<', value, amount);
    case 'LSR':
      return shiftRight(value, modifier.amount);
    case 'ASR':
      return binary('>>', value, amount);
    case 'SXTW':
    case 'UXTW':
    case 'SXTX':
    case 'UXTX':
      // The extended form is how addresses are computed.
      return offsetOf(binary('<<', value, amount));
    default:
      return unsupported('operand', `${quote(modifier.name)} in ${quote(line.text)} is not supported`, line);
  }
}

/** A logical shift of 32 bits. */
function shiftRight(value: Expr, amount: number): Expr {
  if (amount === 0) return value;
  return binary('&', binary('>>', value, constant(amount)), constant(-1 >>> amount));
}

/** `LSR Xn,Xa,#12` turns an address into its page's number. An address's cell stands for its page here, so an address
 *  stays what it is. */
const logicalShiftRight: Lowering = (thread, line, operands) => {
  expectCount(operands, 3, line);
  const source = registerAt(operands, 1, line);
  const amount = immediateAt(operands, 2, line).value;
  const value = readRegister(thread, source);
  const shifted = shiftRight(value, amount);
  const page = source.bits === 64 && amount === 12;
  const result = page ? conditional(binary('>=', value, constant(ADDRESS_BASE)), value, shifted) : shifted;
  assign(thread, registerAt(operands, 0, line), result);
};

function shift(op: '<<' | '>>'): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 3, line);
    const value = readRegister(thread, registerAt(operands, 1, line));
    assign(
      thread,
      registerAt(operands, 0, line),
      binary(op, value, constant(immediateAt(operands, 2, line).value)),
    );
  };
}

/** `LSL`, which also makes masks for bits of entries. */
const shiftLeft: Lowering = (thread, line, operands) => {
  const register = registerAt(operands, 0, line);
  const amount = immediateAt(operands, 2, line).value;
  if (amount < 32) {
    shift('<<')(thread, line, operands);
    return;
  }
  const mask = thread.hasEntries
    ? shiftedMask(readRegister(thread, registerAt(operands, 1, line)), amount)
    : null;
  if (mask === null) unsupported('wide-constant', `${quote(line.text)} needs more than 32 bits`, line);
  assign(thread, register, mask);
};

/** Between 64-bit registers one operand may be an entry and the other a mask. */
function onEntries(combine: Combine, otherwise: Lowering): Lowering {
  return (thread, line, operands) => {
    const wide = registerAt(operands, 0, line).bits === 64 && operands[2]?.k === 'register';
    (thread.hasEntries && wide ? arithmetic(combine) : otherwise)(thread, line, operands);
  };
}

function move(change: (value: Expr) => Expr): Lowering {
  return (thread, line, operands) => {
    assign(thread, registerAt(operands, 0, line), change(flexible(thread, line, operands, 1)));
  };
}

/** `MOVK Rd,#imm{,LSL #n}` keeps the other bits. */
const moveKeeping: Lowering = (thread, line, operands) => {
  const register = registerAt(operands, 0, line);
  const modifier = operands[2];
  if (
    operands.length > 3 ||
    (modifier !== undefined && (modifier.k !== 'modifier' || modifier.name !== 'LSL'))
  ) {
    mismatch(line);
  }
  const amount = modifier?.k === 'modifier' ? modifier.amount : 0;
  const { value } = immediateAt(operands, 1, line);
  if (amount > 16 && value !== 0)
    unsupported('wide-constant', `${quote(line.text)} needs more than 32 bits`, line);
  if (amount > 16) return;
  const kept = binary('&', readRegister(thread, register), constant(~(0xffff << amount)));
  assign(thread, register, binary('|', kept, constant(value << amount)));
};

/** Where a 32-bit result is widened, values stay the same: registers hold 32 bits here. */
const extend: Lowering = (thread, line, operands) => {
  expectCount(operands, 2, line);
  assign(thread, registerAt(operands, 0, line), readRegister(thread, registerAt(operands, 1, line)));
};

function setFlags(thread: Aarch64Thread, a: Expr, b: Expr): void {
  thread.emit({ op: 'let', dst: thread.write('flags.a'), value: a });
  thread.emit({ op: 'let', dst: thread.write('flags.b'), value: b });
}

/** The condition of `B.cond` and `CSEL` over the values compared last. */
export function condition(thread: Aarch64Thread, name: string, line: AssemblyLine): Expr {
  const a = thread.registers.read('flags.a');
  const b = thread.registers.read('flags.b');
  switch (name.toUpperCase()) {
    case 'EQ':
      return binary('==', a, b);
    case 'NE':
      return binary('!=', a, b);
    case 'LT':
      return binary('<', a, b);
    case 'LE':
      return binary('<=', a, b);
    case 'GT':
      return binary('>', a, b);
    case 'GE':
      return binary('>=', a, b);
    case 'MI':
      return binary('<', binary('-', a, b), constant(0));
    case 'PL':
      return binary('>=', binary('-', a, b), constant(0));
    case 'LO':
    case 'CC':
      return unsignedLess(a, b);
    case 'HS':
    case 'CS':
      return not(unsignedLess(a, b));
    case 'HI':
      return unsignedLess(b, a);
    case 'LS':
      return not(unsignedLess(b, a));
    case 'AL':
      return constant(1);
    default:
      return unsupported('condition-code', `the condition ${quote(name)} is not supported`, line);
  }
}

/** `CSEL Rd,Rn,Rm,cond` and its kin; `change` is what happens to the second source. */
function select(change: (b: Expr) => Expr): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 4, line);
    const a = readRegister(thread, registerAt(operands, 1, line));
    const b = change(readRegister(thread, registerAt(operands, 2, line)));
    emitSelect(thread, line, operands, 3, a, b);
  };
}

function set(value: number): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 2, line);
    emitSelect(thread, line, operands, 1, constant(value), constant(0));
  };
}

/** `CINC Rd,Rn,cond`: Rn changed when the condition holds. */
function change(how: (a: Expr) => Expr): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 3, line);
    const a = readRegister(thread, registerAt(operands, 1, line));
    emitSelect(thread, line, operands, 2, how(a), a);
  };
}

function emitSelect(
  thread: Aarch64Thread,
  line: AssemblyLine,
  operands: readonly Operand[],
  at: number,
  a: Expr,
  b: Expr,
): void {
  const cond = condition(thread, nameAt(operands, at, line).name, line);
  const dst = writeRegister(thread, registerAt(operands, 0, line));
  if (dst !== null) thread.emit({ op: 'select', dst, cond, a, b });
}

/** The extended form has an offset already. */
const add: Lowering = (thread, line, operands) => {
  const modifier = operands[3];
  const extended = modifier?.k === 'modifier' && /^[SU]XT[WX]$/.test(modifier.name);
  arithmetic(extended ? apply('+') : sum)(thread, line, operands);
};

const increment = (a: Expr): Expr => binary('+', a, constant(1));
const andNot: Combine = (a, b) => binary('&', a, complement(b));

export const dataInstructions: Readonly<Record<string, Lowering>> = {
  MOV: move((value) => value),
  MOVZ: move((value) => value),
  MOVK: moveKeeping,
  MVN: move(complement),
  MOVN: move(complement),
  NEG: move(negate),
  SXTW: extend,
  UXTW: extend,
  ADD: add,
  ADDS: arithmetic(apply('+'), 'add'),
  SUB: arithmetic(apply('-')),
  SUBS: arithmetic(apply('-'), 'compare'),
  AND: arithmetic(apply('&')),
  ANDS: arithmetic(apply('&'), 'test'),
  BIC: onEntries(clearBits, arithmetic(andNot)),
  EOR: arithmetic(apply('^')),
  ORR: onEntries(setBits, arithmetic(apply('|'))),
  ORN: arithmetic((a, b) => binary('|', a, complement(b))),
  MUL: arithmetic(apply('*')),
  CMP: arithmetic(apply('-'), 'compare', true),
  CMN: arithmetic(apply('+'), 'add', true),
  TST: arithmetic(apply('&'), 'test', true),
  LSL: shiftLeft,
  LSR: logicalShiftRight,
  ASR: shift('>>'),
  CSEL: select((b) => b),
  CSINC: select(increment),
  CSINV: select(complement),
  CSNEG: select(negate),
  CSET: set(1),
  CSETM: set(-1),
  CINC: change(increment),
  CINV: change(complement),
  CNEG: change(negate),
};

/** AArch64 branches. A backward branch whose loop only reads and compares is a wait, which does not unroll. */
import type { Expr } from '../../../machine/index.ts';
import { condition } from './data.ts';
import type { NameOperand } from './operands.ts';
import {
  type Aarch64Thread,
  expectCount,
  immediateAt,
  type Lowering,
  nameAt,
  readRegister,
  registerAt,
} from './thread.ts';
import type { AssemblyLine } from '../columns.ts';
import { binary, constant, not } from '../expressions.ts';

/** Goes to the target when `cond` holds. */
function branch(thread: Aarch64Thread, line: AssemblyLine, cond: Expr, target: NameOperand): void {
  const loop = thread.waitLoop(target);
  if (loop !== null) {
    thread.emit({ op: 'await', cond: not(cond), from: loop });
    return;
  }
  thread.emit({ op: 'branch', cond, to: thread.target(target, line) });
}

function compareBranch(op: '==' | '!='): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 2, line);
    const value = readRegister(thread, registerAt(operands, 0, line));
    branch(thread, line, binary(op, value, constant(0)), nameAt(operands, 1, line));
  };
}

function testBranch(op: '==' | '!='): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 3, line);
    const value = readRegister(thread, registerAt(operands, 0, line));
    const bit = binary('&', value, constant(1 << immediateAt(operands, 1, line).value));
    branch(thread, line, binary(op, bit, constant(0)), nameAt(operands, 2, line));
  };
}

const jump: Lowering = (thread, line, operands) => {
  expectCount(operands, 1, line);
  thread.emit({ op: 'jump', to: thread.target(nameAt(operands, 0, line), line) });
};

const call: Lowering = (thread, line, operands) => {
  link(thread);
  jump(thread, line, operands);
};

/** `BLR Xn`; the target is read before X30 is written. */
const callRegister: Lowering = (thread, line, operands) => {
  expectCount(operands, 1, line);
  const register = registerAt(operands, 0, line);
  const target = readRegister(thread, register);
  if (register.name !== 'X30') {
    link(thread);
    thread.jumpTo(target);
    return;
  }
  const copy = thread.write('branch');
  thread.emit({ op: 'let', dst: copy, value: target });
  link(thread);
  thread.jumpTo({ k: 'reg', r: copy });
};

function link(thread: Aarch64Thread): void {
  thread.emit({ op: 'let', dst: thread.write('X30'), value: constant(thread.returnAddress()) });
}

const jumpRegister: Lowering = (thread, line, operands) => {
  expectCount(operands, 1, line);
  thread.jumpTo(readRegister(thread, registerAt(operands, 0, line)));
};

const ret: Lowering = (thread, line, operands) => {
  if (operands.length > 0) jumpRegister(thread, line, operands);
  else thread.jumpTo(thread.registers.read('X30'));
};

/** `ADR Xn, label`. */
const addressOfLabel: Lowering = (thread, line, operands) => {
  expectCount(operands, 2, line);
  const dst = thread.write(registerAt(operands, 0, line).name);
  const name = nameAt(operands, 1, line).name;
  thread.emit({ op: 'let', dst, value: constant(thread.labelAddress(name, line)) });
};

/** `B.EQ` and `BEQ`. */
export function conditionalBranch(mnemonic: string): Lowering | null {
  const name = /^B\.?(EQ|NE|LT|LE|GT|GE|MI|PL|LO|CC|HS|CS|HI|LS|AL)$/.exec(mnemonic)?.[1];
  if (name === undefined) return null;
  return (thread, line, operands) => {
    expectCount(operands, 1, line);
    branch(thread, line, condition(thread, name, line), nameAt(operands, 0, line));
  };
}

export const controlInstructions: Readonly<Record<string, Lowering>> = {
  B: jump,
  BL: call,
  BLR: callRegister,
  BR: jumpRegister,
  RET: ret,
  ADR: addressOfLabel,
  CBZ: compareBranch('=='),
  CBNZ: compareBranch('!='),
  TBZ: testBranch('=='),
  TBNZ: testBranch('!='),
};

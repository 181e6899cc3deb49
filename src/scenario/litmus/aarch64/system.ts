/** AArch64 barriers, cache and TLB maintenance. Shareability domains are all one here: every CPU is in each of them. */
import type { FenceKind } from '../../../machine/index.ts';
import {
  assign,
  expectCount,
  immediateAt,
  type Lowering,
  mismatch,
  nameAt,
  readRegister,
  registerAt,
} from './thread.ts';
import { unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

function barrier(name: 'dmb' | 'dsb'): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 1, line);
    const option = nameAt(operands, 0, line).name.toUpperCase();
    // Non-shareable barriers order nothing that another CPU must see, so they are not the same as the others.
    const match = /^(?:SY|LD|ST|(?:ISH|OSH)(?:LD|ST)?)$/.test(option);
    if (!match) unsupported('barrier-option', `${quote(line.text)}: this option is not supported`, line);
    const reach = option.endsWith('LD') ? 'ld' : option.endsWith('ST') ? 'st' : 'sy';
    const kind: FenceKind = `${name}.${reach}`;
    thread.emit({ op: 'fence', kind });
  };
}

const instructionBarrier: Lowering = (thread, line, operands) => {
  if (operands.length > 0 && nameAt(operands, 0, line).name.toUpperCase() !== 'SY') mismatch(line);
  thread.emit({ op: 'fence', kind: 'isb' });
};

const none: Lowering = (_thread, line, operands) => {
  expectCount(operands, 0, line);
};

/** HINT, YIELD and the like do nothing that the model knows. */
const hint: Lowering = (_thread, line, operands) => {
  expectCount(operands, 1, line);
  if (immediateAt(operands, 0, line).value !== 0) {
    unsupported('instruction', `${quote(line.text)} is not supported`, line);
  }
};

/** `DC CVAU,Xn` and `IC IVAU,Xn`. */
function cache(op: 'dc' | 'ic', operation: string): Lowering {
  return (thread, line, operands) => {
    const name = nameAt(operands, 0, line).name.toUpperCase();
    if (name !== operation) unsupported('cache-operation', `${quote(line.text)} is not supported`, line);
    expectCount(operands, 2, line);
    thread.emit({ op, addr: readRegister(thread, registerAt(operands, 1, line)) });
  };
}

/** By address and for all of EL1, broadcast (IS, OS) or not. An address space identifier does not matter with one. */
const invalidate: Lowering = (thread, line, operands) => {
  const name = nameAt(operands, 0, line).name.toUpperCase();
  const match = /^(VA{1,2}L?E1|VALE1|VAALE1|VMALLE1|VMALLS12E1|ALLE1)(IS|OS)?$/.exec(name);
  if (match === null) unsupported('tlb-operation', `${quote(line.text)} is not supported`, line);
  const broadcast = match[2] !== undefined;
  const all =
    match[1]?.includes('ALLE1') === true && !match[1].startsWith('VAA') ? true : match[1] === 'VMALLS12E1';
  expectCount(operands, all ? 1 : 2, line);
  const addr = all ? null : readRegister(thread, registerAt(operands, 1, line));
  thread.emit({ op: 'tlbi', addr, broadcast });
};

/** The exception link register: where a fault handler returns to. */
export const LINK = 'ELR_EL1';

/** `MSR ELR_EL1,Xn` and `MRS Xn,ELR_EL1`. */
function systemRegister(at: 0 | 1): Lowering {
  return (thread, line, operands) => {
    expectCount(operands, 2, line);
    if (nameAt(operands, at, line).name.toUpperCase() !== LINK)
      unsupported('instruction', `${quote(line.text)}: this system register is not supported`, line);
    const register = registerAt(operands, 1 - at, line);
    if (at === 0) thread.emit({ op: 'let', dst: thread.write(LINK), value: readRegister(thread, register) });
    else assign(thread, register, thread.registers.read(LINK));
  };
}

/** Returning from an exception synchronizes (there is no FEAT_ExS here). */
const exceptionReturn: Lowering = (thread, line, operands) => {
  expectCount(operands, 0, line);
  thread.emit({ op: 'fence', kind: 'isb' });
  thread.jumpTo(thread.registers.read(LINK));
};

export const systemInstructions: Readonly<Record<string, Lowering>> = {
  DMB: barrier('dmb'),
  DSB: barrier('dsb'),
  ISB: instructionBarrier,
  NOP: none,
  YIELD: none,
  HINT: hint,
  DC: cache('dc', 'CVAU'),
  IC: cache('ic', 'IVAU'),
  TLBI: invalidate,
  MSR: systemRegister(0),
  MRS: systemRegister(1),
  ERET: exceptionReturn,
};

/** Operands of AArch64 instructions: registers, immediates, memory operands with offset and extension, names. */
import type { AssemblyLine } from '../columns.ts';
import { unsupported } from '../refusal.ts';
import { narrow, quote } from '../tokens.ts';

export interface RegisterOperand {
  readonly k: 'register';
  /** `X5` whatever the width; `ZR` for the zero register. */
  readonly name: string;
  readonly bits: 32 | 64;
}

export interface MemoryOperand {
  readonly k: 'memory';
  readonly base: RegisterOperand;
  readonly offset: ImmediateOperand | RegisterOperand | null;
  /** Shift of an offset register. */
  readonly shift: number;
  readonly writeBack: 'no' | 'before' | 'after';
}

export interface ImmediateOperand {
  readonly k: 'immediate';
  readonly value: number;
}

/** `LSL #1`, `SXTW`: what modifies the operand before it. */
export interface ModifierOperand {
  readonly k: 'modifier';
  readonly name: string;
  readonly amount: number;
}

/** A label, a condition, a barrier's option, `.+4`. */
export interface NameOperand {
  readonly k: 'name';
  readonly name: string;
}

export type Operand = RegisterOperand | MemoryOperand | ImmediateOperand | ModifierOperand | NameOperand;

const shifts = new Set(['LSL', 'LSR', 'ASR', 'ROR']);
const extensions = new Set(['SXTW', 'UXTW', 'SXTX', 'UXTX']);

export function parseOperands(line: AssemblyLine): Operand[] {
  const parts = splitOperands(line);
  const operands: Operand[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    if (part.startsWith('[')) {
      const after = part.endsWith(']') ? parts[index + 1] : undefined;
      const post = after !== undefined && /^#|^-?\d/.test(after) ? immediate(after, line) : null;
      operands.push(memory(part, post, line));
      if (post !== null) index += 1;
    } else operands.push(operand(part, line));
  }
  return operands;
}

function splitOperands(line: AssemblyLine): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of line.operands) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  if (part.trim() !== '' || parts.length > 0) parts.push(part.trim());
  return parts;
}

function operand(text: string, line: AssemblyLine): Operand {
  const modifier = modifierOf(text, line);
  if (modifier !== null) return modifier;
  const register = registerOf(text);
  if (register !== null) return register;
  if (/^#|^-?\d/.test(text)) return immediate(text, line);
  if (/^\.?[\w.+-]+$/.test(text)) return { k: 'name', name: text };
  return unsupported('operand', `the operand ${quote(text)} of ${quote(line.text)} is not known`, line);
}

export function registerOf(text: string): RegisterOperand | null {
  const upper = text.toUpperCase();
  if (upper === 'XZR' || upper === 'WZR')
    return { k: 'register', name: 'ZR', bits: upper === 'XZR' ? 64 : 32 };
  const match = /^([XW])([12]?\d|30)$/.exec(upper);
  if (match === null) return null;
  return { k: 'register', name: `X${match[2] ?? ''}`, bits: match[1] === 'X' ? 64 : 32 };
}

function modifierOf(text: string, line: AssemblyLine): ModifierOperand | null {
  const match = /^([A-Za-z]+)(?:\s+(#?\w+))?$/.exec(text);
  const name = match?.[1]?.toUpperCase() ?? '';
  if (!shifts.has(name) && !extensions.has(name)) return null;
  const amount = match?.[2];
  return { k: 'modifier', name, amount: amount === undefined ? 0 : immediate(amount, line).value };
}

function immediate(text: string, line: AssemblyLine): ImmediateOperand {
  const match = /^#?\s*(-?)\s*(0x[0-9a-f]+|\d+)$/i.exec(text);
  if (match === null) {
    return unsupported('operand', `${quote(text)} in ${quote(line.text)} is no number`, line);
  }
  const magnitude = BigInt(match[2] ?? '0');
  return { k: 'immediate', value: narrow(match[1] === '-' ? -magnitude : magnitude, line) };
}

function memory(text: string, post: ImmediateOperand | null, line: AssemblyLine): MemoryOperand {
  const match = /^\[([^\]]*)\](!?)$/.exec(text);
  const parts = (match?.[1] ?? '').split(',').map((part) => part.trim());
  const base = registerOf(parts[0] ?? '');
  if (match === null || base === null || base.name === 'ZR') {
    return unsupported('address', `the address ${quote(text)} is not known`, line);
  }
  const writeBack = match[2] === '!' ? 'before' : post === null ? 'no' : 'after';
  if (post !== null || parts.length === 1) return { k: 'memory', base, offset: post, shift: 0, writeBack };
  const offset = operand(parts[1] ?? '', line);
  const modifier = parts[2] === undefined ? null : modifierOf(parts[2], line);
  const known = offset.k === 'immediate' || offset.k === 'register';
  if (!known || parts.length > 3 || (parts.length === 3 && modifier === null)) {
    return unsupported('address', `the address ${quote(text)} is not known`, line);
  }
  return { k: 'memory', base, offset, shift: modifier?.amount ?? 0, writeBack };
}

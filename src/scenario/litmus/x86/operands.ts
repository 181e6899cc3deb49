/** Operands of X86_64 instructions in AT&T syntax: `$1`, `%eax`, `(x)`, `(%rdi)`, `x(%rip)`, a label. */
import type { AssemblyLine } from '../columns.ts';
import { unsupported } from '../refusal.ts';
import { narrow, quote } from '../tokens.ts';

export type X86Operand =
  | { readonly k: 'immediate'; readonly value: number }
  /** The address of a location, `$x`. */
  | { readonly k: 'address'; readonly name: string }
  /** `name` is the 64-bit register's, whatever part is meant. */
  | { readonly k: 'register'; readonly name: string; readonly bits: number }
  | { readonly k: 'memory'; readonly place: { readonly location: string } | { readonly register: string } }
  | { readonly k: 'label'; readonly name: string };

export function parseX86Operands(line: AssemblyLine, operands: string): X86Operand[] {
  if (operands.trim() === '') return [];
  return operands.split(/,(?![^()]*\))/).map((part) => parseOperand(part.trim(), line));
}

function parseOperand(text: string, line: AssemblyLine): X86Operand {
  const immediate = /^\$\s*(-?)(0x[0-9a-f]+|\d+)$/i.exec(text);
  if (immediate !== null) {
    const magnitude = BigInt(immediate[2] ?? '0');
    return { k: 'immediate', value: narrow(immediate[1] === '-' ? -magnitude : magnitude, line) };
  }
  const address = /^\$([A-Za-z_]\w*)$/.exec(text)?.[1];
  if (address !== undefined) return { k: 'address', name: address };
  if (text.startsWith('%')) {
    const register = x86Register(text.slice(1));
    if (register !== null) return { k: 'register', ...register };
  }
  const memory = /^(?:\[|\()\s*(%?)(\w+)\s*(?:\]|\))$/.exec(text);
  const inside = memory?.[2];
  if (inside !== undefined) return { k: 'memory', place: placeOf(inside, memory?.[1] === '%', line) };
  const relative = /^([A-Za-z_]\w*)\(%rip\)$/.exec(text)?.[1];
  if (relative !== undefined) return { k: 'memory', place: { location: relative } };
  if (/^[A-Za-z_.]\w*$/.test(text)) return { k: 'label', name: text };
  return unsupported('operand', `the operand ${quote(text)} of ${quote(line.text)} is not known`, line);
}

function placeOf(
  name: string,
  isRegister: boolean,
  line: AssemblyLine,
): { readonly location: string } | { readonly register: string } {
  if (!isRegister) return { location: name };
  const register = x86Register(name);
  if (register === null || register.bits !== 64) {
    return unsupported('address', `${quote(name)} holds no address`, line);
  }
  return { register: register.name };
}

const legacy = ['a', 'b', 'c', 'd'];

/** A register by any of its names, null for a word that is none. */
export function x86Register(word: string): { readonly name: string; readonly bits: number } | null {
  const name = word.replace(/^%/, '').toLowerCase();
  const letter = /^([re]?)([abcd])x$/.exec(name);
  if (letter !== null) return { name: `r${letter[2] ?? ''}x`, bits: widthOf(letter[1] ?? '') };
  const half = /^([abcd])[lh]$/.exec(name)?.[1];
  if (half !== undefined && legacy.includes(half)) return { name: `r${half}x`, bits: 8 };
  const pointer = /^([re]?)(si|di|bp|sp)(l?)$/.exec(name);
  if (pointer !== null) {
    return { name: `r${pointer[2] ?? ''}`, bits: pointer[3] === 'l' ? 8 : widthOf(pointer[1] ?? '') };
  }
  const numbered = /^r(8|9|1[0-5])([dwb]?)$/.exec(name);
  if (numbered === null) return null;
  const bits = { d: 32, w: 16, b: 8 }[numbered[2] ?? ''] ?? 64;
  return { name: `r${numbered[1] ?? ''}`, bits };
}

function widthOf(prefix: string): number {
  return prefix === 'r' ? 64 : prefix === 'e' ? 32 : 16;
}

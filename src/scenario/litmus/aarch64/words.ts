/**
 * Instructions as words, for those that a test stores into code. Branches are relative, so a word means the same
 * wherever it is written; instructions that no test stores get a word of their own that no number equals.
 */
import { parseOperands } from './operands.ts';
import type { AssemblyLine } from '../columns.ts';
import type { Span } from '../refusal.ts';

/** An instruction on its own, such as the text of `instr:"B .+8"`. */
export function lineOf(text: string, span: Span): AssemblyLine {
  const squeezed = text.trim().replace(/\s+/g, ' ');
  const mnemonic = /^\S+/.exec(squeezed)?.[0] ?? '';
  return {
    labels: [],
    text: squeezed,
    mnemonic: mnemonic.toUpperCase(),
    operands: squeezed.slice(mnemonic.length).trim(),
    ...span,
  };
}

/** The architecture's encoding; `distanceTo` gives a label's distance in instructions. Null: not one of those here. */
export function encode(line: AssemblyLine, distanceTo: (label: string) => number | null): number | null {
  const operands = parseOperands(line);
  const first = operands[0];
  const second = operands[1];
  switch (line.mnemonic) {
    case 'NOP':
      return 0xd503201f | 0;
    case 'ISB':
      return 0xd5033fdf | 0;
    case 'RET':
      return operands.length === 0 ? 0xd65f03c0 | 0 : null;
    case 'B':
    case 'BL': {
      const distance = first?.k === 'name' ? distanceTo(first.name) : null;
      if (distance === null) return null;
      return (line.mnemonic === 'B' ? 0x14000000 : 0x94000000) | (distance & 0x3ffffff);
    }
    case 'MOV':
    case 'MOVZ': {
      if (first?.k !== 'register' || first.name === 'ZR' || second?.k !== 'immediate') return null;
      if (operands.length > 2 || second.value < 0 || second.value > 0xffff) return null;
      const opcode = first.bits === 64 ? 0xd2800000 : 0x52800000;
      return opcode | (second.value << 5) | Number(first.name.slice(1));
    }
    default:
      return null;
  }
}

/** The distance in instructions of `.+8`, null for a label. */
export function relativeDistance(target: string): number | null {
  const match = /^\.\s*([+-])\s*(\d+)$/.exec(target);
  const bytes = Number(match?.[2]);
  if (match === null || bytes % 4 !== 0) return null;
  return (match[1] === '-' ? -bytes : bytes) / 4;
}

/**
 * X86_64 instructions. A locked one is an atomic read-modify-write; one that reads and writes memory without a lock is a
 * load and a store. LFENCE and SFENCE order nothing that this memory model does not order anyway.
 */
import type { BinaryOp, Expr, InstrBody } from '../../../machine/index.ts';
import type { AssemblyLine } from '../columns.ts';
import type { Label } from '../emitter.ts';
import { binary, complement, constant, negate, not, old, unsignedLess } from '../expressions.ts';
import type { Registers } from '../registers.ts';
import { unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';
import { parseX86Operands, type X86Operand } from './operands.ts';

export interface X86Thread {
  readonly registers: Registers;
  emit(body: InstrBody): void;
  write(name: string): number;
  target(name: string, line: AssemblyLine): Label;
  waitLoop(name: string): Label | null;
  addressOf(location: string): number;
  access(address: number | null, bits: number, line: AssemblyLine): void;
}

/** An instruction with its size suffix and lock prefix taken off. */
interface Parsed {
  readonly name: string;
  readonly bits: number;
  readonly locked: boolean;
  readonly operands: readonly X86Operand[];
  readonly line: AssemblyLine;
}

const plain = new Set(['MFENCE', 'LFENCE', 'SFENCE', 'NOP', 'PAUSE']);
const twoOperand: Readonly<Record<string, BinaryOp>> = { ADD: '+', SUB: '-', AND: '&', OR: '|', XOR: '^' };
const oneOperand: Readonly<Record<string, (a: Expr) => Expr>> = {
  INC: (a) => binary('+', a, constant(1)),
  DEC: (a) => binary('-', a, constant(1)),
  NEG: negate,
  NOT: complement,
};
const sized = /^(MOV|XCHG|XADD|CMPXCHG|ADD|SUB|AND|OR|XOR|INC|DEC|NEG|NOT|CMP|TEST)([BWLQ]?)$/;

export function lowerX86Line(thread: X86Thread, line: AssemblyLine): void {
  const locked = line.mnemonic === 'LOCK';
  const [, word = line.mnemonic, rest = line.operands] = locked
    ? (/^(\S+)\s*(.*)$/.exec(line.operands) ?? [])
    : [];
  const mnemonic = word.toUpperCase();
  const operands = parseX86Operands(line, rest);
  if (plain.has(mnemonic) && operands.length === 0 && !locked) {
    if (mnemonic === 'MFENCE') thread.emit({ op: 'fence', kind: 'mfence' });
    return;
  }
  if (!locked && jump(thread, line, mnemonic, operands)) return;
  const match = sized.exec(mnemonic);
  if (match === null)
    unsupported('instruction', `the instruction ${quote(line.text)} is not supported`, line);
  const parsed = {
    name: match[1] ?? '',
    bits: widthOf(match[2] ?? '', operands, line),
    locked,
    operands,
    line,
  };
  if (parsed.bits < 32) unsupported('mixed-size', `${quote(line.text)} accesses less than a word`, line);
  lowerSized(thread, parsed);
}

function widthOf(suffix: string, operands: readonly X86Operand[], line: AssemblyLine): number {
  const bits = { B: 8, W: 16, L: 32, Q: 64 }[suffix];
  const register = operands.find((operand) => operand.k === 'register');
  const implied = register?.k === 'register' ? register.bits : undefined;
  if (bits !== undefined && implied !== undefined && bits !== implied) {
    unsupported('operand', `the sizes in ${quote(line.text)} do not agree`, line);
  }
  return bits ?? implied ?? unsupported('operand', `the size of ${quote(line.text)} is not given`, line);
}

function lowerSized(thread: X86Thread, parsed: Parsed): void {
  const { name } = parsed;
  const change = oneOperand[name];
  if (change !== undefined) {
    modify(thread, parsed, operand(parsed, 0, 1), change);
    return;
  }
  const source = operand(parsed, 0, 2);
  const target = operand(parsed, 1, 2);
  const op = twoOperand[name];
  if (op !== undefined) {
    const value = read(thread, parsed, source);
    // `xor %eax,%eax` is an idiom for 0, and carries no dependency that this model could notice.
    modify(thread, parsed, target, (a) => binary(op, a, value));
    return;
  }
  switch (name) {
    case 'MOV':
      if (source.k === 'memory' && target.k === 'register') {
        const addr = address(thread, parsed, source);
        thread.emit({ op: 'load', dst: thread.write(target.name), addr, acquire: 'no' });
      } else store(thread, parsed, target, read(thread, parsed, source));
      return;
    case 'CMP':
      setFlags(thread, read(thread, parsed, target), read(thread, parsed, source));
      return;
    case 'TEST':
      setFlags(thread, binary('&', read(thread, parsed, target), read(thread, parsed, source)), constant(0));
      return;
    case 'XCHG':
      exchange(thread, parsed, source, target);
      return;
    case 'XADD':
      locked(thread, parsed, source, target, (value) => ({ value: binary('+', old, value) }));
      return;
    default:
      compareExchange(thread, parsed, source, target);
  }
}

/** `xchg` is locked with or without the prefix, whichever operand is in memory. */
function exchange(thread: X86Thread, parsed: Parsed, a: X86Operand, b: X86Operand): void {
  if (a.k === 'memory') locked(thread, parsed, b, a, (value) => ({ value }));
  else locked(thread, parsed, a, b, (value) => ({ value }));
}

/** Register and memory operand of an atomic; the register gets the old value. */
function locked(
  thread: X86Thread,
  parsed: Parsed,
  register: X86Operand,
  memory: X86Operand,
  update: (value: Expr) => { readonly value: Expr },
): void {
  const atomic = parsed.locked || parsed.name === 'XCHG';
  if (register.k !== 'register' || memory.k !== 'memory' || !atomic) mismatch(parsed);
  const addr = address(thread, parsed, memory);
  const { value } = update(thread.registers.read(register.name));
  thread.emit({ op: 'rmw', dst: thread.write(register.name), addr, value, ...full });
}

function compareExchange(thread: X86Thread, parsed: Parsed, source: X86Operand, memory: X86Operand): void {
  if (memory.k !== 'memory' || !parsed.locked) mismatch(parsed);
  const addr = address(thread, parsed, memory);
  const compare = thread.registers.read('rax');
  const value = read(thread, parsed, source);
  const before = thread.write('compare');
  thread.emit({ op: 'let', dst: before, value: compare });
  const expected: Expr = { k: 'reg', r: before };
  const dst = thread.write('rax');
  const when = binary('==', old, expected);
  thread.emit({ op: 'rmw', dst, addr, value, when, compare: expected, ...full });
  setFlags(thread, { k: 'reg', r: dst }, expected);
}

const full = { acquire: 'rcsc', release: true } as const;

/** Changes a register or a memory word in place. */
function modify(thread: X86Thread, parsed: Parsed, target: X86Operand, change: (a: Expr) => Expr): void {
  if (target.k === 'memory' && parsed.locked) {
    const result = thread.write('result');
    const addr = address(thread, parsed, target);
    thread.emit({ op: 'rmw', dst: result, addr, value: change(old), ...full });
    setFlags(thread, change({ k: 'reg', r: result }), constant(0));
    return;
  }
  if (parsed.locked) mismatch(parsed);
  const result = thread.write('result');
  thread.emit({ op: 'let', dst: result, value: change(read(thread, parsed, target)) });
  store(thread, parsed, target, { k: 'reg', r: result });
  setFlags(thread, { k: 'reg', r: result }, constant(0));
}

function setFlags(thread: X86Thread, a: Expr, b: Expr): void {
  thread.emit({ op: 'let', dst: thread.write('flags.a'), value: a });
  thread.emit({ op: 'let', dst: thread.write('flags.b'), value: b });
}

function jump(
  thread: X86Thread,
  line: AssemblyLine,
  mnemonic: string,
  operands: readonly X86Operand[],
): boolean {
  if (!/^J[A-Z]+$/.test(mnemonic)) return false;
  const target = operands[0];
  if (operands.length !== 1 || target?.k !== 'label')
    unsupported('operand', `where does ${quote(line.text)} go?`, line);
  if (mnemonic === 'JMP') {
    thread.emit({ op: 'jump', to: thread.target(target.name, line) });
    return true;
  }
  const cond = flagCondition(thread, mnemonic, line);
  const loop = thread.waitLoop(target.name);
  if (loop === null) thread.emit({ op: 'branch', cond, to: thread.target(target.name, line) });
  else thread.emit({ op: 'await', cond: not(cond), from: loop });
  return true;
}

function flagCondition(thread: X86Thread, mnemonic: string, line: AssemblyLine): Expr {
  const a = thread.registers.read('flags.a');
  const b = thread.registers.read('flags.b');
  switch (mnemonic) {
    case 'JE':
    case 'JZ':
      return binary('==', a, b);
    case 'JNE':
    case 'JNZ':
      return binary('!=', a, b);
    case 'JL':
      return binary('<', a, b);
    case 'JLE':
      return binary('<=', a, b);
    case 'JG':
      return binary('>', a, b);
    case 'JGE':
      return binary('>=', a, b);
    case 'JB':
      return unsignedLess(a, b);
    case 'JAE':
      return not(unsignedLess(a, b));
    case 'JA':
      return unsignedLess(b, a);
    case 'JBE':
      return not(unsignedLess(b, a));
    case 'JS':
      return binary('<', binary('-', a, b), constant(0));
    case 'JNS':
      return binary('>=', binary('-', a, b), constant(0));
    default:
      return unsupported('instruction', `the jump ${quote(line.text)} is not supported`, line);
  }
}

function read(thread: X86Thread, parsed: Parsed, source: X86Operand): Expr {
  switch (source.k) {
    case 'immediate':
      return constant(source.value);
    case 'address':
      return constant(thread.addressOf(source.name));
    case 'register':
      return thread.registers.read(source.name);
    case 'memory': {
      const dst = thread.write('loaded');
      thread.emit({ op: 'load', dst, addr: address(thread, parsed, source), acquire: 'no' });
      return { k: 'reg', r: dst };
    }
    case 'label':
      return mismatch(parsed);
  }
}

function store(thread: X86Thread, parsed: Parsed, target: X86Operand, value: Expr): void {
  if (target.k === 'register') thread.emit({ op: 'let', dst: thread.write(target.name), value });
  else if (target.k === 'memory') {
    thread.emit({ op: 'store', addr: address(thread, parsed, target), value, release: false });
  } else mismatch(parsed);
}

function address(
  thread: X86Thread,
  parsed: Parsed,
  memory: Extract<X86Operand, { readonly k: 'memory' }>,
): Expr {
  const { place } = memory;
  const addr =
    'location' in place ? constant(thread.addressOf(place.location)) : thread.registers.read(place.register);
  thread.access(addr.k === 'const' ? addr.v : null, parsed.bits, parsed.line);
  return addr;
}

function operand(parsed: Parsed, index: number, count: number): X86Operand {
  const found = parsed.operands[index];
  return found === undefined || parsed.operands.length !== count ? mismatch(parsed) : found;
}

function mismatch(parsed: Parsed): never {
  return unsupported(
    'operand',
    `the operands of ${quote(parsed.line.text)} are not of a known form`,
    parsed.line,
  );
}

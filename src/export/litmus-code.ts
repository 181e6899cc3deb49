/** One CPU's code as the body of a C litmus function: its jumps become `if` again, and what only the language keeps for itself
 *  (which locks are held) is left out. */
import type { Expr, Instr, Program } from '../machine/index.ts';
import { registersOf } from './promela-expr.ts';
import { constantText, hasOld, type LitmusNames } from './litmus-names.ts';
import { Unsayable } from './litmus-refusal.ts';

const OPERATORS = new Set('+ - * & | ^ == != < > <= >= && ||'.split(' '));
/** Of atomics, by the operator of the new value. */
const COMBINED: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
};

export class ThreadText {
  private readonly program: Program;
  private readonly cpu: number;
  private readonly names: LitmusNames;
  private readonly alive: ReadonlySet<number>;
  private readonly declared = new Map<number, 'plain' | 'zero'>();

  constructor(program: Program, cpu: number, names: LitmusNames) {
    this.program = program;
    this.cpu = cpu;
    this.names = names;
    this.alive = registersThatMatter(program, cpu);
  }

  lines(): string[] {
    const { code, cpus } = this.program;
    const from = cpus[this.cpu]?.entry ?? 0;
    const to = code.findIndex(({ op }, pc) => pc >= from && op === 'halt');
    const body = this.stretch(from, to, 0);
    const locals = [...this.declared].map(
      ([register, how]) => `\tint ${this.names.local(this.cpu, register)}${how === 'zero' ? ' = 0' : ''};`,
    );
    return [...locals, ...(locals.length > 0 && body.length > 0 ? [''] : []), ...body];
  }

  /** Statements of `[from, to)`, nested `depth` times. */
  private stretch(from: number, to: number, depth: number): string[] {
    const { code } = this.program;
    const lines: string[] = [];
    for (let pc = from; pc < to; pc++) {
      const instr = code[pc];
      if (!instr) break;
      if (instr.op === 'jump') {
        if (instr.to !== pc + 1)
          throw new Unsayable(`its jumps are more than if and else (${instr.at.text})`);
      } else if (instr.op === 'branch') {
        const { text, next } = this.condition(pc, instr, to, depth);
        lines.push(...text);
        pc = next - 1;
      } else {
        const text = this.statement(instr, depth > 0);
        if (text !== null) lines.push(`${'\t'.repeat(depth + 1)}${text};`);
      }
    }
    return lines;
  }

  private condition(
    pc: number,
    { cond, to, at }: Extract<Instr, { op: 'branch' }>,
    end: number,
    depth: number,
  ): { readonly text: string[]; readonly next: number } {
    if (to <= pc) throw new Unsayable(`it has a loop (${at.text})`);
    if (to > end) throw new Unsayable(`its jumps are more than if and else (${at.text})`);
    const last = this.program.code[to - 1];
    const skips = last?.op === 'jump' && last.to > to && last.to <= end ? last.to : null;
    const tabs = '\t'.repeat(depth + 1);
    const then = this.stretch(pc + 1, skips === null ? to : to - 1, depth + 1);
    const otherwise = skips === null ? [] : this.stretch(to, skips, depth + 1);
    const test = this.expression(cond.k === 'un' && cond.op === '!' ? cond.a : { k: 'un', op: '!', a: cond });
    return {
      text: [
        `${tabs}if (${test}) {`,
        ...then,
        ...(otherwise.length > 0 ? [`${tabs}} else {`, ...otherwise] : []),
        `${tabs}}`,
      ],
      next: skips ?? to,
    };
  }

  private statement(instr: Instr, isNested: boolean): string | null {
    switch (instr.op) {
      case 'let':
        if (!this.alive.has(instr.dst)) return null;
        return `${this.assigned(instr.dst, isNested)} = ${this.expression(instr.value)}`;
      case 'load': {
        const target = this.assigned(instr.dst, isNested);
        return `${target} = ${this.loaded(this.names.at(this.cpu, instr.addr), instr.acquire !== 'no')}`;
      }
      case 'store':
        return this.stored(this.names.at(this.cpu, instr.addr), instr);
      case 'fence':
        return (
          { 'dmb.sy': 'smp_mb()', 'dmb.ld': 'smp_rmb()', 'dmb.st': 'smp_wmb()' }[instr.kind as string] ?? null
        );
      case 'rmw':
        return this.exchanged(this.names.at(this.cpu, instr.addr), instr, isNested);
      default:
        return null;
    }
  }

  private loaded(cell: number, acquire: boolean): string {
    const name = this.names.cell(cell);
    if (this.names.kind(cell) === 'atomic_t') return `atomic_read${acquire ? '_acquire' : ''}(${name})`;
    return acquire ? `smp_load_acquire(${name})` : `READ_ONCE(*${name})`;
  }

  private stored(cell: number, { value, release, at }: Extract<Instr, { op: 'store' }>): string {
    const name = this.names.cell(cell);
    if (this.names.isLock(cell)) {
      if (value.k === 'const' && value.v === 0 && release) return `spin_unlock(${name})`;
      throw new Unsayable(`it uses a lock as a variable (${at.text})`);
    }
    const text = this.expression(value);
    if (this.names.kind(cell) === 'atomic_t')
      return `atomic_set${release ? '_release' : ''}(${name}, ${text})`;
    return release ? `smp_store_release(${name}, ${text})` : `WRITE_ONCE(*${name}, ${text})`;
  }

  private exchanged(cell: number, instr: Extract<Instr, { op: 'rmw' }>, isNested: boolean): string {
    const name = this.names.cell(cell);
    if (instr.waits === true) return `spin_lock(${name})`;
    const { dst, value, when, compare } = instr;
    const suffix = suffixOf(instr);
    const target = dst === null || !this.alive.has(dst) ? '' : `${this.assigned(dst, isNested)} = `;
    if (this.names.isLock(cell)) {
      if (dst !== null && target === '' && suffix === '_acquire') return `spin_trylock(${name})`;
      throw new Unsayable(`it takes a lock otherwise than spin_lock() (${instr.at.text})`);
    }
    const kind = this.names.kind(cell) === 'atomic_t' ? 'atomic_' : '';
    if (when) {
      if (compare && !hasOld(value)) {
        const words = [name, this.expression(compare), this.expression(value)].join(', ');
        return `${target}${kind}cmpxchg${suffix}(${words})`;
      }
      const unless = when.k === 'bin' && when.op === '!=' && when.a.k === 'old' ? when.b : null;
      const more = value.k === 'bin' && value.op === '+' && value.a.k === 'old' ? value.b : null;
      if (unless && more && suffix === '')
        return `${target}atomic_fetch_add_unless(${name}, ${this.expression(more)}, ${this.expression(unless)})`;
      throw new Unsayable(`this atomic has no word of herd7’s (${instr.at.text})`);
    }
    if (!hasOld(value)) return `${target}${kind}xchg${suffix}(${name}, ${this.expression(value)})`;
    const word =
      value.k === 'bin' && value.a.k === 'old' && !hasOld(value.b) ? COMBINED[value.op] : undefined;
    if (value.k !== 'bin' || word === undefined)
      throw new Unsayable(`this atomic has no word of herd7’s (${instr.at.text})`);
    const operand = this.expression(value.b);
    if (dst === null) return `atomic_${word}(${operand}, ${name})`;
    return `${target}atomic_fetch_${word}${suffix}(${operand}, ${name})`;
  }

  private assigned(register: number, isNested: boolean): string {
    if (this.declared.get(register) !== 'zero') this.declared.set(register, isNested ? 'zero' : 'plain');
    return this.names.local(this.cpu, register);
  }

  private expression(e: Expr): string {
    switch (e.k) {
      case 'const':
        return constantText(this.program, e.v);
      case 'reg':
        if (!this.declared.has(e.r)) this.declared.set(e.r, 'zero');
        return this.names.local(this.cpu, e.r);
      case 'un':
        if (e.op === '!' && e.a.k === 'bin' && NEGATED[e.a.op] !== undefined)
          return `${this.part(e.a.a)} ${NEGATED[e.a.op] ?? ''} ${this.part(e.a.b)}`;
        return `${e.op.charAt(0)}${this.part(e.a)}`;
      case 'bin':
        if (!OPERATORS.has(e.op)) throw new Unsayable(`it reckons with ${e.op.replace(/u?l?$/, '')}`);
        return `${this.part(e.a)} ${e.op} ${this.part(e.b)}`;
      default:
        throw new Unsayable('it has an expression that C litmus tests have not');
    }
  }

  private part(e: Expr): string {
    const text = this.expression(e);
    return e.k === 'bin' || (e.k === 'un' && text.includes(' ')) ? `(${text})` : text;
  }
}

const NEGATED: Readonly<Record<string, string>> = { '==': '!=', '!=': '==' };

function suffixOf({ acquire, release, at }: Extract<Instr, { op: 'rmw' }>): string {
  if (acquire === 'rcpc') throw new Unsayable(`this atomic has no word of herd7’s (${at.text})`);
  if (acquire === 'rcsc') return release ? '' : '_acquire';
  return release ? '_release' : '_relaxed';
}

/** Registers that something reads which is written down: accesses, conditions, what is observed; all others are the
 *  language's own books. */
function registersThatMatter({ code, cpus, observed, finals }: Program, cpu: number): ReadonlySet<number> {
  const alive = new Set<number>();
  for (const one of observed) if (one.k === 'reg' && one.cpu === cpu) alive.add(one.r);
  for (const [, of, register] of JSON.stringify(finals).matchAll(/"k":"final","cpu":(\d+),"r":(\d+)/g))
    if (Number(of) === cpu) alive.add(Number(register));
  const from = cpus[cpu]?.entry ?? 0;
  const end = code.findIndex(({ op }, pc) => pc >= from && op === 'halt');
  const own = code.slice(from, end);
  for (let before = -1; before !== alive.size;) {
    before = alive.size;
    for (const instr of own) for (const e of readsOf(instr, alive)) registersOf(e, alive);
  }
  return alive;
}

function readsOf(instr: Instr, alive: ReadonlySet<number>): readonly Expr[] {
  switch (instr.op) {
    case 'let':
      return alive.has(instr.dst) ? [instr.value] : [];
    case 'store':
      return [instr.value];
    case 'rmw':
      return [instr.value, ...(instr.when ? [instr.when] : [])];
    case 'branch':
      return [instr.cond];
    default:
      return [];
  }
}

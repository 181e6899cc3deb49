/**
 * The program without some dependencies. An address that is compared first, as a compiler may that knows what it can be, is
 * none any more:
 *
 *     p = READ_ONCE(gp);                 p = READ_ONCE(gp);
 *     r = p->data;                       if (p == &a) r = a.data; else r = p->data;
 *
 * holds back stores still, as each branch does. Those go ahead of a value or a branch that is *foretold*: a choice is made
 * without the load, and where it turns out wrong the run counts for nothing. So what is asserted on the way is only told
 * where a run is over and all that was foretold has come true.
 */
import { ADDRESS_BASE } from '../base/index.ts';
import {
  pointsTo,
  type Effect,
  type Expr,
  type Instr,
  type InstrBody,
  type Program,
} from '../machine/index.ts';
import type { Dependency } from './dependencies.ts';

/** Where a property's slug begins so, it was violated in a run in which all came true. */
export const TOLD = '~';

/** Of more places nobody asks for each. */
const MOST_VALUES = 6;

/** Loads whose address is compared first; null where none of them can be. */
export function withoutAddresses(program: Program, dependencies: readonly Dependency[]): Program | null {
  const editor = new Editor(program);
  const waits = program.code.flatMap((one, to) => (one.op === 'await' ? [{ from: one.from, to }] : []));
  let made = false;
  for (const at of new Set(dependencies.flatMap(({ of, at }) => (of === 'address' ? [at] : [])))) {
    const instr = program.code[at];
    const cells = pointsTo(program).cells(at);
    if (instr?.op !== 'load' || !cells || cells.size === 0 || cells.size > MOST_VALUES) continue;
    // What a wait loads, and the half of an instruction, is what it is by where it stands.
    if (instr.glued || waits.some(({ from, to }) => at >= from && at <= to)) continue;
    made = true;
    editor.replace(at, (block) => {
      for (const cell of cells) {
        const addr: Expr = { k: 'const', v: ADDRESS_BASE + cell };
        const other = block.label();
        block.emit({ op: 'branch', cond: not(equal(instr.addr, addr)), to: other });
        block.emit({ ...instr, addr });
        block.emit({ op: 'jump', to: at + 1 });
        block.place(other);
      }
      block.emit(instr);
    });
  }
  return made ? { ...program, code: editor.code } : null;
}

/** Stores that wait for no branch and no value; null where none of them can be let go. */
export function withoutHolds(program: Program, dependencies: readonly Dependency[]): Program | null {
  const editor = new Editor(program);
  const wrong = (cpu: number) => program.cpus[cpu]?.regs ?? 0;
  let made = false;
  const known = new Set<number>();
  for (const { of, at, cpu, load, to } of dependencies) {
    const instr = program.code[at];
    if (!instr || known.has(at) || (of === 'address' && program.code[to]?.op === 'load')) continue;
    const foretell = (block: Block, holds: Expr) =>
      block.emit({
        op: 'let',
        dst: wrong(cpu),
        value: { k: 'bin', op: '||', a: { k: 'reg', r: wrong(cpu) }, b: not(holds) },
      });
    if (instr.op === 'branch' && instr.to > at) {
      editor.replace(at, (block) => {
        const taken = block.label();
        block.choose(taken);
        foretell(block, not(instr.cond));
        block.emit({ op: 'jump', to: at + 1 });
        block.place(taken);
        foretell(block, instr.cond);
        block.emit({ op: 'jump', to: instr.to });
      });
    } else if (instr.op === 'await') editor.replace(at, (block) => foretell(block, instr.cond));
    else if (instr.op === 'store') {
      const values = valuesOf(program, load);
      const loaded = program.code[load];
      const dst = loaded?.op === 'load' ? loaded.dst : -1;
      if (!values || (!uses(instr.value, dst) && !uses(instr.addr, dst))) continue;
      editor.replace(at, (block) => {
        for (const v of values) {
          const other = block.label();
          block.choose(other);
          const put = (e: Expr) => instead(e, dst, { k: 'const', v });
          foretell(block, equal({ k: 'reg', r: dst }, { k: 'const', v }));
          block.emit({ ...instr, addr: put(instr.addr), value: put(instr.value) });
          block.emit({ op: 'jump', to: at + 1 });
          block.place(other);
        }
        block.emit(instr);
      });
    } else continue;
    known.add(at);
    made = true;
  }
  return made ? toldAtTheEnd(program, editor.code, wrong) : null;
}

/** What is asserted becomes a note, which is read where all came true. */
function toldAtTheEnd(program: Program, code: readonly Instr[], wrong: (cpu: number) => number): Program {
  const first = program.cells.length;
  const noted = (effect: Effect): Effect => {
    if (effect.k !== 'assert') return effect;
    const cell = first + effect.property;
    return { k: 'set', cell, value: { k: 'cond', c: effect.cond, a: { k: 'cell', cell }, b: ONE } };
  };
  const late = code.map((instr): Instr => {
    const then = instr.then?.map(noted);
    const own =
      instr.op === 'effect' ? { ...instr, effects: instr.effects.map(noted), silent: false } : instr;
    return then ? { ...own, then } : own;
  });
  const tasks = program.cpus.flatMap(({ agent }, cpu) => (agent ? [] : [cpu]));
  const isWrong = tasks
    .map((cpu): Expr => ({ k: 'final', cpu, r: wrong(cpu) }))
    .reduce((a, b): Expr => ({ k: 'bin', op: '||', a, b }));
  const unless = (cond: Expr): Expr => ({ k: 'bin', op: '||', a: cond, b: isWrong });
  const own = program.properties.length;
  return {
    ...program,
    code: late,
    cells: [
      ...program.cells,
      ...program.properties.map(({ slug }) => ({ name: `${TOLD}${slug}`, init: 0, kind: 'ghost' as const })),
    ],
    properties: [
      ...program.properties,
      ...program.properties.map((one) => ({ ...one, slug: `${TOLD}${one.slug}` })),
    ],
    cpus: program.cpus.map((spec) =>
      spec.agent ? spec : { ...spec, regs: spec.regs + 1, regNames: [...spec.regNames, TOLD] },
    ),
    invariants: [],
    finals: [
      ...program.finals.map(({ property, cond }) => ({ property: own + property, cond: unless(cond) })),
      ...program.properties.map((_, nth) => ({
        property: own + nth,
        cond: unless(not({ k: 'cell', cell: first + nth })),
      })),
    ],
    observed: [
      ...program.observed,
      ...tasks.map((cpu) => ({ k: 'reg' as const, cpu, r: wrong(cpu), name: `${TOLD}${cpu}` })),
    ],
  };
}

const ONE: Expr = { k: 'const', v: 1 };

/** What a load may find, where nothing but constants is ever stored there. */
function valuesOf(program: Program, load: number): readonly number[] | null {
  const cells = pointsTo(program).cells(load);
  if (!cells) return null;
  const values = new Set([...cells].map((cell) => program.cells[cell]?.init ?? 0));
  for (const [pc, instr] of program.code.entries()) {
    if (instr.op !== 'store' && instr.op !== 'rmw') continue;
    const stored = pointsTo(program).cells(pc);
    if (stored && ![...stored].some((cell) => cells.has(cell))) continue;
    if (instr.value.k !== 'const') return null;
    values.add(instr.value.v);
  }
  return values.size > MOST_VALUES ? null : [...values];
}

/** Instructions that come instead of one, behind all others; what comes after it is where it was. */
class Editor {
  readonly code: Instr[];

  constructor({ code }: Program) {
    this.code = [...code];
  }

  replace(pc: number, write: (block: Block) => void): void {
    const instr = this.code[pc];
    if (!instr) return;
    const block = new Block(this.code.length, instr.at);
    write(block);
    block.emit({ op: 'jump', to: pc + 1 });
    this.code[pc] = { op: 'jump', to: this.code.length, at: instr.at };
    this.code.push(...block.done());
  }
}

/** Labels are negative until they have a place. */
class Block {
  private readonly begin: number;
  private readonly at: Instr['at'];
  private readonly instrs: Instr[] = [];
  private readonly places: number[] = [];

  constructor(begin: number, at: Instr['at']) {
    this.begin = begin;
    this.at = at;
  }

  label(): number {
    return -this.places.push(0);
  }

  place(label: number): void {
    this.places[-label - 1] = this.begin + this.instrs.length;
  }

  emit(body: InstrBody | Instr): void {
    this.instrs.push({ ...body, at: { ...this.at, key: `${this.at.key}~${this.instrs.length}` } });
  }

  /** Goes on here, or there. */
  choose(other: number): void {
    this.emit({ op: 'choose', to: [this.begin + this.instrs.length + 1, other], names: ['so', 'not so'] });
  }

  done(): readonly Instr[] {
    const of = (to: number) => (to < 0 ? (this.places[-to - 1] ?? 0) : to);
    return this.instrs.map((instr): Instr => {
      if (instr.op === 'branch' || instr.op === 'jump') return { ...instr, to: of(instr.to) };
      return instr.op === 'choose' ? { ...instr, to: instr.to.map(of) } : instr;
    });
  }
}

function equal(a: Expr, b: Expr): Expr {
  return { k: 'bin', op: '==', a, b };
}

function not(a: Expr): Expr {
  return { k: 'un', op: '!', a };
}

function uses(expr: Expr, r: number): boolean {
  switch (expr.k) {
    case 'reg':
      return expr.r === r;
    case 'un':
      return uses(expr.a, r);
    case 'bin':
      return uses(expr.a, r) || uses(expr.b, r);
    case 'cond':
      return uses(expr.c, r) || uses(expr.a, r) || uses(expr.b, r);
    default:
      return false;
  }
}

function instead(expr: Expr, r: number, value: Expr): Expr {
  switch (expr.k) {
    case 'reg':
      return expr.r === r ? value : expr;
    case 'un':
      return { ...expr, a: instead(expr.a, r, value) };
    case 'bin':
      return { ...expr, a: instead(expr.a, r, value), b: instead(expr.b, r, value) };
    case 'cond':
      return {
        ...expr,
        c: instead(expr.c, r, value),
        a: instead(expr.a, r, value),
        b: instead(expr.b, r, value),
      };
    default:
      return expr;
  }
}

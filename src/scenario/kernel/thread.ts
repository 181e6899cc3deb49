/**
 * One CPU's code as a thread for an axiomatic model, instruction by instruction: which word of the kernel an instruction
 * belongs to says how it is marked, and one that belongs to none is a plain access. What only the language keeps (which locks
 * are held, who reads) stays local or is left out.
 */
import type { FenceKind, KernelFlow, KernelOrigin, KernelTerm } from '../../axiomatic/index.ts';
import type { Effect, Expr, Instr, Program } from '../../machine/index.ts';
import { beyond } from './refusal.ts';
import { joinsOf } from './joins.ts';
import { domainOf, SrcuSections } from './srcu.ts';
import {
  fenceOfKind,
  fenceOfWord,
  isGracePeriod,
  isLocking,
  isSection,
  isSrcu,
  isSrcuGracePeriod,
  isUnlocking,
} from './words.ts';

/** A word that left no instruction, and the instruction in front of which it stands. */
export interface SilentWord {
  readonly word: string;
  readonly pc: number;
}

export class ThreadTranslation {
  private readonly program: Program;
  private readonly silent: readonly SilentWord[];
  private readonly entry: number;
  private readonly end: number;
  private readonly out: Unplaced[] = [];
  private readonly cpu: number;
  private readonly sections: SrcuSections;

  constructor(program: Program, cpu: number, silent: readonly SilentWord[]) {
    this.program = program;
    this.cpu = cpu;
    this.sections = new SrcuSections(program.cpus[cpu]?.regs ?? 0);
    this.silent = silent;
    this.entry = program.cpus[cpu]?.entry ?? 0;
    this.end = program.code.findIndex(({ op }, pc) => pc >= this.entry && op === 'halt');
  }

  /** Variables that the machine's thread has not; known after `flow`. */
  get moreLocals(): number {
    return this.sections.count;
  }

  flow(): readonly KernelFlow[] {
    // Where in what is written each instruction begins.
    const places = new Map<number, number>();
    for (let pc = this.entry; pc < this.end;) {
      places.set(pc, this.out.length);
      const instr = this.program.code[pc];
      if (instr === undefined) break;
      for (const { word } of this.silent.filter((one) => one.pc === pc)) this.fence(fenceOfWord(word), instr);
      const past = this.oneEvent(pc, instr);
      if (past === null) this.instruction(pc, instr);
      pc = past ?? pc + 1;
      // Inside of what is one event nobody arrives.
      for (let inner = pc - 1; !places.has(inner); inner -= 1) places.set(inner, this.out.length);
    }
    const placed = this.out.map((flow) => retarget(flow, (pc) => places.get(pc) ?? this.out.length));
    const joins = joinsOf(placed.map((flow, at) => nextOf(flow, at)));
    return placed.map((flow, at) =>
      flow.k === 'branch' ? { ...flow, join: joins[at] ?? placed.length } : flow,
    );
  }

  private instruction(pc: number, instr: Instr): void {
    const at = originOf(instr);
    const word = instr.at.word ?? null;
    const plain = instr.plain === 'meant' ? 'meant' : 'plain';
    if (word !== null && isSrcu(word)) {
      this.srcu(instr, word);
      return;
    }
    if (word !== null && isSection(word)) this.section(pc, instr, word);
    switch (instr.op) {
      case 'let':
        this.out.push({ k: 'set', local: instr.dst, value: termOf(instr.value, instr), at });
        return;
      case 'select': {
        const [c, a, b] = [instr.cond, instr.a, instr.b].map((e) => termOf(e, instr));
        if (c !== undefined && a !== undefined && b !== undefined)
          this.out.push({ k: 'set', local: instr.dst, value: { k: 'choose', c, a, b }, at });
        return;
      }
      case 'load': {
        if (instr.exclusive === true) beyond(instr, 'has no exclusive accesses');
        const mark =
          word === null || word === 'data_race' ? plain : instr.acquire === 'no' ? 'once' : 'acquire';
        this.out.push({ k: 'load', local: instr.dst, address: termOf(instr.addr, instr), mark, at });
        break;
      }
      case 'store': {
        if (instr.status !== undefined) beyond(instr, 'has no exclusive accesses');
        const unlocks = word !== null && isUnlocking(word);
        const isPlain = word === null || word === 'data_race';
        const mark = unlocks ? 'unlock' : isPlain ? plain : instr.release ? 'release' : 'once';
        const [address, value] = [termOf(instr.addr, instr), termOf(instr.value, instr)];
        this.out.push({ k: 'store', address, value, mark, at });
        break;
      }
      case 'rmw':
        this.update(instr, word);
        break;
      case 'fence':
        this.fence((word === null ? null : fenceOfWord(word)) ?? fenceOfKind(instr.kind), instr);
        return;
      case 'jump':
        this.out.push({ k: 'jump', to: instr.to });
        return;
      case 'branch':
        this.out.push({ k: 'branch', cond: termOf(instr.cond, instr), to: instr.to, join: 0 });
        return;
      case 'choose':
        this.out.push({ k: 'any', to: instr.to });
        return;
      case 'await':
        this.out.push({ k: 'require', cond: termOf(instr.cond, instr), at });
        return;
      case 'effect':
        this.effects(instr.effects, instr, word);
        return;
      case 'mode':
        if (/^(irq|preempt|bh)\./.test(instr.event)) return;
        return beyond(instr, 'knows no modes of a CPU', this.program);
      case 'jumpTo':
      case 'raise':
      case 'execute':
      case 'dc':
      case 'ic':
      case 'tlbi':
      case 'eret':
      case 'halt':
        return beyond(instr, 'has no such statement', this.program);
    }
    if (instr.then) this.effects(instr.then, instr, word);
  }

  private update(instr: Extract<Instr, { op: 'rmw' }>, word: string | null): void {
    const { dst, addr, value, when = null, acquire, release, waits } = instr;
    const at = originOf(instr);
    const locks = word !== null && isLocking(word);
    const ordered = acquire !== 'no' ? (release ? 'mb' : 'acquire') : release ? 'release' : null;
    const unlocks = word !== null && isUnlocking(word);
    const mark = locks ? 'lock' : unlocks ? 'unlock' : (ordered ?? (dst === null ? 'noreturn' : 'once'));
    const address = termOf(addr, instr);
    const body = {
      address,
      value: termOf(value, instr),
      when: when && termOf(when, instr),
      mark,
      at,
    } as const;
    if (waits !== true || when === null) {
      this.out.push({ k: 'update', local: dst, ...body });
      return;
    }
    // It is tried until it succeeds: only runs in which it did are any.
    this.out.push({ k: 'update', local: dst, ...body, required: true });
  }

  private fence(kind: FenceKind | null, instr: Instr): void {
    if (kind === null) beyond(instr, 'has no such barrier');
    this.out.push({ k: 'fence', kind, at: originOf(instr) });
  }

  /** A word may have several instructions here: the first is where its event stands. */
  private section(pc: number, { at }: Instr, word: string): void {
    const before = this.program.code[pc - 1]?.at;
    const goes =
      pc > this.entry && before?.word === word && before.from === at.from && before.file === at.file;
    const sameCall = before?.scope.join() === at.scope.join();
    const kind = fenceOfWord(word);
    if (kind !== null && !(goes && sameCall)) this.out.push({ k: 'fence', kind, at: originOf({ at }) });
  }

  /** Where a function of the prelude ends that begins here and is one event, such as a grace period; null where none does. */
  private oneEvent(pc: number, instr: Instr): number | null {
    const { scopes, code } = this.program;
    const call = instr.at.scope.find((one) => {
      const scope = scopes[one];
      return scope !== undefined && instr.at.file !== 0 && isOneEvent(scope.name);
    });
    const scope = scopes[call ?? -1];
    if (call === undefined || scope === undefined) return null;
    const { from, to, text } = scope;
    const at = { text, from, to, file: scope.file };
    let past = pc;
    while (code[past]?.at.scope.includes(call) === true) past += 1;
    const kind = isGracePeriod(scope.name) ? 'sync-rcu' : fenceOfWord(scope.name);
    if (kind !== null) this.out.push({ k: 'fence', kind, at });
    else {
      if (!isSrcuGracePeriod(scope.name)) beyond(instr, 'is not asked about callbacks of SRCU', this.program);
      // The first count that it waits for is where the domain is; what that is computed from stands before.
      for (const inner of code.slice(pc, past)) {
        if (inner.op === 'let')
          this.out.push({ k: 'set', local: inner.dst, value: termOf(inner.value, inner), at });
        if (inner.op !== 'load') continue;
        this.out.push({ k: 'sync-srcu', address: termOf(inner.addr, inner), at });
        break;
      }
    }
    return past;
  }

  /** One end of a section. */
  private srcu(instr: Instr, word: string): void {
    const begins = word === 'srcu_read_lock';
    const [effect] = instr.op === 'effect' ? instr.effects : [];
    const address = domainOf(effect, this.cpu, (e) => termOf(e, instr));
    if (address === null || !(begins || word === 'srcu_read_unlock'))
      beyond(instr, 'is not asked about callbacks of SRCU', this.program);
    const domain = JSON.stringify(address);
    const at = originOf(instr);
    if (begins) this.out.push({ k: 'srcu-lock', local: this.sections.begin(domain), address, at });
    else {
      const local = this.sections.end(domain);
      const value = local === null ? ({ k: 'const', value: 0 } as const) : ({ k: 'local', local } as const);
      this.out.push({ k: 'srcu-unlock', address, value, at });
    }
  }

  private effects(effects: readonly Effect[], instr: Instr, word: string | null): void {
    // Who reads, and who holds what, is the model's own business.
    const isBooks =
      word !== null && (isSection(word) || isLocking(word) || isUnlocking(word) || /lock/.test(word));
    for (const effect of effects) {
      if (effect.k === 'assert' && !hasCell(effect.cond)) {
        const { property } = effect;
        this.out.push({ k: 'assert', cond: termOf(effect.cond, instr), property, at: originOf(instr) });
      } else if (!isBooks)
        beyond(instr, 'has no moment at which others’ memory is looked at or noted', this.program);
    }
  }
}

function isOneEvent(name: string): boolean {
  return isGracePeriod(name) || isSrcu(name) || fenceOfWord(name) !== null;
}

/** Targets are program counters still. */
type Unplaced = KernelFlow;

function retarget(flow: Unplaced, place: (pc: number) => number): KernelFlow {
  switch (flow.k) {
    case 'jump':
    case 'branch':
      return { ...flow, to: place(flow.to) };
    case 'any':
      return { ...flow, to: flow.to.map(place) };
    default:
      return flow;
  }
}

function nextOf(flow: KernelFlow, at: number): readonly number[] {
  switch (flow.k) {
    case 'jump':
      return [flow.to];
    case 'branch':
      return [at + 1, flow.to];
    case 'any':
      return flow.to;
    default:
      return [at + 1];
  }
}

function originOf({ at }: Pick<Instr, 'at'>): KernelOrigin {
  const { text, from, to, file } = at;
  return { text, from, to, file };
}

function hasCell(e: Expr): boolean {
  switch (e.k) {
    case 'cell':
    case 'final':
      return true;
    case 'un':
      return hasCell(e.a);
    case 'bin':
      return hasCell(e.a) || hasCell(e.b);
    case 'cond':
      return hasCell(e.c) || hasCell(e.a) || hasCell(e.b);
    case 'const':
    case 'reg':
    case 'old':
      return false;
  }
}

function termOf(e: Expr, instr: Instr): KernelTerm {
  switch (e.k) {
    case 'const':
      return { k: 'const', value: e.v };
    case 'reg':
      return { k: 'local', local: e.r };
    case 'old':
      return { k: 'old' };
    case 'un':
      return { k: 'unary', op: e.op, a: termOf(e.a, instr) };
    case 'bin':
      return { k: 'binary', op: e.op, a: termOf(e.a, instr), b: termOf(e.b, instr) };
    case 'cond':
      return { k: 'choose', c: termOf(e.c, instr), a: termOf(e.a, instr), b: termOf(e.b, instr) };
    case 'cell':
    case 'final':
      return beyond(instr, 'has no moment at which others’ memory is looked at or noted');
  }
}

/**
 * One CPU as a Promela process: a loop over its places in the code, each option one step of the machine.
 *
 *   :: atomic { pc1 == 7 && <may go on> -> <access>; <what issues with it>; pc1 = 9 }
 *
 * Under `tso` a CPU has a store buffer: sa (index of the cell), sv (value), st (statement, for what happens when it
 * becomes visible), n (how many), fn (how many of them an earlier fence waits for), rn (release stores among them).
 * Places are numbered apart in the task and in each handler; 0 is the end of the task.
 */
import type { CpuSpec, Effect, Expr, Handler, Instr, Program } from '../machine/index.ts';
import { promelaExpr, promelaIndex, substitute, type Names } from './promela-expr.ts';

export interface CpuText {
  readonly globals: string;
  readonly process: string;
  /** What happens before the first step. */
  readonly start: string;
  /** True at the end of a run. */
  readonly finished: string;
}

/** Stores in flight at most; a CPU whose code has more waits for room. */
const BUFFER = 8;
/** Local instructions that one step may take along. */
const CHAIN = 80;

/** The task or a handler: its registers, and the numbers of its places. */
interface Context {
  readonly name: string;
  readonly irq: number;
  readonly handler: Handler | null;
  readonly regs: number;
  readonly base: number;
}

export class CpuWriter {
  private readonly program: Program;
  private readonly cpu: number;
  private readonly spec: CpuSpec;
  private readonly buffered: boolean;
  private readonly stepwise: boolean;
  private readonly contexts: readonly Context[];
  private readonly options: string[] = [];
  private readonly queued = new Set<number>();
  private readonly todo: { context: Context; pc: number }[] = [];
  /** Statements whose store does something when it becomes visible. */
  private readonly onVisible = new Set<number>();

  constructor(program: Program, cpu: number, spec: CpuSpec, tso: boolean) {
    this.program = program;
    this.cpu = cpu;
    this.spec = spec;
    this.buffered = tso && !spec.agent;
    this.stepwise = spec.agent || (program.issueIsStep[cpu] ?? false);
    const size = program.code.length + 1;
    const handlers = spec.irqHandlers.flatMap((handler, irq) => (handler ? [{ handler, irq }] : []));
    this.contexts = [
      { name: 't', irq: -1, handler: null, regs: spec.regs, base: 1 },
      ...handlers.map(({ handler, irq }, nth) => ({
        name: `h${irq}`,
        irq,
        handler,
        regs: handler.regs,
        base: 1 + (nth + 1) * size,
      })),
    ];
  }

  /** Invariants to check behind every step are the caller's: `check` is put at the end of each. */
  write(check: string): CpuText {
    const { cpu, spec } = this;
    const [task, ...handlers] = this.contexts;
    if (!task) return { globals: '', process: '', start: '', finished: '1' };
    const start = this.chain(task, spec.entry, new Set());
    for (const handler of handlers) this.enter(handler, check);
    for (let next = this.todo.pop(); next; next = this.todo.pop()) this.option(next.context, next.pc, check);
    if (this.buffered) this.flush(check);
    const inits = spec.init.flatMap((value, r) => (value === 0 ? [] : [`${this.reg(task, r)} = ${value};`]));
    const process = [
      `proctype cpu${cpu}() { /* ${comment(spec.name)} */`,
      `end_${cpu}:`,
      `  do`,
      ...this.options.map((option) => `  ${option}`),
      `  od`,
      `}`,
    ];
    return {
      globals: this.globals(),
      process: process.join('\n'),
      start: [...inits, start].join(' '),
      finished: `pc${cpu} == 0 && pend${cpu} == 0${this.buffered ? ` && n${cpu} == 0` : ''}`,
    };
  }

  private globals(): string {
    const { cpu, spec } = this;
    const lines = [`int pc${cpu}; byte pend${cpu} = 0;`];
    lines.push(`bool open${cpu} = ${spec.irqsOff ? 0 : 1}; bool nmi${cpu} = 1; bool inirq${cpu} = 0;`);
    for (const { name, regs } of this.contexts) lines.push(`int r${cpu}_${name}[${Math.max(1, regs)}];`);
    for (const { name, handler } of this.contexts) {
      if (handler) lines.push(`int back${cpu}_${name}; bool was${cpu}_${name};`);
    }
    if (this.buffered) {
      lines.push(`int sa${cpu}[${BUFFER}]; int sv${cpu}[${BUFFER}]; short st${cpu}[${BUFFER}];`);
      lines.push(`byte n${cpu} = 0; byte fn${cpu} = 0; byte rn${cpu} = 0;`);
    }
    return lines.join('\n');
  }

  private reg({ name }: Context, r: number): string {
    return `r${this.cpu}_${name}[${r}]`;
  }

  private names(context: Context): Names {
    return {
      reg: (r) => this.reg(context, r),
      final: (cpu, r) => `r${cpu}_t[${r}]`,
      old: 'tmp',
    };
  }

  private place({ base }: Context, pc: number): number {
    return base + pc;
  }

  /** Makes sure that a place has its option. */
  private goto(context: Context, pc: number): string {
    const place = this.place(context, pc);
    if (!this.queued.has(place)) {
      this.queued.add(place);
      this.todo.push({ context, pc });
    }
    return `pc${this.cpu} = ${place};`;
  }

  /** What issues by itself from a place on, up to the next step. */
  private chain(context: Context, pc: number, seen: ReadonlySet<number>): string {
    const instr = this.program.code[pc];
    if (!instr || seen.has(pc) || seen.size > CHAIN) return this.goto(context, pc);
    const further = new Set([...seen, pc]);
    const names = this.names(context);
    const on = (to: number) => this.chain(context, to, further);
    switch (instr.op) {
      case 'let':
        return `${this.reg(context, instr.dst)} = ${promelaExpr(instr.value, names)}; ${on(pc + 1)}`;
      case 'select': {
        const value: Expr = { k: 'cond', c: instr.cond, a: instr.a, b: instr.b };
        return `${this.reg(context, instr.dst)} = ${promelaExpr(value, names)}; ${on(pc + 1)}`;
      }
      case 'jump':
        return on(instr.to);
      case 'branch':
        return `if :: ${promelaExpr(instr.cond, names)} -> ${on(instr.to)} :: else -> ${on(pc + 1)} fi;`;
      case 'await':
        return `if :: ${promelaExpr(instr.cond, names)} -> ${on(pc + 1)} :: else -> ${this.goto(context, instr.from)} fi;`;
      case 'halt':
        return context.handler ? this.goto(context, pc) : `pc${this.cpu} = 0;`;
      case 'fence':
        if (this.isNothing(instr)) return on(pc + 1);
        return this.goto(context, pc);
      case 'mode':
        if (!this.stepwise) return `${this.mode(instr)} ${this.effects(context, instr.then)} ${on(pc + 1)}`;
        return this.goto(context, pc);
      default:
        return this.goto(context, pc);
    }
  }

  /** A fence with nothing to wait for under this model. */
  private isNothing(instr: Extract<Instr, { op: 'fence' }>): boolean {
    if ((instr.then ?? []).length > 0) return false;
    return !this.buffered || !['dmb.sy', 'mfence', 'dsb.sy', 'dsb.st'].includes(instr.kind);
  }

  /** The step that starts at a place. */
  private option(context: Context, pc: number, check: string): void {
    const instr = this.program.code[pc];
    if (!instr || instr.op === 'halt') return;
    const { cpu } = this;
    const at = `pc${cpu} == ${this.place(context, pc)}`;
    const text = comment(instr.at.text);
    const on = () => this.chain(context, pc + 1, new Set());
    const step = (guards: readonly string[], body: string) => {
      const guard = ['!ended', at, ...guards].join(' && ');
      this.options.push(`:: atomic { ${guard} -> /* ${text} */ ${body} ${check} }`);
    };
    const done = this.effects(context, instr.then);
    switch (instr.op) {
      case 'load': {
        const wait = this.waitOf(pc);
        const value = this.loaded(context, instr.addr);
        const ready = this.loadGuards(instr.acquire === 'rcsc');
        if (wait) {
          const held = new Map([[instr.dst, { k: 'old' } as const]]);
          const cond = promelaExpr(substitute(wait.cond, held), { ...this.names(context), old: value });
          ready.push(cond);
        }
        step(ready, `${this.reg(context, instr.dst)} = ${value}; ${done} ${on()}`);
        break;
      }
      case 'store':
        if (this.buffered) {
          const tag = (instr.then ?? []).length > 0 ? pc + 1 : 0;
          if (tag > 0) this.onVisible.add(pc);
          const names = this.names(context);
          const release = instr.release ? `rn${cpu}++;` : '';
          // A release store is remembered by the sign of its tag.
          const mark = instr.release ? `(0-${tag + 1})` : String(tag);
          const entry = `sa${cpu}[n${cpu}] = ${promelaIndex(instr.addr, names)}; sv${cpu}[n${cpu}] = ${promelaExpr(instr.value, names)}; st${cpu}[n${cpu}] = ${mark}; n${cpu}++; ${release}`;
          step([`n${cpu} < ${BUFFER}`], `${entry} ${on()}`);
        } else {
          const names = this.names(context);
          step(
            [],
            `mem[${promelaIndex(instr.addr, names)}] = ${promelaExpr(instr.value, names)}; ${done} ${on()}`,
          );
        }
        break;
      case 'rmw': {
        const names = this.names(context);
        const cell = `mem[${promelaIndex(instr.addr, names)}]`;
        const ready = this.buffered ? [`n${cpu} == 0`] : [];
        const wait = instr.dst === null ? null : this.waitOf(pc);
        if (wait && instr.dst !== null) {
          const held = new Map([[instr.dst, { k: 'old' } as const]]);
          ready.push(promelaExpr(substitute(wait.cond, held), { ...names, old: cell }));
        }
        const store = `${cell} = ${promelaExpr(instr.value, names)};`;
        const when = instr.when ? `if :: ${promelaExpr(instr.when, names)} -> ${store} :: else fi;` : store;
        const result = instr.dst === null ? '' : `${this.reg(context, instr.dst)} = tmp;`;
        step(ready, `tmp = ${cell}; ${when} ${result} tmp = 0; ${done} ${on()}`);
        break;
      }
      case 'fence':
        if ((instr.then ?? []).length > 0) step(this.buffered ? [`n${cpu} == 0`] : [], `${done} ${on()}`);
        else step([], `fn${cpu} = n${cpu}; ${on()}`);
        break;
      case 'choose':
        for (const to of instr.to) step([], this.chain(context, to, new Set()));
        break;
      case 'effect':
        step([], `${this.effects(context, instr.effects)} ${on()}`);
        break;
      case 'mode':
        step([], `${this.mode(instr)} ${done} ${on()}`);
        break;
      case 'raise':
        step(this.buffered ? [`n${cpu} == 0`] : [], `${this.raise(context, instr)} ${done} ${on()}`);
        break;
      case 'eret':
        step([], `${done} ${this.leave(context)}`);
        break;
      default:
        // Something local that a chain stopped at, or began anew.
        step([], this.localStep(context, pc));
    }
  }

  private localStep(context: Context, pc: number): string {
    const instr = this.program.code[pc];
    const names = this.names(context);
    const on = (to: number) => this.chain(context, to, new Set());
    if (instr?.op === 'let')
      return `${this.reg(context, instr.dst)} = ${promelaExpr(instr.value, names)}; ${on(pc + 1)}`;
    if (instr?.op === 'jump') return on(instr.to);
    if (instr?.op === 'branch')
      return `if :: ${promelaExpr(instr.cond, names)} -> ${on(instr.to)} :: else -> ${on(pc + 1)} fi;`;
    if (instr?.op === 'await')
      return `if :: ${promelaExpr(instr.cond, names)} -> ${on(pc + 1)} :: else -> ${this.goto(context, instr.from)} fi;`;
    return this.chain(context, pc, new Set());
  }

  /** The wait whose only access is the load or atomic at `pc`: it blocks instead of polling. */
  private waitOf(pc: number): Extract<Instr, { op: 'await' }> | null {
    const { code } = this.program;
    const next = code[pc + 1];
    return next?.op === 'await' && next.from === pc ? next : null;
  }

  private loadGuards(acquire: boolean): string[] {
    if (!this.buffered) return [];
    return [`fn${this.cpu} == 0`, ...(acquire ? [`rn${this.cpu} == 0`] : [])];
  }

  /** The value that a load takes: the newest own store to the cell, else memory. */
  private loaded(context: Context, addr: Expr): string {
    const index = promelaIndex(addr, this.names(context));
    let value = `mem[${index}]`;
    if (!this.buffered) return value;
    for (let nth = 0; nth < BUFFER; nth++) {
      value = `(n${this.cpu} > ${nth} && sa${this.cpu}[${nth}] == ${index} -> sv${this.cpu}[${nth}] : ${value})`;
    }
    return value;
  }

  /** The oldest store becomes visible. */
  private flush(check: string): void {
    const { cpu } = this;
    const [task] = this.contexts;
    const shift = Array.from({ length: BUFFER - 1 }, (_, nth) =>
      ['sa', 'sv', 'st'].map((name) => `${name}${cpu}[${nth}] = ${name}${cpu}[${nth + 1}];`).join(' '),
    );
    const clear = ['sa', 'sv', 'st'].map((name) => `${name}${cpu}[${BUFFER - 1}] = 0;`).join(' ');
    const effects = [...this.onVisible].flatMap((pc) => {
      const then = task ? this.effects(task, this.program.code[pc]?.then) : '';
      return [`:: tmp == ${pc + 1} || tmp == (0-${pc + 2}) -> ${then}`];
    });
    const then = effects.length > 0 ? `if ${effects.join(' ')} :: else fi;` : '';
    const counts = `n${cpu}--; if :: fn${cpu} > 0 -> fn${cpu}-- :: else fi; if :: tmp < 0 -> rn${cpu}-- :: else fi;`;
    this.options.push(
      `:: atomic { !ended && n${cpu} > 0 -> mem[sa${cpu}[0]] = sv${cpu}[0]; tmp = st${cpu}[0]; ${shift.join(' ')} ${clear} ${counts} ${then} tmp = 0; ${check} }`,
    );
  }

  private mode({ event }: Extract<Instr, { op: 'mode' }>): string {
    if (event === 'irq.disable') return `open${this.cpu} = 0;`;
    if (event === 'irq.enable') return `open${this.cpu} = 1;`;
    return '';
  }

  private raise(context: Context, { irq, cpu, mask }: Extract<Instr, { op: 'raise' }>): string {
    const names = this.names(context);
    return this.program.cpus
      .flatMap(({ irqHandlers }, target) => {
        if (!irqHandlers[irq]) return [];
        const chosen = cpu
          ? `${promelaExpr(cpu, names)} == ${target}`
          : `(${mask ? promelaExpr(mask, names) : '0'} & ${2 ** target}) != 0`;
        return [`if :: ${chosen} -> pend${target} = pend${target} | ${2 ** irq} :: else fi;`];
      })
      .join(' ');
  }

  /** The interrupt of a handler is taken. */
  private enter(context: Context, check: string): void {
    const { cpu } = this;
    const { handler, irq, name } = context;
    if (!handler) return;
    const isNmi = this.program.irqs[irq]?.kind === 'nmi';
    const free = isNmi ? [`nmi${cpu} == 1`] : [`open${cpu} == 1`, `inirq${cpu} == 0`];
    const bit = 2 ** irq;
    const zero = Array.from({ length: handler.regs }, (_, r) => `${this.reg(context, r)} = 0;`).join(' ');
    const mark = isNmi ? `nmi${cpu} = 0;` : `inirq${cpu} = 1;`;
    const body = `pend${cpu} = pend${cpu} & ${255 - bit}; back${cpu}_${name} = pc${cpu}; was${cpu}_${name} = open${cpu}; open${cpu} = 0; ${mark} ${zero} ${this.chain(context, handler.entry, new Set())}`;
    const guard = ['!ended', `(pend${cpu} & ${bit}) != 0`, ...free].join(' && ');
    this.options.push(
      `:: atomic { ${guard} -> /* takes ${comment(this.program.irqs[irq]?.name ?? '')} */ ${body} ${check} }`,
    );
  }

  private leave({ name, irq, handler }: Context): string {
    const { cpu } = this;
    if (!handler) return '';
    const isNmi = this.program.irqs[irq]?.kind === 'nmi';
    const unmark = isNmi ? `nmi${cpu} = 1;` : `inirq${cpu} = 0;`;
    const x86 =
      this.program.arch === 'x86' ? `nmi${cpu} = 1;${this.buffered ? ` fn${cpu} = n${cpu};` : ''}` : '';
    return `pc${cpu} = back${cpu}_${name}; back${cpu}_${name} = 0; open${cpu} = was${cpu}_${name}; was${cpu}_${name} = 0; ${unmark} ${x86}`;
  }

  private effects(context: Context, effects: readonly Effect[] | undefined): string {
    const names = this.names(context);
    return (effects ?? [])
      .map((effect) => {
        if (effect.k === 'assert') return violation(promelaExpr(effect.cond, names), effect.property);
        const index = effect.index
          ? `${effect.cell}+${promelaExpr(effect.index, names)}`
          : String(effect.cell);
        return `if :: ended :: else -> mem[${index}] = ${promelaExpr(effect.value, names)} fi;`;
      })
      .join(' ');
  }
}

/** A check: the first one to fail ends the run. */
export function violation(cond: string, property: number): string {
  return `if :: (ended || (${cond})) :: else -> VIOLATED(${property}) fi;`;
}

function comment(text: string): string {
  return text.replace(/\*\//g, '* /').replace(/\s+/g, ' ');
}

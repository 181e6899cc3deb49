/**
 * A scenario under given settings → machine program: every CPU's task, the agents, and the handlers of what can
 * actually interrupt or trap them.
 */
import { invariant, once } from '../../base/index.ts';
import type { BuiltinRule, CpuSpec, GlobalCheck, Handler, Irq, Program } from '../../machine/index.ts';
import { BUILTIN_RULES } from '../check/properties.ts';
import type { HandlerSymbol, FileIndex } from '../check/symbols.ts';
import type { DeclarationOf, FileSyntax, Statement, TriggerKind } from '../syntax/syntax.ts';
import { DEFERRED } from './deferred.ts';
import type { LaterRoutine, Served } from './later.ts';
import { observedBy } from './observed.ts';
import { isPure } from './condition.ts';
import type { Start } from './at-start.ts';
import { Context, type RoutineKind } from './context.ts';
import { definedGhost, ghostValue } from './effect.ts';
import { lowerValue } from './expression.ts';
import { lowerAddress } from './place.ts';
import type { Instance } from './instance.ts';
import { heldAlone } from './held.ts';
import { finalValue } from './final.ts';
import { lateParts, rareParts } from './late.ts';
import { INT, type CType } from '../types/ctype.ts';
import { beginSection, endSection, maskSection, waitsForReaders } from './rcu.ts';
import type { SourceText } from './source-text.ts';
import { lowerStatement } from './statement.ts';

const PARTS = { value: lowerValue, address: lowerAddress, statement: lowerStatement, pure: isPure };
const MODES = ['user', 'kernel', 'idle', 'guest'] as const;

export interface Routine {
  readonly entry: number;
  readonly regNames: readonly string[];
  readonly locals: ReadonlyMap<string, readonly number[]>;
  readonly localTypes: ReadonlyMap<number, CType>;
  /** Registers that a fault's handler asks. */
  readonly told: Handler['fault'] | null;
  readonly held: CpuSpec['held'];
}

export class Assembly {
  readonly tasks: Routine[] = [];
  /** The CPU that each instruction belongs to. */
  readonly owners: number[] = [];
  private readonly handlers = new Map<string, Handler>();
  private start: Start | null = null;
  private readonly served: Served[] = [];

  readonly instance: Instance;
  private readonly texts: readonly [SourceText, SourceText];
  private readonly file: FileSyntax;
  private readonly name: string;

  constructor(instance: Instance, texts: readonly [SourceText, SourceText], file: FileSyntax, name: string) {
    this.instance = instance;
    this.texts = texts;
    this.file = file;
    this.name = name;
  }

  assemble(): Program {
    const { instance } = this;
    const { cpus, agents, functions } = instance.symbols;
    const [rare, { text }] = [rareParts(), this.texts[0]];
    if (waitsForReaders(text, functions)) {
      const type = { k: 'array', of: INT, extent: instance.contextCount } as const;
      instance.readers = instance.layout.addLocal('readers', type, { from: 0, to: 1 }, 'ghost');
      if (/\brcu_barrier\s*\(/.test(text)) instance.callbacks = rare?.callbackCounts(instance.layout) ?? null;
    }
    this.start = lateParts()?.startOf(instance, this.file) ?? null;
    for (const cpu of cpus)
      this.tasks.push(
        this.task(
          cpu.body,
          cpu.index,
          'task',
          cpu.states.some((state) => state.k === 'irqs-off'),
        ),
      );
    agents.forEach((agent, i) => this.tasks.push(this.task(agent.body, cpus.length + i, 'agent', false)));
    this.lowerInterrupts();
    for (const cpu of cpus) {
      for (const trigger of ['bp', 'fault'] as const) this.lowerTrap(cpu.index, trigger);
    }
    this.lowerInterrupts();
    this.cutCircles();
    const idle: Statement = { k: 'empty', from: 0, to: 1 };
    this.workers.forEach((_, i) =>
      this.tasks.push(this.task(idle, this.workerOf(this.workers[i] ?? ''), 'task', false)),
    );
    lateParts()?.warnOfUnsafeLocks(instance);
    lateParts()?.checkAsserts(this.file, instance);
    const checks = this.checks();
    const builtin: Partial<Record<BuiltinRule, number>> = {};
    for (const rule of Object.keys(BUILTIN_RULES) as BuiltinRule[])
      builtin[rule] = instance.layout.property(this.slugOf(rule));
    const observed = observedBy({
      instance,
      file: this.file,
      tasks: this.tasks,
      silent: () => this.silent(),
    });
    const { layout, frees } = instance;
    const rules = frees.size > 0 && {
      useAfterFree: layout.property('use-after-free'),
      doubleFree: layout.property('double-free'),
      badFree: layout.property('bad-free'),
    };
    const program: Program = {
      name: this.name,
      arch: instance.arch,
      cells: instance.layout.finish(),
      sites: instance.layout.sites,
      pages: instance.layout.pages,
      ...(instance.layout.rights ? { rights: true } : {}),
      irqs: instance.layout.irqs,
      code: instance.code,
      scopes: instance.scopes,
      cpus: [
        ...cpus.map((cpu) => this.cpuSpec(cpu)),
        ...agents.map((agent, i) => this.agentSpec(agent, cpus.length + i)),
        ...this.workers.map((name) => this.workerSpec(name, this.workerOf(name))),
      ],
      properties: instance.layout.properties,
      ...checks,
      hardware: instance.hardware,
      builtin,
      textProtocol: this.file.declarations.some(
        (decl) => decl.k === 'property' && decl.rule?.text === 'unpredictable',
      ),
      faultEnds: false,
      observed,
      guessesAreSteps: true,
      issueIsStep: [
        ...cpus.map((cpu) => this.isInterruptible(cpu.index)),
        ...agents.map(() => false),
        ...this.workers.map(() => false),
      ],
    };
    const late = lateParts();
    const whole =
      late?.withOwners(late.withLeaks(program, instance, this.file), instance, this.owners) ?? program;
    if (!rules || !rare) return whole;
    return rare.withLifetimes(whole, frees, layout.objects, rules, instance.lasting, instance.made ?? []);
  }

  private task(body: Statement, cpu: number, kind: 'task' | 'agent', irqsOff: boolean): Routine {
    return this.routine(body, 0, cpu, kind, '', irqsOff);
  }

  private routine(
    body: Statement,
    file: FileIndex,
    cpu: number,
    kind: RoutineKind,
    keyPrefix: string,
    irqsOff: boolean | null,
    later: { readonly serves: number; readonly home: number } | null = null,
  ): Routine {
    const root = {
      file,
      fn: null,
      body,
      exit: { pc: -1 },
      result: null,
      keyPrefix,
      scope: [],
      labels: new Map(),
      loop: null,
    };
    const ctx = new Context(this.instance, this.texts, cpu, kind, root, irqsOff, PARTS);
    if (later) Object.assign(ctx, later);
    ctx.freedom = lateParts()?.freedomOf(ctx) ?? null;
    const entry = this.instance.code.length;
    const handles = kind === 'irq' || kind === 'nmi' || kind === 'softirq';
    if (handles) beginSection(ctx);
    else if (irqsOff === true && kind === 'task') maskSection(ctx, true);
    if (kind === 'task') this.start?.begin(ctx);
    ctx.lower(body);
    ctx.dropJumpTo(root.exit);
    ctx.place(root.exit);
    ctx.statement = {
      ...ctx.statement,
      text: kind === 'task' || kind === 'agent' ? 'end' : 'return from the handler',
      key: `${keyPrefix}end`,
      from: Math.max(body.from, body.to - 1),
      to: body.to,
      count: { accesses: 0, others: 0, calls: 0 },
    };
    if (handles) endSection(ctx);
    ctx.emit(kind === 'task' || kind === 'agent' ? { op: 'halt' } : { op: 'eret', advance: false });
    ctx.resolveLabels();
    while (this.owners.length < this.instance.code.length) this.owners.push(cpu);
    const { registers: regNames, locals, localTypes, faultTold: told } = ctx;
    return { entry, regNames, locals, localTypes, told, held: heldAlone(ctx) };
  }

  /** Contexts that only do what is called later, by name. */
  readonly workers: string[] = [];

  workerOf(name: string): number {
    const { cpuCount, symbols } = this.instance;
    const known = this.workers.indexOf(name);
    return cpuCount + symbols.agents.length + (known >= 0 ? known : this.workers.push(name) - 1);
  }

  /** Lowers handlers for what is raised and what is called later, until nothing new is. */
  private lowerInterrupts(): void {
    for (let known = -1; known !== this.handlers.size;) {
      known = this.handlers.size;
      this.lowerRaised();
      for (const deferral of this.instance.deferrals.values()) {
        const { line } = DEFERRED[deferral.kind];
        for (const later of lateParts()?.routinesOf(this, deferral) ?? []) this.later(later, line);
      }
    }
  }

  private later({ line, cpu, home, serves, runs, body }: LaterRoutine, kind: Irq['kind']): void {
    const key = `${kind} ${line} ${String(cpu)}`;
    if (this.handlers.has(key)) return;
    this.handlers.set(key, { entry: -1, regs: 0 });
    const from = this.instance.code.length;
    const routine = this.routine(body, runs.file, cpu, kind, `${line}:`, kind === 'irq', { serves, home });
    this.served.push({ from, to: this.instance.code.length, serves });
    this.handlers.set(key, { entry: routine.entry, regs: routine.regNames.length });
  }

  /** What comes back in a circle has a line of its own, with the same handler. */
  private cutCircles(): void {
    const known = [...this.handlers];
    for (const { own, again } of lateParts()?.cutCircles(this, this.served) ?? [])
      for (const [key, handler] of known) {
        const [, kind, cpu] = /^(\w+) .* (\d+)$/.exec(key) ?? [];
        if (key === `${kind ?? ''} ${own} ${cpu ?? ''}`)
          this.handlers.set(`${kind ?? ''} ${again} ${cpu ?? ''}`, handler);
      }
  }

  private lowerRaised(): void {
    const { raised, symbols, cpuCount } = this.instance;
    for (const request of raised) {
      const handlers = symbols.handlers.filter(({ decl }) => decl.name?.text === request.irq);
      for (let cpu = 0; cpu < cpuCount; cpu++) {
        if (request.cpus !== null && (request.cpus & (1 << cpu)) === 0) continue;
        const handler = forCpu(handlers, cpu);
        if (handler) this.handler(handler, cpu);
        else if (request.cpus !== null) {
          this.instance.diagnostics.error(
            'no-handler',
            request,
            `CPU ${String(cpu)} can be sent \`${request.irq}\` here but has no handler for it.`,
          );
        }
      }
    }
  }

  private lowerTrap(cpu: number, trigger: TriggerKind): void {
    const handler = forCpu(
      this.instance.symbols.handlers.filter(({ decl }) => decl.trigger === trigger),
      cpu,
    );
    if (handler) this.handler(handler, cpu);
  }

  private handler({ decl, file }: HandlerSymbol, cpu: number): void {
    const key = `${decl.trigger} ${decl.name?.text ?? ''} ${String(cpu)}`;
    if (this.handlers.has(key)) return;
    // Reserve first: a handler that raises its own interrupt must not lower itself again.
    this.handlers.set(key, { entry: -1, regs: 0 });
    const name = decl.name?.text ?? decl.trigger;
    // A fault leaves interrupts as they were; softirqs run with interrupts on.
    const irqsOff = decl.trigger === 'fault' ? null : decl.trigger !== 'softirq';
    const routine = this.routine(decl.body, file, cpu, decl.trigger, `${name}:`, irqsOff);
    this.handlers.set(key, {
      entry: routine.entry,
      regs: routine.regNames.length,
      ...(routine.told ? { fault: routine.told } : {}),
    });
  }

  private cpuSpec(cpu: DeclarationOf<'cpu'>): CpuSpec {
    const task = this.tasks[cpu.index];
    invariant(task !== undefined, 'a CPU without a task');
    const of = (key: string) => this.handlers.get(`${key} ${String(cpu.index)}`) ?? null;
    const stated = cpu.states.find((state) => state.k === 'in')?.mode.text ?? 'kernel';
    // `in OPTION`: where the option's value says, such as `guest_vhe`.
    const where =
      this.instance.symbols.globals.get(stated)?.k === 'option' ? this.instance.settings.get(stated) : stated;
    return {
      name: cpu.title?.text ?? `CPU ${String(cpu.index)}`,
      agent: false,
      entry: task.entry,
      regs: task.regNames.length,
      init: [],
      mode: MODES.find((known) => where?.split('_')[0] === known) ?? 'kernel',
      irqsOff: cpu.states.some((state) => state.k === 'irqs-off'),
      eqs: cpu.states.some((state) => state.k === 'eqs'),
      irqHandlers: this.instance.layout.irqs.map((irq) => of(`${irq.kind} ${irq.name}`)),
      ...this.start?.specOf(cpu.index),
      ...(cpu.states.some((state) => state.k === 'rests') ? { rests: true } : {}),
      bpHandler: of('bp '),
      faultHandler: of('fault '),
      ...(task.held && task.held.length > 0 ? { held: task.held } : {}),
      regNames: task.regNames,
    };
  }

  private agentSpec(
    agent: { readonly title: { readonly text: string } | null; readonly name: { readonly text: string } },
    index: number,
  ): CpuSpec {
    const task = this.tasks[index];
    invariant(task !== undefined, 'an agent without a task');
    return {
      name: agent.title?.text ?? agent.name.text,
      agent: true,
      entry: task.entry,
      regs: task.regNames.length,
      init: [],
      mode: 'kernel',
      irqsOff: true,
      eqs: false,
      irqHandlers: this.instance.layout.irqs.map(() => null),
      bpHandler: null,
      faultHandler: null,
      regNames: task.regNames,
    };
  }

  /** Idle but for its work. */
  private workerSpec(name: string, index: number): CpuSpec {
    const task = this.tasks[index];
    invariant(task !== undefined, 'a worker without a task');
    return {
      ...this.agentSpec({ title: null, name: { text: name } }, index),
      agent: false,
      mode: 'idle',
      irqsOff: false,
      irqHandlers: this.instance.layout.irqs.map(
        (irq) => this.handlers.get(`${irq.kind} ${irq.name} ${String(index)}`) ?? null,
      ),
    };
  }

  /** Can something land between two statements of this CPU, so that where it lands matters? A breakpoint only where it executes
   *  what may be patched. */
  private isInterruptible(cpu: number): boolean {
    const { code } = this.instance;
    const executes = once(() => code.some(({ op }, pc) => op === 'execute' && this.owners[pc] === cpu));
    return [...this.handlers.keys()].some(
      (key) => key.endsWith(` ${String(cpu)}`) && (!key.startsWith('bp ') || executes()),
    );
  }

  private checks(): { readonly invariants: GlobalCheck[]; readonly finals: GlobalCheck[] } {
    const invariants: GlobalCheck[] = [];
    const finals: GlobalCheck[] = [];
    const ctx = this.silent();
    for (const decl of this.file.declarations) {
      if (decl.k !== 'invariant' && decl.k !== 'final') continue;
      const property = this.instance.layout.property(decl.property.text);
      const cond = decl.k === 'final' ? finalValue(ctx, decl.cond, this.tasks) : ghostValue(ctx, decl.cond);
      const defined = definedGhost(ctx, decl.cond, cond);
      (decl.k === 'final' ? finals : invariants).push(...(defined ? [defined] : []), { property, cond });
    }
    return { invariants, finals };
  }

  /** A context for expressions that belong to no routine; nothing may be emitted in it. */
  private silent(): Context {
    const body: Statement = { k: 'empty', from: 0, to: 0 };
    const root = {
      file: 0 as const,
      fn: null,
      body,
      exit: { pc: -1 },
      result: null,
      keyPrefix: '',
      scope: [],
      labels: new Map(),
      loop: null,
    };
    return new Context(this.instance, this.texts, -1, 'task', root, false, PARTS);
  }

  private slugOf(rule: string): string {
    const mapped = this.file.declarations.find((decl) => decl.k === 'property' && decl.rule?.text === rule);
    return mapped?.k === 'property' ? mapped.slug.text : rule;
  }
}

function forCpu(handlers: readonly HandlerSymbol[], cpu: number): HandlerSymbol | null {
  return (
    handlers.find(({ decl }) => decl.cpus?.includes(cpu)) ??
    handlers.find(({ decl }) => decl.cpus === null) ??
    null
  );
}

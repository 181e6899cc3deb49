/**
 * What lowering knows while it walks one routine (a CPU's task, an agent, a handler): registers, scopes of names, the
 * calls it is inside, and the statement it is at. Instructions are emitted through it, so that each gets its origin.
 */
import type { Effect, Expr, Instr, InstrBody, Origin } from '../../machine/index.ts';
import type { FileIndex } from '../check/symbols.ts';
import type { Expression, FunctionSyntax, Span, Statement } from '../syntax/syntax.ts';
import type { CType } from '../types/ctype.ts';
import { NO_VALUE, completedDefined, instructionDefined, readsRegister } from './defined.ts';
import type { StatementCount, StatementFrame } from './frame.ts';
import { MOST_INSTRUCTIONS, TooMuch } from '../budget.ts';
import type { Instance, Label } from './instance.ts';
import { placed, type Marked } from './instruction.ts';
import type { Freedom } from './late.ts';
import { Names } from './names.ts';
import type { Parts } from './parts.ts';
import { ordinalsOf } from './ordinals.ts';
import type { Quoted, SourceText } from './source-text.ts';

export { Names };
export type { Binding } from './names.ts';

/** The body being walked: a routine's own, or that of an inlined call. */
export interface Activation {
  readonly file: FileIndex;
  readonly fn: FunctionSyntax | null;
  readonly body: Statement;
  /** Where `return` goes, and the register of the result. */
  readonly exit: Label;
  readonly result: number | null;
  keyPrefix: string;
  readonly scope: readonly number[];
  readonly labels: Map<string, Label>;
  loop: { readonly next: Label; readonly end: Label } | null;
}

const QUIET = new Set<Instr['op']>(['let', 'jump', 'branch', 'choose', 'await']);

/** What a routine is: a CPU's or an agent's own, or a handler. */
export type RoutineKind = 'task' | 'agent' | 'irq' | 'softirq' | 'nmi' | 'work' | 'bp' | 'fault';

export class Context {
  readonly registers: string[] = [];
  /** Registers of the locals that the routine's own body declares, by name; the types of all locals' registers. */
  readonly locals = new Map<string, readonly number[]>();
  readonly localTypes = new Map<number, CType>();
  /** Where an expression may name locals of tasks, as `cpu1.r`: what such a name is. */
  taskLocal: ((e: Expression) => { readonly value: Expr; readonly type: CType | null } | null) | null = null;
  names = new Names(null);
  activation: Activation;
  statement: StatementFrame;
  /** Maskable interrupts, as far as it is known statically; null where paths differ. */
  irqsOff: boolean | null;
  /** How often bottom halves were turned off, as far as it is known. */
  bhDepth: number | null = 0;
  /** The CPU that the routine's code finds itself on. */
  home: number;
  /** What the pointer points to that takes the value that is lowered, where that is known. */
  wanted: CType | null = null;
  /** The atomic that is being lowered is one of 64 bits. */
  wide = false;
  /** The address of the object that says what is called here, where it is called later. */
  serves: number | null = null;
  /** What the compiler may do with plain accesses, null: as it is told; and whether they are inside `data_race()`. */
  freedom: Freedom | null = null;
  meant = false;

  readonly instance: Instance;
  readonly texts: readonly [SourceText, SourceText];
  /** Index into the program's CPUs. */
  readonly cpu: number;
  readonly kind: RoutineKind;
  private readonly parts: Parts;

  constructor(
    instance: Instance,
    texts: readonly [SourceText, SourceText],
    cpu: number,
    kind: RoutineKind,
    root: Activation,
    irqsOff: boolean | null,
    parts: Parts,
  ) {
    this.instance = instance;
    this.texts = texts;
    this.cpu = cpu;
    this.home = cpu;
    this.kind = kind;
    this.parts = parts;
    this.activation = root;
    this.irqsOff = irqsOff;
    this.statement = {
      text: '',
      key: `${root.keyPrefix}0`,
      label: null,
      from: root.body.from,
      to: root.body.to,
      count: { accesses: 0, others: 0, calls: 0 },
    };
  }

  private told: ReturnType<Context['faultRegisters']> | null = null;

  /** Registers in which a fault's handler finds what happened; made on first use. */
  faultRegisters(): { readonly address: number; readonly kind: number; readonly write: number } {
    this.told ??= {
      address: this.register('fault_address()'),
      kind: this.register('fault_kind()'),
      write: this.register('fault_write()'),
    };
    return this.told;
  }

  /** Null where the handler never asks. */
  get faultTold(): ReturnType<Context['faultRegisters']> | null {
    return this.told;
  }

  /** The kernel's word that is being lowered; its arguments and what it calls are not part of it. */
  word: string | null = null;

  /** Lowers what does not belong to the word around it, or what is that word's. */
  under<T>(word: string | null, lower: () => T): T {
    const outer = this.word;
    this.word = word;
    const result = lower();
    this.word = outer;
    return result;
  }

  value(e: Expression, into: number | null = null): Expr {
    const outer = this.word;
    this.word = null;
    const value = this.parts.value(this, e, into);
    this.word = outer;
    return value;
  }

  address(e: Expression): Expr {
    return this.under(null, () => this.parts.address(this, e));
  }

  /** Does evaluating the expression touch nothing but registers and constants? */
  isPure(e: Expression): boolean {
    return this.parts.pure(this, e);
  }

  lower(statement: Statement): void {
    this.instance.budget.spend(1, this.caller);
    const outer = this.word;
    this.word = null;
    this.parts.statement(this, statement);
    this.word = outer;
  }

  /** Sizes and offsets are asked for in words (sizes.ts). */
  inWords = false;

  /** How many `({ … })` are open around what is lowered. */
  statements = 0;

  /** Loops around what is lowered, those of callers included. */
  loops = 0;

  /** May the place that is lowered be passed more than once? */
  mayRepeat(): boolean {
    return (
      this.loops > 0 || (this.kind !== 'task' && this.kind !== 'agent') || this.activation.labels.size > 0
    );
  }

  /** A label in front of the statement that is lowered next. */
  pendingLabel: string | null = null;

  takeLabel(): string | null {
    const label = this.pendingLabel;
    this.pendingLabel = null;
    return label;
  }

  /** The source text of a span of the current file, on one line. */
  shown(at: Span): string {
    return this.texts[this.activation.file].shown(at);
  }

  register(name: string): number {
    this.registers.push(name);
    return this.registers.length - 1;
  }

  /** The register of a local variable. */
  local(name: string, type: CType): number {
    const r = this.register(name);
    this.localTypes.set(r, type);
    if (this.activation.scope.length === 0) this.locals.set(name, [...(this.locals.get(name) ?? []), r]);
    return r;
  }

  read(r: number): Expr {
    return { k: 'reg', r };
  }

  emit(body: Marked): Expr {
    // `p = p->next`: what properties ask of the address must find it after the load.
    if ((body.op === 'load' || body.op === 'rmw') && body.dst !== null && readsRegister(body.addr, body.dst))
      return this.emit({ ...body, dst: this.register(this.registers[body.dst] ?? '') });
    const defined = instructionDefined(body, this.instance.layout.extentAt);
    if (defined) this.emitDefined(defined);
    const within = completedDefined(body, this.instance.layout.extentAt) ?? this.boundOf(body);
    if (!within) return this.emitAsIs(body);
    const check = { k: 'assert', cond: within, property: this.instance.layout.undefinedProperty() } as const;
    return this.emitAsIs({ ...body, then: [check] });
  }

  /** By the expression of an address: the condition under which it lies in the array that it was computed from. */
  readonly bounds = new WeakMap<Expr, Expr>();

  private boundOf(body: InstrBody): Expr | null {
    if (body.op !== 'load' && body.op !== 'store' && body.op !== 'rmw') return null;
    return this.bounds.get(body.addr) ?? null;
  }

  /** The CPU whose copy of a per-CPU variable is meant; null where code names one without saying whose. */
  perCpuOf: Expr | null = null;

  /** Emits an instruction that is known to evaluate nothing without a value. */
  emitAsIs(body: Marked): Expr {
    this.freedom?.emitted(body);
    const instr = placed(body, this.origin(QUIET.has(body.op)));
    const { code, budget } = this.instance;
    budget.spend(1, this.caller);
    if (code.length >= MOST_INSTRUCTIONS)
      throw new TooMuch(
        this.caller,
        `With every call inlined and every \`for_each_cpu\` unrolled there are more than ${String(MOST_INSTRUCTIONS)} instructions; let functions call less.`,
      );
    code.push(instr);
    const set =
      this.setBy.size > 0 && 'dst' in body && body.dst !== null ? this.setBy.get(body.dst) : undefined;
    if (set !== undefined) this.emitUncounted({ op: 'let', dst: set, value: { k: 'const', v: 1 } });
    return body.op === 'load' || (body.op === 'rmw' && body.dst !== null)
      ? this.read(body.dst ?? 0)
      : { k: 'const', v: 0 };
  }

  /** Registers in which a routine keeps what it holds (held.ts), by name. */
  readonly heldIn = new Map<string, number>();

  /** Emits what is part of the statement and no row that a schedule names. */
  emitUnseen(body: InstrBody): void {
    this.instance.code.push(placed(body, this.origin(true)));
  }

  /** By a local's register the one that tells whether anything was stored to it, where that is asked (unset-locals.ts). */
  readonly setBy = new Map<number, number>();

  /** Emits what is part of the statement and leaves the keys of its other instructions as they are. */
  emitUncounted(body: InstrBody, text = this.statement.text): void {
    const at = { ...this.origin(true, '!'), text };
    this.instance.code.push(placed(body, at));
  }

  /** Asserts that the language adds by itself: where they hold they are no moment. */
  emitSilent(effects: readonly Effect[]): void {
    this.instance.code.push({ op: 'effect', effects, silent: true, at: this.origin(true) });
  }

  /** Says that an expression has a value here: at compile time where that is known, else in every run. */
  emitDefined(cond: Expr): void {
    const check = { k: 'assert', cond, property: this.instance.layout.undefinedProperty() } as const;
    if (cond.k === 'const') this.error('undefined', this.statement, NO_VALUE);
    else this.emitUnseen({ op: 'effect', effects: [check] });
  }

  private origin(quiet: boolean, own?: string): Origin {
    const { statement, activation } = this;
    const suffix =
      own ??
      (quiet
        ? `~${String(statement.count.others++)}`
        : statement.count.accesses++ === 0
          ? ''
          : String.fromCharCode(95 + Math.min(statement.count.accesses, 27)));
    const key = statement.key + suffix;
    const { text, label, from, to } = statement;
    const { file, scope } = activation;
    const { word } = this;
    // Most have neither; every instruction comes by here.
    if (label === null)
      return word === null
        ? { key, text, file, from, to, scope }
        : { key, text, file, from, to, scope, word };
    return { key, text, label, file, from, to, scope, ...(word === null ? {} : { word }) };
  }

  /** Runs `lower` with `statement` as the place that instructions come from. */
  at(statement: Statement, shown: Quoted, label: string | null, lower: () => void): void {
    const outer = this.enter(statement, shown, label);
    lower();
    this.statement = outer;
  }

  /** `statement` is the place that instructions come from, until who calls puts back the one that this gives. */
  enter(statement: Statement, shown: Quoted, label: string | null): StatementFrame {
    const outer = this.statement;
    if (this.activation.file === 0) this.caller = shown;
    const ordinal = ordinalsOf(this.activation.body).get(statement) ?? 0;
    const own = `${this.activation.keyPrefix}${String(ordinal)}`;
    const key = this.statements > 0 && ordinal === 0 ? this.statement.key : own;
    let count = this.counts.get(key);
    if (!count) {
      count = { accesses: 0, others: 0, calls: 0 };
      this.counts.set(key, count);
    }
    this.statement = {
      text: this.texts[this.activation.file].statement(shown),
      key,
      label,
      from: shown.from,
      to: shown.to,
      count,
    };
    return outer;
  }

  label(): Label {
    return { pc: -1 };
  }

  place(label: Label): void {
    this.freedom?.placed();
    label.pc = this.instance.code.length;
    this.lastPlaced = label.pc;
  }

  private lastPlaced = -1;

  /** Does what was lowered last lead here? */
  isReached(): boolean {
    const { code } = this.instance;
    return this.lastPlaced === code.length || code.at(-1)?.op !== 'jump';
  }

  /** Takes back a jump to `label` that was emitted last, when `label` is placed right here. */
  dropJumpTo(label: Label): void {
    const { code } = this.instance;
    const last = this.targets[this.targets.length - 1];
    if (last?.labels[0] !== label || last.pc !== code.length - 1 || code[last.pc]?.op !== 'jump') return;
    if (this.lastPlaced === code.length) return;
    code.pop();
    this.targets.pop();
  }

  /** Targets are labels until the program is complete: `resolveLabels` in assemble.ts. */
  jump(to: Label): void {
    this.emitTo({ op: 'jump', to: 0 }, to);
  }

  branch(cond: Expr, to: Label): void {
    if (cond.k === 'const') {
      if (cond.v !== 0) this.jump(to);
    } else this.emitTo({ op: 'branch', cond, to: 0 }, to);
  }

  choose(to: readonly Label[], names: readonly string[]): void {
    this.targets.push({ pc: this.instance.code.length, labels: to });
    this.emit({ op: 'choose', to: [], names });
  }

  private readonly counts = new Map<string, StatementCount>();
  readonly targets: { readonly pc: number; readonly labels: readonly Label[] }[] = [];

  private emitTo(body: InstrBody, label: Label): void {
    this.emit(body);
    // Behind the check that the condition has a value, where there is one.
    this.targets.push({ pc: this.instance.code.length - 1, labels: [label] });
  }

  /** Patches the targets of everything emitted so far. */
  resolveLabels(): void {
    const { code } = this.instance;
    for (const { pc, labels } of this.targets) {
      const instr = code[pc];
      const to = labels.map((label) => label.pc);
      if (instr?.op === 'choose') code[pc] = { ...instr, to };
      else if (instr?.op === 'jump' || instr?.op === 'branch') code[pc] = { ...instr, to: to[0] ?? 0 };
    }
  }

  /** Reports a mistake; inside the prelude, at the scenario's statement that called into it. */
  error(code: string, at: Span, message: string): void {
    this.instance.diagnostics.error(code, this.activation.file === 0 ? at : this.caller, message);
  }

  /** The innermost statement of the scenario itself. */
  caller: Span = { from: 0, to: 1 };
}

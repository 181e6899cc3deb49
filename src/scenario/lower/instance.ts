/**
 * One scenario under one choice of settings, while it becomes a program.
 */
import type { Arch, CallResult, Expr, Hardware, Instr, Scope } from '../../machine/index.ts';
import type { Budget } from '../budget.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { AMBIENT, CONSTANTS } from '../check/symbols.ts';
import type { FunctionSymbol, GlobalSymbol, Symbols } from '../check/symbols.ts';
import { isAggregate, wordsOf, type CType } from '../types/ctype.ts';
import type { DeclarationOf, Declarator, Expression, Span } from '../syntax/syntax.ts';
import { ADDRESS_BASE, pteValue } from '../../base/index.ts';
import { ONE, binary, conditional, constant, unary, wideConstant, oneBit } from './fold.ts';
import { NO_VALUE } from './defined.ts';
import type { Deferral, Deferring } from './deferred.ts';
import type { Handover } from './dma.ts';
import type { MadeObject } from './lifetime.ts';
import type { LockUse } from './lock-uses.ts';
import { lateParts } from './late.ts';
import { Layout, type Place } from './layout.ts';
import type { Masks } from './masks.ts';
import { literalType, unaryOperatorOn } from './width.ts';
import { onNumbers } from './arithmetic.ts';
import { hasNumbers, isOff, optionValue } from './option-values.ts';

/** Values of pointers to functions begin here, far from addresses of cells and from entries of page tables. */
const FUNCTION_BASE = 0x0f00_0000;

/** A place in the code that is not known yet; instructions name it until `resolve`. */
export interface Label {
  pc: number;
  /** What is masked where jumps to it stand (masks.ts). */
  masks?: Masks[];
}

export interface RaisedIrq {
  readonly irq: string;
  /** Bit mask of CPUs, null where it is not known statically. */
  readonly cpus: number | null;
  readonly from: number;
  readonly to: number;
}

export interface LoweredCall extends CallResult {
  readonly name: string;
  readonly text: string;
}

/** `from` up to `then` are its instructions; it goes on at `then` if it holds. */
export interface LoweredCondition {
  readonly text: string;
  readonly from: number;
  readonly then: number;
}

export class Instance {
  readonly layout: Layout;
  readonly code: Instr[] = [];
  readonly scopes: Scope[] = [];
  readonly raised: RaisedIrq[] = [];
  /** It has a word that only its architecture has. */
  isOfOneArch = false;
  readonly lockUses: LockUse[] = [];
  /** Every call, and every expression that computes, with what it gives, and every condition of an `if` that only the run decides: for rows of interleavings. */
  readonly calls: LoweredCall[] = [];
  readonly conditions: LoweredCondition[] = [];
  /** Words that leave no instruction, such as `barrier()`, and the one that they stand in front of. */
  readonly silent: { readonly word: string; readonly pc: number }[] = [];
  /** Stores that free what their address points to, by pc. */
  readonly frees = new Set<number>();
  /** Whether interrupts were masked where flags were saved that are no local of their own, by their place. */
  readonly savedFlags = new Map<string, boolean>();
  /** What was given for a lock and is none, as it is written. */
  readonly noLocks = new Set<string>();
  /** Parameters of the function that is folded. */
  private given: ReadonlyMap<string, Expr> = new Map();
  /** Objects of the places that allocate; null where nobody asks which are lost. */
  readonly made: MadeObject[] | null;
  /** Effects by which a buffer of a device changes hands, by pc. */
  readonly handovers = new Map<number, Handover>();
  /** Where the locals lie that are `static`, by their declarators. */
  readonly statics = new Map<Declarator, Place>();
  /** Cells of locals, which are gone when their code is done. */
  readonly onStack = new Set<number>();
  /** What is called later, by kind. */
  readonly deferrals = new Map<Deferring, Deferral>();
  /** Accesses by pc that reach an object which may be gone by then, as the kernel keeps that word elsewhere. */
  readonly lasting = new Set<number>();
  readonly cpuCount: number;
  readonly arch: Arch;
  readonly hardware: Hardware;
  /** How many read-side sections each CPU and agent is in; null where nobody waits for them (rcu.ts). */
  readers: Place | null = null;
  /** How many RCU callbacks are not over, by colour; null where nobody waits for them. */
  callbacks: Place | null = null;
  private evaluating = 0;

  readonly budget: Budget;
  /** Contexts that do nothing but work and callbacks, one for each object, by name. */
  readonly workers: readonly string[];
  readonly symbols: Symbols;
  /** Every option and hardware option by name. */
  readonly settings: ReadonlyMap<string, string>;
  readonly diagnostics: Diagnostics;

  constructor(
    symbols: Symbols,
    settings: ReadonlyMap<string, string>,
    diagnostics: Diagnostics,
    properties: readonly DeclarationOf<'property'>[],
    budget: Budget,
    workers: readonly string[],
  ) {
    this.workers = workers;
    this.made = properties.some(({ rule }) => rule?.text === 'leak') ? [] : null;
    this.budget = budget;
    this.symbols = symbols;
    this.settings = settings;
    this.diagnostics = diagnostics;
    this.cpuCount = symbols.cpus.length;
    this.arch = settings.get('arch') === 'x86' ? 'x86' : 'arm64';
    this.hardware = this.hardwareUnder(settings);
    const constants = {
      constant: (e: Expression) => this.constant(e),
      option: (name: string) => settings.get(name) ?? '',
      error: (code: string, at: Span, message: string) => {
        diagnostics.error(code, at, message);
      },
    };
    this.layout = new Layout(
      symbols,
      constants,
      settings.get('fetch') === 'line' ? 'line' : 'strict',
      properties,
      budget,
      this.arch,
    );
    this.layout.begin();
  }

  /** CPUs and agents. */
  get contextCount(): number {
    return this.cpuCount + this.symbols.agents.length + this.workers.length;
  }

  /** Contexts that may sleep. */
  get taskCount(): number {
    return this.workers.length > 0 ? this.contextCount : this.cpuCount;
  }

  contextName(n: number): string {
    if (n < this.cpuCount) return `CPU ${String(n)}`;
    const agents = this.symbols.agents.length;
    return (
      this.symbols.agents[n - this.cpuCount]?.name.text ?? this.workers[n - this.cpuCount - agents] ?? ''
    );
  }

  private hardwareUnder(settings: ReadonlyMap<string, string>): Hardware {
    const on = (name: string, initial: boolean) => {
      const value = settings.get(name);
      return value === undefined ? initial : !isOff(value);
    };
    return {
      eos: on('eos', true),
      eis: on('eis', true),
      ets2: on('ets2', false),
      idc: on('idc', this.arch === 'x86'),
      dic: on('dic', this.arch === 'x86'),
      hafdbs: on('hafdbs', false),
    };
  }

  /** The value of an expression that must be known before the program runs; reports and gives 0 when it is not. */
  constant(e: Expression): number {
    // Sizes of arrays may name each other in a circle.
    this.evaluating++;
    const value = this.evaluating > 50 ? null : this.fold(e);
    this.evaluating--;
    if (value?.k === 'const') return value.v;
    if (value) this.diagnostics.error('undefined', e, NO_VALUE);
    else
      this.diagnostics.error(
        'not-constant',
        e,
        'Expected a constant here: numbers, enum values, options, addresses of variables.',
      );
    return 0;
  }

  constantOrNull(e: Expression): number | null {
    const value = this.fold(e);
    return value?.k === 'const' ? value.v : null;
  }

  /** What a call in an initializer is worth where constants alone tell it: `BIT(3)`, a function that only computes. */
  private foldCall(call: Expression & { readonly k: 'call' }): Expr | null {
    const { callee, args } = call;
    const size = lateParts()?.sizeIn(this, call);
    const a = args[0] ? this.fold(args[0]) : null;
    if (size) return size;
    if (a && /^BIT(_ULL)?$/.test(callee.text)) return oneBit(a, callee.text === 'BIT_ULL');
    if (a && /_to_jiffies$|^round_jiffies|^RCU_INITIALIZER$/.test(callee.text)) return a;
    if (a && callee.text === 'cpumask_of') return binary('<<', ONE, a);
    const decl = this.symbols.functions.get(callee.text)?.decl;
    const only = decl?.body.k === 'block' && decl.body.body.length === 1 ? decl.body.body[0] : undefined;
    if (!decl || only?.k !== 'return' || !only.value || this.given.size > 0) return null;
    const values = args.map((e) => this.fold(e));
    this.given = new Map(
      decl.parameters.flatMap(({ name }, i) => {
        const value = values[i];
        return value ? [[name.text, value] as const] : [];
      }),
    );
    const value = this.given.size === args.length ? this.fold(only.value) : null;
    this.given = new Map();
    return value;
  }

  private fold(e: Expression): Expr | null {
    switch (e.k) {
      case 'text':
        return ONE;
      case 'number':
        return wideConstant(e.value);
      case 'bool':
        return constant(Number(e.value));
      case 'name':
        if (this.given.has(e.name)) return this.given.get(e.name) ?? null;
        return this.symbols.isFunction(e.name)
          ? constant(this.functionValue(e.name))
          : this.constantName(e.name);
      case 'address':
        return e.a.k === 'name' && this.symbols.isFunction(e.a.name)
          ? constant(this.functionValue(e.a.name))
          : this.placeOf(e.a);
      case 'cast':
        return this.fold(e.a);
      case 'unary': {
        const a = this.fold(e.a);
        return a && unary(unaryOperatorOn(e.op, literalType(e.a)), a);
      }
      case 'binary': {
        const compared = this.comparedOption(e);
        if (compared !== null) return constant(compared);
        const a = this.fold(e.a);
        const b = this.fold(e.b);
        return a && b && onNumbers(e.op, a, b, literalType(e.a), literalType(e.b));
      }
      case 'conditional': {
        const [c, a, b] = [this.fold(e.c), this.fold(e.a), this.fold(e.b)];
        return c && a && b && conditional(c, a, b);
      }
      case 'call':
        return this.translation(e) ?? this.foldCall(e);
      default:
        return null;
    }
  }

  /** `pte(frame)`, `pte_invalid(frame)`: values of translations; `BIT(n)`. */
  translation(e: Expression & { k: 'call' }): Expr | null {
    const argument = e.args[0];
    if (!argument) return null;
    if (e.callee.text === 'BIT' || e.callee.text === 'BIT_ULL' || e.callee.text === 'cpumask_of') {
      const n = this.fold(argument);
      return n && oneBit(n, e.callee.text === 'BIT_ULL');
    }
    if (e.callee.text === 'is_named')
      return constant(Number(argument.k === 'name' && this.symbols.words.has(argument.name)));
    if (e.callee.text !== 'pte' && e.callee.text !== 'pte_invalid') return null;
    const place = argument.k === 'name' ? this.layout.place(argument.name) : null;
    return place && constant(pteValue(place.cell, e.callee.text === 'pte'));
  }

  /** The address of a place that is known before anything runs: `x`, `a[1]`, `s.m`, `a[1].m`. */
  private placeOf(e: Expression): Expr | null {
    const found = this.typedPlace(e);
    return found && constant(found.address);
  }

  private typedPlace(e: Expression): { readonly address: number; readonly type: CType } | null {
    switch (e.k) {
      case 'name': {
        const place = this.layout.place(e.name);
        return place && { address: ADDRESS_BASE + place.cell, type: place.type };
      }
      case 'index': {
        const base = this.typedPlace(e.base);
        const index = this.fold(e.index);
        if (base?.type.k !== 'array' || index?.k !== 'const') return null;
        return { address: base.address + index.v * wordsOf(base.type.of), type: base.type.of };
      }
      case 'member': {
        const base = e.arrow ? null : this.typedPlace(e.base);
        if (base?.type.k !== 'struct') return null;
        const member = this.layout.types.member(base.type, e.member, e);
        return member && { address: base.address + member.offset, type: member.type };
      }
      case 'call': {
        const [variable, cpu] = e.args;
        const n = e.callee.text === 'per_cpu' && variable?.k === 'name' && cpu ? this.fold(cpu) : null;
        const place = variable?.k === 'name' && n?.k === 'const' ? this.layout.place(variable.name) : null;
        if (!place?.perCpu || place.type.k !== 'array' || n?.k !== 'const') return null;
        const { of } = place.type;
        return { address: ADDRESS_BASE + place.cell + n.v * wordsOf(of), type: of };
      }
      default:
        return null;
    }
  }

  /** What a pointer to a named function holds. It is no address of memory, and 0 is none. */
  functionValue(name: string): number {
    const known = this.layout.functions.get(name);
    if (known !== undefined) return known;
    // Numbered in the order in which the scenario names them, whoever asks first.
    const named = [...this.symbols.addressed];
    if (!named.includes(name)) named.push(...this.symbols.functions.keys());
    const value = FUNCTION_BASE + named.indexOf(name);
    this.layout.functions.set(name, value);
    return value;
  }

  /** Functions of so many parameters whose address the scenario takes somewhere. */
  callable(arity: number): readonly { readonly symbol: FunctionSymbol; readonly value: number }[] {
    // The prelude names some of its own.
    const named = new Set([...this.symbols.addressed, ...this.layout.functions.keys()]);
    return [...named].flatMap((name) => {
      const symbol = this.symbols.functions.get(name);
      return symbol?.decl.parameters.length === arity ? [{ symbol, value: this.functionValue(name) }] : [];
    });
  }

  /** A name that is a constant under these settings, else null. Arrays stand for their address, as in C. */
  constantName(name: string): Expr | null {
    const symbol = this.symbols.globals.get(name);
    if (symbol) return this.constantSymbol(name, symbol);
    if (AMBIENT.includes(name)) {
      if (name === 'NR_CPUS') return constant(this.cpuCount);
      if (name === 'NR_TASKS') return constant(this.taskCount);
      if (name === 'cpu_online_mask') return constant((1 << this.cpuCount) - 1);
      return null;
    }
    const known = CONSTANTS.get(name);
    if (known !== undefined) return constant(known);
    // A hardware option that the scenario does not offer has its architectural value.
    if (name in this.hardware) return constant(Number(this.hardware[name as keyof Hardware]));
    return null;
  }

  private constantSymbol(name: string, symbol: GlobalSymbol): Expr | null {
    if (symbol.k === 'constant') return constant(symbol.value);
    if (symbol.k === 'option') return constant(optionValue(this.settings.get(name) ?? ''));
    if (symbol.k === 'variable') {
      const place = this.layout.place(name);
      return place && isAggregate(place.type) && !place.perCpu ? constant(ADDRESS_BASE + place.cell) : null;
    }
    return symbol.k === 'define' ? this.fold(symbol.value) : null;
  }

  /** `option == value` and `option != value`: 0 or 1; null for any other expression. A local hides an option. */
  comparedOption(
    e: Expression & { k: 'binary' },
    isLocal: (name: string) => boolean = () => false,
  ): number | null {
    if (e.op !== '==' && e.op !== '!=') return null;
    const isSet = this.isSetTo(e.a, e.b, isLocal) ?? this.isSetTo(e.b, e.a, isLocal);
    return isSet === null ? null : Number(isSet === (e.op === '=='));
  }

  /** Has the option that `side` names the value that `other` names? Null where they name no such things. */
  private isSetTo(side: Expression, other: Expression, isLocal: (name: string) => boolean): boolean | null {
    if (side.k !== 'name' || !this.isOption(side.name) || isLocal(side.name)) return null;
    const value = other.k === 'name' ? other.name : other.k === 'number' ? String(other.value) : null;
    // Options whose values are all numbers are compared as numbers, with anything.
    const symbol = this.symbols.globals.get(side.name);
    if (value === null || (symbol?.k === 'option' && hasNumbers(symbol.decl))) return null;
    return (side.name === 'arch' ? this.arch : (this.settings.get(side.name) ?? '')) === value;
  }

  private isOption(name: string): boolean {
    return name === 'arch' || this.symbols.globals.get(name)?.k === 'option';
  }
}

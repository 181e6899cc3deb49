/**
 * Checks of expressions: names, calls, and what may be assigned.
 */
import { isConfigured } from '../syntax/conditionals.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { DSB_OPTIONS } from '../lower/barriers.ts';
import { isNumeric } from '../lower/option-values.ts';
import { primitiveOf } from '../lower/primitives.ts';
import type { Expression, Span } from '../syntax/syntax.ts';
import { AMBIENT, CONSTANTS, type Symbols } from './symbols.ts';
import { calledBy } from './called.ts';
import { reportUnknownWord } from './unknown-word.ts';
import { operands } from './walk.ts';

const HARDWARE: readonly string[] = ['eos', 'eis', 'ets2', 'idc', 'dic', 'hafdbs', 'fetch'];

/** Words of which an argument is a member's name, and which one that is. */
const MEMBERS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    (
      'container_of container_of_const list_entry list_first_entry list_first_entry_or_null list_last_entry hlist_entry ' +
      'hlist_entry_safe list_first_or_null_rcu list_entry_rcu llist_entry hlist_bl_entry from_timer timer_container_of ' +
      'from_tasklet from_work list_entry_is_head'
    )
      .split(' ')
      .map((name) => [name, 2]),
  ),
  kfree_rcu: 1,
  kvfree_rcu: 1,
  offsetof: 1,
  list_next_entry: 1,
  list_prev_entry: 1,
  list_next_or_null_rcu: 3,
};

/** Words whose first argument is an interrupt. */
const RAISES = /^raise(?:_nmi)?$|^(?:__)?raise_softirq(?:_irqoff)?$/;

function howToDeclare(name: string, final: boolean): string {
  if (/^[A-Z_0-9]+$/.test(name)) return `Say what it is: \`#define ${name} 1\`.`;
  if (final) return `A local of CPU 0 is \`cpu0.${name}\`; a variable is declared: \`int ${name};\`.`;
  if (name === 'flags') return 'Declare it: `unsigned long flags;`.';
  return `Declare it: \`int ${name};\`, at the top where CPUs share it.`;
}

/** Names of local variables, from the innermost block outwards. */
export class LocalNames {
  private readonly own: Set<string>;
  private readonly outer: LocalNames | null;

  constructor(outer: LocalNames | null, own: Iterable<string> = []) {
    this.outer = outer;
    this.own = new Set(own);
  }

  has(name: string): boolean {
    return this.own.has(name) || (this.outer?.has(name) ?? false);
  }

  add(name: string): void {
    this.own.add(name);
  }

  all(): readonly string[] {
    return [...this.own, ...(this.outer?.all() ?? [])];
  }
}

export interface Scope {
  readonly names: LocalNames;
  readonly inLoop: boolean;
  readonly inSwitch?: boolean;
  readonly labels: ReadonlySet<string>;
}

export class ExpressionCheck {
  private readonly symbols: Symbols;
  private readonly diagnostics: Diagnostics;
  /** Words that are not known, each told once. */
  private readonly words = new Set<string>();
  /** Names that are not declared, each told once in a function. */
  private names = new Set<string>();
  private isReached = true;
  /** Names that an unknown macro may declare. */
  private readonly supposed: ReadonlySet<string>;
  /** Checks the block of a `({ … })`. */
  statements: ((e: Expression & { readonly k: 'statements' }, scope: Scope) => void) | null = null;

  constructor(symbols: Symbols, diagnostics: Diagnostics, supposed: ReadonlySet<string>) {
    this.symbols = symbols;
    this.diagnostics = diagnostics;
    this.supposed = supposed;
  }

  /** Another function begins; of what is not known in one that nobody reaches nothing is said. */
  begin(isReached = true): void {
    this.isReached = isReached;
    this.names = new Set();
  }

  private error(code: string, at: Span, message: string): void {
    this.diagnostics.error(code, at, message);
  }

  /** What an assignment or an increment changes. */
  checkTarget(target: Expression, scope: Scope): void {
    if (target.k === 'name' && !scope.names.has(target.name)) {
      const symbol = this.symbols.globals.get(target.name);
      if (
        symbol &&
        symbol.k !== 'variable' &&
        symbol.k !== 'text' &&
        symbol.k !== 'page' &&
        symbol.k !== 'frame'
      ) {
        this.error(
          'not-assignable',
          target,
          `\`${target.name}\` is ${symbol.k === 'option' ? 'an option' : symbol.k === 'lock' ? 'a lock' : 'a constant'} and cannot be assigned to.`,
        );
      }
    }
    this.check(target, scope);
  }

  check(e: Expression, scope: Scope, final = false): void {
    switch (e.k) {
      case 'name':
        this.checkName(e, e.name, scope, final);
        return;
      case 'call':
        this.checkCall(e, scope, final);
        return;
      case 'assign':
        if (e.bare)
          this.error(
            'assignment-condition',
            e,
            'Found `=`; to compare, write `==`. Where the assignment is meant, give it parentheses of its own.',
          );
        this.checkTarget(e.target, scope);
        this.check(e.value, scope);
        this.checkValue(e.value);
        return;
      case 'step':
        this.checkTarget(e.target, scope);
        return;
      case 'statements':
        this.statements?.(e, scope);
        return;
      case 'indirect':
        // `guard(mutex)(&l)`: the first name is no value.
        if (e.fn.k === 'call' && e.fn.callee.text === 'guard') {
          for (const a of e.args) this.check(a, scope, final);
          return;
        }
        break;
      case 'member':
        if (final && e.base.k === 'name' && /^cpu\d+$/.test(e.base.name)) return;
        break;
      case 'binary':
        if ((e.op === '==' || e.op === '!=') && this.checkComparison(e, scope)) return;
        if (e.op === '&&' && this.isOff(e.a)) return;
        break;
      default:
        break;
    }
    for (const part of operands(e)) {
      this.check(part, scope, final);
      if (e.k !== 'comma' && e.k !== 'conditional' && e.k !== 'cast') this.checkValue(part);
    }
  }

  /** `IS_ENABLED(CONFIG_X)` of what nobody configures: what hangs on it is never evaluated. */
  isOff(e: Expression): boolean {
    if (e.k === 'binary' && e.op === '&&') return this.isOff(e.a) || this.isOff(e.b);
    if (e.k === 'bool' || e.k === 'number') return !e.value;
    const [name] = e.k === 'call' && /^IS_(?:ENABLED|BUILTIN|REACHABLE)$/.test(e.callee.text) ? e.args : [];
    return name?.k === 'name' && !this.symbols.globals.has(name.name) && !isConfigured(name.name);
  }

  /** A call whose value is asked for has one. */
  checkValue(e: Expression): void {
    const called = e.k === 'call' ? this.symbols.functions.get(e.callee.text)?.decl : undefined;
    if (called?.type.name === 'void' && called.stars === 0)
      this.error('no-value', e, `\`${called.name.text}()\` is \`void\`: it gives no value.`);
  }

  /** `option == value`: the value is looked up in the option. False when no side is an option. */
  private checkComparison(e: Expression & { k: 'binary' }, scope: Scope): boolean {
    for (const [side, other] of [
      [e.a, e.b],
      [e.b, e.a],
    ] as const) {
      if (side.k !== 'name' || scope.names.has(side.name)) continue;
      const symbol = this.symbols.globals.get(side.name);
      const values =
        side.name === 'arch'
          ? ['arm64', 'x86']
          : symbol?.k === 'option'
            ? symbol.decl.values.map((value) => value.name.text)
            : null;
      if (!values || isNumeric(values)) continue;
      const found = other.k === 'name' ? other.name : other.k === 'number' ? String(other.value) : '';
      if (!values.includes(found))
        this.error(
          'unknown-value',
          other,
          `Found \`${found}\`; the values of \`${side.name}\` are: ${values.join(', ')}.`,
        );
      return true;
    }
    return false;
  }

  private isKnown(name: string, scope: Scope): boolean {
    return (
      scope.names.has(name) ||
      this.symbols.globals.has(name) ||
      this.symbols.functions.has(name) ||
      CONSTANTS.has(name) ||
      AMBIENT.includes(name) ||
      HARDWARE.includes(name) ||
      this.supposed.has(name)
    );
  }

  private checkName(at: Span, name: string, scope: Scope, final: boolean): void {
    if (this.isKnown(name, scope) || this.names.has(name)) return;
    this.names.add(name);
    if (!this.isReached) return;
    const meant = this.diagnostics.suggest(name, [
      ...scope.names.all(),
      ...this.symbols.globals.keys(),
      ...CONSTANTS.keys(),
      ...AMBIENT,
    ]);
    const message =
      this.symbols.functions.has(name) || primitiveOf(name)
        ? `\`${name}\` is a function; expected a call: \`${name}(…)\`.`
        : `Found the name \`${name}\`, which is not declared. ${meant === null || name === 'flags' ? howToDeclare(name, final) : `Did you mean \`${meant}\`?`}`;
    const fix =
      meant === null || name === 'flags'
        ? undefined
        : { label: `Change to \`${meant}\``, from: at.from, to: at.to, insert: meant };
    this.diagnostics.error('unknown-name', at, message, fix);
  }

  private checkCall(e: Expression & { k: 'call' }, scope: Scope, final: boolean): void {
    const name = e.callee.text;
    const own = calledBy(this.symbols, name, e.args.length);
    const primitive = own ? null : primitiveOf(name);
    const arity = own ? own.decl.parameters.length : primitive?.arity;
    if (name === 'PTE') {
      for (const a of e.args) this.check(a, scope, final);
      return;
    }
    const atLeast = primitive?.more === true;
    const variable = scope.names.has(name) || this.symbols.globals.get(name)?.k === 'variable';
    if (arity === undefined && variable) {
      // A call through a pointer to a function.
    } else if (arity === undefined) {
      if (!this.words.has(name) && this.isReached) reportUnknownWord(e.callee, this.diagnostics);
      if (this.isReached) this.words.add(name);
      this.checkUnknown(e, scope);
      return;
    } else if (atLeast ? e.args.length < arity : e.args.length !== arity) {
      this.error(
        'arguments',
        e,
        `\`${name}\` takes ${String(arity)} argument${arity === 1 ? '' : 's'}${atLeast ? ' or more' : ''}; found ${String(e.args.length)}.`,
      );
    }
    const isDomain = (name === 'dsb' || name === 'dmb') && !own;
    const irqAt = primitive && RAISES.test(name) ? 0 : primitive && name === 'smp_cross_call' ? 1 : -1;
    e.args.forEach((a, i) => {
      // The member that `container_of(p, struct foo, member)` names.
      if (i === MEMBERS[name] && (a.k === 'name' || a.k === 'member')) return;
      if (isDomain && a.k === 'name') {
        if (!DSB_OPTIONS.includes(a.name))
          this.error('unknown-value', a, `Found \`${a.name}\`; expected sy, ish, ishst or ishld.`);
      } else if (i === irqAt) this.checkIrq(a);
      else if (primitive?.special?.at.includes(i)) this.checkSpecial(a, primitive.special.is, scope);
      else this.check(a, scope, final);
    });
  }

  /** What is not known may declare a name, `XA_STATE(xas, …)`, and has constants of its own: nothing is said of these. */
  private checkUnknown(e: Expression & { k: 'call' }, scope: Scope): void {
    const isMacro = /^[A-Z_0-9]+$/.test(e.callee.text);
    for (const a of e.args) {
      if (a.k === 'name' && isMacro && !this.isKnown(a.name, scope)) scope.names.add(a.name);
      this.suppose(a);
      this.check(a, scope);
    }
  }

  private suppose(e: Expression): void {
    if (e.k === 'name' && /^[A-Z_0-9]+$/.test(e.name)) this.names.add(e.name);
    for (const part of operands(e)) this.suppose(part);
  }

  private checkSpecial(e: Expression, is: 'condition' | 'config' | 'nothing', scope: Scope): void {
    if (is === 'nothing') return;
    if (is === 'condition') this.check(e, { ...scope, names: new LocalNames(scope.names, ['VAL']) });
    else if (e.k !== 'name') this.error('arguments', e, 'Expected a name: of an option.');
  }

  private checkIrq(e: Expression): void {
    const names = this.symbols.handlers.flatMap(({ decl }) => (decl.name ? [decl.name.text] : []));
    if (e.k === 'name' && names.includes(e.name)) return;
    this.error(
      'unknown-irq',
      e,
      `Expected the name of an interrupt that has a handler (\`on irq NAME { … }\`, \`on softirq NAME { … }\`): ${names.length === 0 ? 'there is none' : [...new Set(names)].join(', ')}.`,
    );
  }
}

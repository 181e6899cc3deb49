/**
 * Locals that may be read before anything was stored to them: such a read has no value in C (ISO C 6.3.2.1, 6.7.9). Which locals
 * that may be is found here, by what every way through a body has stored; what a run does decides the machine, for each
 * of them has a register that tells whether it was set. What was set stays so, hence no way back brings anything new.
 */
import { effectsIn, expressionsIn, ofInitializer, operands } from '../check/walk.ts';
import type { Declarator, Expression, Simple, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ZERO } from './fold.ts';
import type { Instance } from './instance.ts';

/** Declarators without a value yet; null where nothing runs. */
type Unset = ReadonlySet<Declarator> | null;
type Names = ReadonlyMap<string, Declarator | null>;

/** Words that take the values of all their arguments; others may set a local that is named to them. */
export const TAKES =
  /^(?:READ_ONCE|WRITE_ONCE|smp_(?:load|store|cond)_\w+|rcu_(?:assign|dereference)\w*|x?chg\w*|cmpxchg\w*|atomic\w*|refcount_\w+|kfree\w*|(?:WARN|BUG)_ON\w*|(?:un)?likely)$/;
/** Words that look at what their arguments are, not at their values. */
export const LOOKS = /^(?:sizeof|typeof|__typeof__|offsetof|container_of\w*)$/;

/** By what options are set to, and body. */
const known = new WeakMap<Instance, Map<Statement, ReadonlySet<Declarator>>>();

/** Begins to keep whether the local of register `r` was set, where a read of it may come before. */
export function watchUnset(ctx: Context, declarator: Declarator, r: number): void {
  const { activation, instance } = ctx;
  if (activation.file !== 0) return;
  const bodies = known.get(instance) ?? new Map<Statement, ReadonlySet<Declarator>>();
  known.set(instance, bodies);
  const found = bodies.get(activation.body) ?? new Reading(instance).of(activation.body);
  bodies.set(activation.body, found);
  if (!found.has(declarator)) return;
  const set = ctx.register('');
  ctx.setBy.set(r, set);
  ctx.emitUncounted({ op: 'let', dst: set, value: ZERO });
}

/** A read of such a local: it is set, or the run violates `undefined`. */
export function checkSet(ctx: Context, r: number): void {
  const set = ctx.setBy.get(r);
  if (set === undefined) return;
  const effects = [
    { k: 'assert', cond: ctx.read(set), property: ctx.instance.layout.undefinedProperty() },
  ] as const;
  const text = `${ctx.registers[r] ?? ''} is read, and nothing was stored to it`;
  ctx.emitUncounted({ op: 'effect', effects, silent: true, moment: true }, text);
}

class Reading {
  private readonly found = new Set<Declarator>();
  private readonly gotos = new Map<string, Set<Declarator>>();
  private breaks = new Set<Declarator>();
  private readonly instance: Instance;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  of(body: Statement): ReadonlySet<Declarator> {
    this.after(body, new Set(), new Map());
    return this.found;
  }

  /** What has no value behind a statement. */
  private after(s: Statement, before: Unset, names: Names): Unset {
    if (s.k === 'block') return this.all(s.body, before, names);
    if (s.k === 'labeled')
      return this.after(s.body, both(before, this.gotos.get(s.label.text) ?? null), names);
    if (before === null && s.k !== 'switch') return null;
    const unset = new Set(before);
    switch (s.k) {
      case 'if': {
        const { cond } = s;
        const chosen = this.decided(cond, names);
        if (chosen !== null) {
          const arm = chosen ? s.then : s.otherwise;
          return arm ? this.after(arm, unset, names) : unset;
        }
        this.read(cond, unset, names);
        return both(
          this.after(s.then, unset, names),
          s.otherwise ? this.after(s.otherwise, unset, names) : unset,
        );
      }
      case 'while':
      case 'do':
      case 'for':
      case 'foreach':
      case 'loop':
        return this.loop(s, unset, names);
      case 'switch': {
        this.read(s.value, unset, names);
        const outer = this.breaks;
        this.breaks = new Set();
        let end: Unset = s.cases.some(({ labels }) => labels.includes(null)) ? null : unset;
        let falls: Unset = null;
        for (const { body } of s.cases) falls = this.all(body, both(unset, falls), names);
        end = both(both(end, falls), this.breaks);
        this.breaks = outer;
        return end;
      }
      case 'either':
        return s.arms.map(({ body }) => this.after(body, unset, names)).reduce(both, null);
      case 'return':
        if (s.value) this.read(s.value, unset, names);
        return null;
      case 'break':
        for (const one of unset) this.breaks.add(one);
        return null;
      case 'continue':
        return null;
      case 'goto': {
        const { text } = s.label;
        this.gotos.set(text, new Set([...(this.gotos.get(text) ?? []), ...unset]));
        return null;
      }
      case 'simple':
        this.simple(s.simple, unset, names);
        break;
      default:
        for (const e of expressionsIn(s)) this.read(e, unset, names);
    }
    for (const effect of effectsIn(s))
      this.read(effect.k === 'assert' ? effect.cond : effect.value, unset, names);
    return unset;
  }

  private all(body: readonly Statement[], before: Unset, outer: Names): Unset {
    const names = new Map(outer);
    return body.reduce<Unset>((now, s) => {
      if (s.k !== 'local') return this.after(s, now, names);
      const unset = now && new Set(now);
      for (const declarator of s.declarators) {
        const { init, name } = declarator;
        const isUnset = init === null && !s.isStatic;
        if (unset && init) for (const e of ofInitializer(init)) this.read(e, unset, names);
        names.set(name.text, isUnset ? declarator : null);
        if (isUnset) unset?.add(declarator);
      }
      return unset;
    }, before);
  }

  private loop(s: Statement & { readonly body: Statement }, unset: Set<Declarator>, outer: Names): Unset {
    const names = new Map(outer);
    if (s.k === 'foreach') this.sets(s.name.text, unset, names);
    if (s.k === 'loop') for (const e of s.args) if (e.k === 'name') this.sets(e.name, unset, names);
    if (s.k === 'for' && s.init) {
      if (!('name' in s.init)) this.simple(s.init, unset, names);
      else {
        if (s.init.init) for (const e of ofInitializer(s.init.init)) this.read(e, unset, names);
        names.set(s.init.name.text, null);
      }
    }
    const outside = this.breaks;
    this.breaks = new Set();
    const cond = s.k === 'while' || s.k === 'for' || s.k === 'do' ? s.cond : null;
    const isFirst = s.k === 'while' || s.k === 'for';
    if (isFirst && cond) this.read(cond, unset, names);
    const end = this.after(s.body, unset, names);
    if (end && s.k === 'for' && s.step) this.simple(s.step, new Set(end), names);
    const last = new Set(end ?? unset);
    if (s.k === 'do' && cond) this.read(cond, last, names);
    const isEndless = (s.k === 'for' && !cond) || (isFirst && cond?.k === 'number' && cond.value !== 0);
    const behind = both(isEndless ? null : s.k === 'do' ? last : unset, this.breaks);
    this.breaks = outside;
    return behind;
  }

  private simple(simple: Simple, unset: Set<Declarator>, names: Names): void {
    this.read(
      simple.k === 'expression' ? simple.e : simple.k === 'assign' ? simple : simple.target,
      unset,
      names,
    );
  }

  /** Notes what an expression reads, and takes out what it sets. */
  private read(
    e: Expression | (Simple & { readonly k: 'assign' }),
    unset: Set<Declarator>,
    names: Names,
  ): void {
    switch (e.k) {
      case 'name': {
        const declarator = names.get(e.name);
        if (declarator && unset.has(declarator)) this.found.add(declarator);
        return;
      }
      case 'assign':
        this.read(e.value, unset, names);
        if (e.target.k !== 'name' || e.op !== '=') this.read(e.target, unset, names);
        if (e.target.k === 'name') this.sets(e.target.name, unset, names);
        return;
      case 'address':
        if (e.a.k === 'name') this.sets(e.a.name, unset, names);
        else this.read(e.a, unset, names);
        return;
      case 'call':
        if (LOOKS.test(e.callee.text)) return;
        for (const arg of e.args)
          if (arg.k === 'name' && !this.takes(e.callee.text)) this.sets(arg.name, unset, names);
          else this.read(arg, unset, names);
        return;
      case 'binary':
      case 'conditional': {
        const [first, ...rest] = operands(e);
        if (first) this.read(first, unset, names);
        // What may not be evaluated sets nothing for sure.
        const isSure = e.k === 'binary' && e.op !== '&&' && e.op !== '||';
        for (const one of rest) this.read(one, isSure ? unset : new Set(unset), names);
        return;
      }
      case 'statements': {
        const end = this.all(e.body, unset, names);
        for (const one of unset) if (end && !end.has(one)) unset.delete(one);
        return;
      }
      default:
        for (const one of operands(e)) this.read(one, unset, names);
    }
  }

  /** What options decide. */
  private decided(e: Expression, names: Names): boolean | null {
    if (e.k === 'unary' && e.op === '!') {
      const a = this.decided(e.a, names);
      return a === null ? null : !a;
    }
    if (e.k === 'name') {
      const value = names.has(e.name) ? null : this.instance.constantName(e.name);
      return value?.k === 'const' ? value.v !== 0 : null;
    }
    if (e.k !== 'binary') return null;
    if (e.op !== '&&' && e.op !== '||') {
      const compared = this.instance.comparedOption(e, (name) => names.has(name));
      return compared === null ? null : compared !== 0;
    }
    const settles = e.op === '||';
    const [a, b] = [this.decided(e.a, names), this.decided(e.b, names)];
    if (a === settles || b === settles) return settles;
    return a === null || b === null ? null : b;
  }

  private takes(name: string): boolean {
    return TAKES.test(name) || this.instance.symbols.functions.get(name)?.file === 0;
  }

  private sets(name: string, unset: Set<Declarator>, names: Names): void {
    const declarator = names.get(name);
    if (declarator) unset.delete(declarator);
  }
}

/** Where two ways meet. */
function both(a: Unset, b: Unset): Unset {
  return a && b ? new Set([...a, ...b]) : (a ?? b);
}

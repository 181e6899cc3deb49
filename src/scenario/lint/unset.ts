/**
 * Locals that are read although nothing was stored to them on any way there. C gives them no value (ISO C 6.3.2.1). Where one way
 * sets them nothing is said, nor where a word may: a run that reads them all the same is told of (lower/unset-locals.ts).
 */
import { effectsIn, everyExpression, expressionsIn, ofInitializer, operands } from '../check/walk.ts';
import type { Symbols } from '../check/symbols.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { LOOKS, TAKES } from '../lower/unset-locals.ts';
import type { Declarator, Expression, FileSyntax, Simple, Statement, TypeSyntax } from '../syntax/syntax.ts';

/** Names of locals without a value; null where nothing runs any more. */
type Unset = ReadonlySet<string> | null;

/** Types of which a local is a register; others are memory, or no number. */
const NUMBER =
  /^(?:(?:unsigned|signed) )*(?:int|long|short|char|bool|unsigned|signed|[us](?:8|16|32|64)|u?int\d+_t|s?size_t|pid_t|gfp_t|pte_t)(?: (?:int|long))*$/;

export function lintUnset(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics): void {
  for (const decl of file.declarations)
    if (decl.k === 'cpu' || decl.k === 'agent' || decl.k === 'handler' || decl.k === 'function')
      new Reading(symbols, diagnostics, decl.body).after(decl.body, new Set());
}

class Reading {
  private readonly symbols: Symbols;
  private readonly diagnostics: Diagnostics;
  /** What the body sets anywhere: known of behind a label, where one may come from wherever. */
  private readonly body: Statement;

  constructor(symbols: Symbols, diagnostics: Diagnostics, body: Statement) {
    this.symbols = symbols;
    this.diagnostics = diagnostics;
    this.body = body;
  }

  /** What has no value behind a statement. */
  after(s: Statement, before: Unset): Unset {
    if (before === null && s.k !== 'labeled' && s.k !== 'block') return null;
    const unset = new Set(before);
    switch (s.k) {
      case 'block': {
        const own = s.body.flatMap((one) =>
          one.k === 'local' ? one.declarators.map(({ name }) => name.text) : [],
        );
        const end = s.body.reduce<Unset>((now, one) => this.after(one, now), before);
        // Outside, its names are other locals.
        return end && without(end, new Set(own));
      }
      case 'local':
        for (const declarator of s.declarators) this.declared(s.type, declarator, unset, s.isStatic);
        this.effects(s, unset);
        return unset;
      case 'labeled':
        return this.after(s.body, without(unset, this.setIn(this.body)));
      case 'if': {
        this.read(s.cond, unset);
        const then = this.after(s.then, unset);
        return both(then, s.otherwise ? this.after(s.otherwise, unset) : unset);
      }
      case 'while':
      case 'for':
      case 'foreach':
      case 'loop':
      case 'do':
        return this.loop(s, unset);
      case 'switch': {
        this.read(s.value, unset);
        const after = without(unset, this.setIn(s));
        for (const [nth, { body }] of s.cases.entries())
          body.reduce<Unset>((now, one) => this.after(one, now), nth === 0 ? unset : after);
        return after;
      }
      case 'either':
        return s.arms.map(({ body }) => this.after(body, unset)).reduce(both, null);
      case 'return':
        if (s.value) this.read(s.value, unset);
        return null;
      case 'break':
      case 'continue':
      case 'goto':
        return null;
      default:
        for (const e of s.k === 'simple' ? [] : expressionsIn(s)) this.read(e, unset);
        if (s.k === 'simple') this.simple(s.simple, unset);
        this.effects(s, unset);
        return unset;
    }
  }

  /** The first round reads what is unset before it; what any round sets may be set behind it. */
  private loop(s: Statement & { readonly body: Statement }, unset: Set<string>): Unset {
    if (s.k === 'foreach' || s.k === 'loop') {
      unset.delete(s.name.text);
      for (const e of expressionsIn(s)) if (e.k === 'name') unset.delete(e.name);
    }
    const init = s.k === 'for' ? s.init : null;
    if (init && !('name' in init)) this.simple(init, unset);
    else if (init?.init) for (const e of ofInitializer(init.init)) this.read(e, unset);
    if ((s.k === 'for' || s.k === 'while') && s.cond) this.read(s.cond, unset);
    const end = this.after(s.body, unset);
    if (s.k === 'do' && end) this.read(s.cond, new Set(end));
    return without(unset, this.setIn(s));
  }

  private declared(type: TypeSyntax, declarator: Declarator, unset: Set<string>, isStatic?: true): void {
    const { name, init, stars, extents, callable } = declarator;
    for (const e of init ? ofInitializer(init) : []) this.read(e, unset);
    const isRegister = extents.length === 0 && (stars > 0 || callable || NUMBER.test(type.name));
    if (init === null && isRegister && !isStatic) unset.add(name.text);
    else unset.delete(name.text);
  }

  private simple(simple: Simple, unset: Set<string>): void {
    if (simple.k === 'increment') this.read(simple.target, unset);
    else this.read(simple.k === 'expression' ? simple.e : simple, unset);
  }

  private effects(s: Statement, unset: Set<string>): void {
    for (const effect of effectsIn(s)) this.read(effect.k === 'assert' ? effect.cond : effect.value, unset);
  }

  /** Tells of what an expression reads, and takes out what it sets. */
  private read(e: Expression | (Simple & { readonly k: 'assign' }), unset: Set<string>): void {
    switch (e.k) {
      case 'name':
        if (unset.delete(e.name))
          this.diagnostics.warning(
            'unset-local',
            e,
            `Nothing has been stored to \`${e.name}\` when it is read here: in C it has no value, and a run that comes here violates \`undefined\`. Give it one where it is declared.`,
          );
        return;
      case 'assign':
        this.read(e.value, unset);
        if (e.target.k === 'name' && e.op === '=') unset.delete(e.target.name);
        else this.read(e.target, unset);
        return;
      case 'address':
        if (e.a.k === 'name') unset.delete(e.a.name);
        else this.read(e.a, unset);
        return;
      case 'call': {
        if (LOOKS.test(e.callee.text)) return;
        const takes = TAKES.test(e.callee.text) || this.symbols.functions.get(e.callee.text)?.file === 0;
        for (const arg of e.args)
          if (arg.k === 'name' && !takes) unset.delete(arg.name);
          else this.read(arg, unset);
        return;
      }
      case 'statements': {
        const end = this.after({ k: 'block', body: e.body, from: e.from, to: e.to }, unset);
        for (const name of unset) if (end && !end.has(name)) unset.delete(name);
        return;
      }
      default:
        for (const one of operands(e)) this.read(one, unset);
    }
  }

  /** Names that a statement may give a value anywhere. */
  private setIn(s: Statement): ReadonlySet<string> {
    const names = new Set<string>();
    everyExpression(s, (e) => {
      const [target] = e.k === 'assign' || e.k === 'step' ? [e.target] : e.k === 'address' ? [e.a] : [];
      if (target?.k === 'name') names.add(target.name);
      if (e.k === 'call') for (const arg of e.args) if (arg.k === 'name') names.add(arg.name);
    });
    return names;
  }
}

function without(unset: ReadonlySet<string>, names: ReadonlySet<string>): Set<string> {
  return new Set([...unset].filter((name) => !names.has(name)));
}

/** Where two ways meet. */
function both(a: Unset, b: Unset): Unset {
  if (a === null || b === null) return a ?? b;
  return new Set([...a].filter((name) => b.has(name)));
}

/** What the code that can run uses: everything that is reached from CPUs, agents, handlers and properties. */
import type { Symbols } from '../check/symbols.ts';
import { effectsIn, expressionsIn, ofInitializer, operands } from '../check/walk.ts';
import { DEFERRED, type Deferring } from '../lower/deferred.ts';
import { nested } from '../lower/ordinals.ts';
import type { Expression, FileSyntax, Statement } from '../syntax/syntax.ts';

export interface Uses {
  /** Names that are read, in code or in properties; ghosts that are only set are not among them. */
  readonly names: ReadonlySet<string>;
  /** Names that are assigned to. */
  readonly set: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly raised: ReadonlySet<string>;
  readonly properties: ReadonlySet<string>;
  /** Options that declarations ask for: kinds of locks, where a CPU begins. */
  readonly asked: ReadonlySet<string>;
  /** Names that the prelude's code reads, as far as it is reached. */
  readonly lent: ReadonlySet<string>;
}

export function usesOf(file: FileSyntax, symbols: Symbols): Uses {
  const found = new Found(symbols);
  for (const decl of file.declarations) {
    switch (decl.k) {
      case 'cpu':
      case 'agent':
      case 'handler':
        found.statement(decl.body, false);
        if (decl.k === 'cpu') for (const s of decl.states) if (s.k === 'in') found.asked.add(s.mode.text);
        break;
      case 'start':
        for (const clause of decl.clauses) {
          if (clause.k === 'pending') found.raised.add(clause.irq.text);
          if (clause.k === 'holds') found.expression(clause.lock, false);
          if (clause.k === 'sleeps' && clause.queue) found.expression(clause.queue, false);
        }
        break;
      case 'lock':
        if (decl.option) found.asked.add(decl.option.text);
        break;
      case 'invariant':
      case 'final':
        found.properties.add(decl.property.text);
        found.expression(decl.cond, false);
        break;
      case 'observe':
        for (const e of decl.what) found.expression(e, false);
        break;
      case 'enum':
        for (const { value } of decl.values) if (value) found.expression(value, false);
        break;
      case 'variable':
        for (const { init, extents } of decl.declarators) {
          for (const size of extents) if (size) found.expression(size, false);
          for (const e of init ? ofInitializer(init) : []) found.expression(e, false);
        }
        break;
      case 'define':
        found.expression(decl.value, false);
        break;
      default:
    }
  }
  // The prelude's handlers run where their interrupt is raised; to look at them all is to ask for too little.
  for (const { decl, file: from } of symbols.handlers)
    if (from === 1) found.handler(decl.name?.text ?? '', decl.body);
  return found;
}

class Found implements Uses {
  readonly names = new Set<string>();
  readonly set = new Set<string>();
  readonly functions = new Set<string>();
  readonly raised = new Set<string>();
  readonly properties = new Set<string>();
  readonly asked = new Set<string>();
  readonly lent = new Set<string>();
  private readonly symbols: Symbols;

  constructor(symbols: Symbols) {
    this.symbols = symbols;
  }

  handler(name: string, body: Statement): void {
    if (this.raised.has(name)) this.statement(body, true);
  }

  statement(s: Statement, lent: boolean): void {
    const target = s.k === 'simple' && s.simple.k !== 'expression' ? s.simple.target : null;
    for (const e of expressionsIn(s)) if (e !== target) this.expression(e, lent);
    if (target) this.target(target, lent);
    if (s.k === 'assert') this.properties.add(s.property.text);
    for (const effect of effectsIn(s)) {
      if (effect.k === 'assert') {
        this.properties.add(effect.property.text);
        this.expression(effect.cond, lent);
      } else {
        this.target(effect.target, lent);
        this.expression(effect.value, lent);
      }
    }
    for (const part of nested(s)) this.statement(part, lent);
  }

  private target(e: Expression, lent: boolean): void {
    if (e.k === 'name') this.set.add(e.name);
    else if (e.k === 'index' && e.base.k === 'name') {
      this.set.add(e.base.name);
      this.expression(e.index, lent);
    } else this.expression(e, lent);
  }

  expression(e: Expression, lent: boolean): void {
    if (e.k === 'name') {
      this.names.add(e.name);
      if (lent) this.lent.add(e.name);
      // Its address goes somewhere, and from there it is called.
      this.reach(e.name);
    }
    if (e.k === 'call') this.call(e);
    if (e.k === 'statements') for (const s of e.body) this.statement(s, lent);
    else for (const part of operands(e)) this.expression(part, lent);
  }

  private call(e: Expression & { readonly k: 'call' }): void {
    const name = e.callee.text;
    for (const a of e.args) if (a.k === 'name') this.raised.add(a.name);
    const locks = /^(?:raw_)?spin_(lock|unlock)(?:_irq\w*|_nested)?$/.exec(name)?.[1];
    const called = locks ? ['unfair', 'fair', 'sleeping'].map((kind) => `${kind}_spin_${locks}`) : [name];
    for (const one of called) this.reach(one);
    const later = /^(\w+)_is_due$/.exec(name)?.[1];
    if (later !== undefined && later in DEFERRED) this.reach(DEFERRED[later as Deferring].runs);
  }

  private reach(name: string): void {
    const callee = this.symbols.functions.get(name);
    if (!callee || this.functions.has(name)) return;
    this.functions.add(name);
    this.statement(callee.decl.body, callee.file === 1);
  }
}

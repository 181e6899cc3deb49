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

  statement(body: Statement, lent: boolean): void {
    let mentions = mentioned.get(body);
    if (!mentions) {
      mentions = new Mentions();
      mentions.statement(body);
      mentioned.set(body, mentions);
    }
    this.take(mentions, lent);
  }

  expression(e: Expression, lent: boolean): void {
    const mentions = new Mentions();
    mentions.expression(e);
    this.take(mentions, lent);
  }

  private take({ names, set, raised, properties, reached }: Mentions, lent: boolean): void {
    for (const name of names) this.names.add(name);
    if (lent) for (const name of names) this.lent.add(name);
    for (const name of set) this.set.add(name);
    for (const name of raised) this.raised.add(name);
    for (const name of properties) this.properties.add(name);
    for (const name of reached) this.reach(name);
  }

  private reach(name: string): void {
    const callee = this.symbols.functions.get(name);
    if (!callee || this.functions.has(name)) return;
    this.functions.add(name);
    this.statement(callee.decl.body, callee.file === 1);
  }
}

/** What bodies mention: those of the prelude are the same for every scenario. */
const mentioned = new WeakMap<Statement, Mentions>();

/** What code says itself, whoever it then comes to. */
class Mentions {
  readonly names = new Set<string>();
  readonly set = new Set<string>();
  readonly raised = new Set<string>();
  readonly properties = new Set<string>();
  /** What it calls, or hands on, where there is a function of that name. */
  readonly reached = new Set<string>();

  statement(s: Statement): void {
    const target = s.k === 'simple' && s.simple.k !== 'expression' ? s.simple.target : null;
    for (const e of expressionsIn(s)) if (e !== target) this.expression(e);
    if (target) this.target(target);
    if (s.k === 'assert') this.properties.add(s.property.text);
    for (const effect of effectsIn(s)) {
      if (effect.k === 'assert') {
        this.properties.add(effect.property.text);
        this.expression(effect.cond);
      } else {
        this.target(effect.target);
        this.expression(effect.value);
      }
    }
    for (const part of nested(s)) this.statement(part);
  }

  private target(e: Expression): void {
    if (e.k === 'name') this.set.add(e.name);
    else if (e.k === 'index' && e.base.k === 'name') {
      this.set.add(e.base.name);
      this.expression(e.index);
    } else this.expression(e);
  }

  expression(e: Expression): void {
    if (e.k === 'name') {
      this.names.add(e.name);
      // Its address goes somewhere, and from there it is called.
      this.reached.add(e.name);
    }
    if (e.k === 'call') this.call(e);
    if (e.k === 'statements') for (const s of e.body) this.statement(s);
    else for (const part of operands(e)) this.expression(part);
  }

  private call(e: Expression & { readonly k: 'call' }): void {
    const name = e.callee.text;
    for (const a of e.args) if (a.k === 'name') this.raised.add(a.name);
    const locks = /^(?:raw_)?spin_(lock|unlock)(?:_irq\w*|_nested)?$/.exec(name)?.[1];
    const called = locks ? ['unfair', 'fair', 'sleeping'].map((kind) => `${kind}_spin_${locks}`) : [name];
    for (const one of called) this.reached.add(one);
    const later = /^(\w+)_is_due$/.exec(name)?.[1];
    if (later !== undefined && later in DEFERRED) this.reached.add(DEFERRED[later as Deferring].runs);
  }
}

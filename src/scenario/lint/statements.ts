/** Statements that compile and mean nothing, or something else than C makes of them. */
import { callsOf, effectsIn, expressionsIn, operands } from '../check/walk.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { nested } from '../lower/ordinals.ts';
import { primitiveOf } from '../lower/primitives.ts';
import type { Symbols } from '../check/symbols.ts';
import type { Declaration, Expression, FileSyntax, Statement } from '../syntax/syntax.ts';

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];
const BITS: readonly string[] = ['&', '|', '^'];

/** Words that wait for readers. */
const WAITS = /^synchronize_|^call_rcu|^kv?free_rcu|^rcu_barrier/;

/** Expressions that do something besides having a value. */
const CHANGES: readonly Expression['k'][] = ['indirect', 'assign', 'step', 'comma'];

export function lintStatements(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics): void {
  const lint = new StatementLint(file, symbols, diagnostics);
  for (const decl of file.declarations) lint.look(decl);
}

class StatementLint {
  private readonly text: string;
  private readonly waitsForReaders: boolean;
  private readonly symbols: Symbols;
  private readonly diagnostics: Diagnostics;

  constructor(file: FileSyntax, symbols: Symbols, diagnostics: Diagnostics) {
    this.text = file.text;
    this.symbols = symbols;
    this.diagnostics = diagnostics;
    // One's own is called by whoever may; the prelude's only where its name stands.
    this.waitsForReaders =
      symbols.functions.get('synchronize_rcu')?.file === 0 ||
      this.waits(file.declarations.flatMap((decl) => ('body' in decl ? [decl.body] : [])));
  }

  /** Does any of these wait for readers, or what they call of the prelude, as percpu_ref_kill() does? */
  private waits(bodies: readonly Statement[]): boolean {
    const names = new Set(bodies.flatMap(callsOf).map(({ callee }) => callee.text));
    for (const name of names) {
      if (WAITS.test(name)) return true;
      const called = this.symbols.functions.get(name);
      if (called?.file === 1) for (const { callee } of callsOf(called.decl.body)) names.add(callee.text);
    }
    return false;
  }

  look(decl: Declaration): void {
    if (decl.k === 'invariant' || decl.k === 'final') {
      this.expression(decl.cond);
      this.always(decl.cond);
    }
    if (decl.k !== 'cpu' && decl.k !== 'agent' && decl.k !== 'handler' && decl.k !== 'function') return;
    const returns = returnsIn(decl.body);
    const isVoid = decl.k !== 'function' || (decl.type.name === 'void' && decl.stars === 0);
    for (const { value, ...at } of returns)
      if (isVoid && value)
        this.diagnostics.error(
          'return-value',
          at,
          'Nobody takes a value from here; write `return;`, or let the function give an `int`.',
        );
    if (!isVoid && !returns.some(({ value }) => value))
      this.diagnostics.warning(
        'no-return',
        decl.name,
        'This function gives a value and never says which; write `return …;`, or make it `void`.',
      );
    else if (!isVoid && !ends(decl.body))
      this.diagnostics.warning(
        'no-return',
        decl.name,
        `The end of \`${decl.name.text}\` can be reached without a value; write \`return …;\` there.`,
      );
    const labels = new Set<string>();
    const parameters = decl.k === 'function' ? decl.parameters.map(({ name }) => name.text) : [];
    this.statement(decl.body, labels, new Set(parameters));
  }

  private statement(s: Statement, labels: Set<string>, declared: Set<string>): void {
    for (const e of expressionsIn(s)) this.expression(e);
    for (const effect of effectsIn(s)) {
      this.expression(effect.k === 'assert' ? effect.cond : effect.value);
      if (effect.k === 'assert') this.always(effect.cond);
    }
    switch (s.k) {
      case 'assert':
        this.always(s.cond);
        break;
      case 'local':
        for (const { name } of s.declarators) {
          if (declared.has(name.text))
            this.diagnostics.error(
              'duplicate-name',
              name,
              `\`${name.text}\` is declared twice in one block; assign to it, or give one another name.`,
            );
          else if (this.symbols.globals.get(name.text)?.file === 0)
            this.diagnostics.warning(
              'hides',
              name,
              `This local hides the scenario's \`${name.text}\`; give it another name.`,
            );
          declared.add(name.text);
        }
        break;
      case 'labeled':
        if (labels.has(s.label.text))
          this.diagnostics.error(
            'duplicate-label',
            s.label,
            `The label \`${s.label.text}\` stands twice in this function.`,
          );
        labels.add(s.label.text);
        break;
      case 'simple':
        this.simple(s);
        break;
      case 'if':
        for (const part of [s.then, s.otherwise])
          if (part?.k === 'empty')
            this.diagnostics.warning(
              'empty-body',
              part,
              'Nothing depends on this condition: a `;` stands where its statement should.',
            );
        break;
      default:
    }
    const inner = s.k === 'block' ? null : declared;
    // A function's parameters and its outermost block are one scope, as in C.
    const block = inner ?? new Set(labels.size === 0 && declared.size > 0 ? declared : []);
    for (const part of nested(s)) this.statement(part, labels, part.k === 'block' ? new Set() : block);
  }

  private simple(s: Statement & { readonly k: 'simple' }): void {
    const { simple } = s;
    if (simple.k !== 'expression') return;
    const { e } = simple;
    if (e.k === 'binary' && e.op === '==') return;
    const pure =
      e.k === 'call' &&
      !this.symbols.functions.has(e.callee.text) &&
      primitiveOf(e.callee.text)?.pure === true &&
      e.args.length > 0;
    if (CHANGES.includes(e.k)) return;
    if (e.k !== 'call' || pure)
      this.diagnostics.warning(
        'no-effect',
        e,
        'This computes a value and throws it away; assign it, or leave it out.',
      );
  }

  private always(e: Expression): void {
    const fixed = (part: Expression): boolean =>
      part.k === 'number' ||
      part.k === 'bool' ||
      ((part.k === 'unary' || part.k === 'binary') && operands(part).every(fixed));
    const isFalse = (e.k === 'bool' && !e.value) || (e.k === 'number' && e.value === 0);
    if (fixed(e) && !isFalse)
      this.diagnostics.warning(
        'always-true',
        e,
        'This looks at nothing that can change, so it says nothing.',
      );
  }

  private expression(e: Expression): void {
    if (e.k === 'call') this.call(e);
    if (e.k === 'binary') {
      const isLoose = (part: Expression) => !this.isWrapped(part);
      for (const part of [e.a, e.b]) {
        if (
          part.k === 'binary' &&
          COMPARISONS.includes(part.op) &&
          (BITS.includes(e.op) || (COMPARISONS.includes(e.op) && part === e.a)) &&
          isLoose(part)
        )
          this.diagnostics.warning(
            'precedence',
            e,
            `In C \`${part.op}\` binds tighter than \`${e.op}\` here; put what is meant in parentheses.`,
          );
      }
      if (
        e.a.k === 'unary' &&
        e.a.op === '!' &&
        (COMPARISONS.includes(e.op) || BITS.includes(e.op)) &&
        isLoose(e.a)
      )
        this.diagnostics.warning(
          'precedence',
          e,
          `In C \`!\` binds tighter than \`${e.op}\`; put what is meant in parentheses.`,
        );
    }
    for (const part of operands(e)) this.expression(part);
  }

  /** Stands an expression in parentheses of its own? */
  private isWrapped({ from, to }: Expression): boolean {
    return (
      /\(\s*$/.test(this.text.slice(Math.max(0, from - 20), from)) &&
      /^\s*\)/.test(this.text.slice(to, to + 20))
    );
  }

  private call(e: Expression & { readonly k: 'call' }): void {
    const name = e.callee.text;
    if (this.symbols.functions.has(name)) return;
    if (/^rcu_read_(un)?lock$/.test(name) && !this.waitsForReaders)
      this.diagnostics.warning(
        'no-op',
        e.callee,
        `\`${name}()\` does nothing here: it orders nothing, and nothing waits for a reader. Where a grace period matters, call \`synchronize_rcu()\` before what must wait for it.`,
      );
    const irq = e.args[0];
    if (
      name === 'raise_nmi' &&
      irq?.k === 'name' &&
      !this.symbols.handlers.some(({ decl }) => decl.trigger === 'nmi' && decl.name?.text === irq.name)
    )
      this.diagnostics.warning(
        'not-nmi',
        irq,
        `\`${irq.name}\` is an ordinary interrupt, which a mask holds back; for an NMI write \`on nmi ${irq.name} { … }\`.`,
      );
  }
}

type Return = Statement & { readonly k: 'return' };

function returnsIn(body: Statement, found: Return[] = []): readonly Return[] {
  if (body.k === 'return') found.push(body);
  else for (const one of nested(body)) returnsIn(one, found);
  return found;
}

const NEVER_RETURNS = /^(BUG|panic|kthread_exit|unreachable|__builtin_unreachable|do_exit)$/;

/** Does no way lead behind a statement? Where that is not sure, none is said to. */
function ends(s: Statement): boolean {
  switch (s.k) {
    case 'return':
    case 'goto':
      return true;
    case 'block':
      return s.body.some(ends);
    case 'if':
      return s.otherwise !== null && ends(s.then) && ends(s.otherwise);
    case 'either':
      return s.arms.every(({ body }) => ends(body));
    case 'labeled':
      return ends(s.body);
    case 'do':
      return ends(s.body) || isAlways(s.cond);
    case 'while':
      return isAlways(s.cond);
    case 'for':
      return s.cond === null || isAlways(s.cond);
    case 'switch':
      return s.cases.some(({ labels }) => labels.includes(null));
    case 'loop':
      return s.name.text === 'scoped_guard' && ends(s.body);
    case 'simple':
      return (
        s.simple.k === 'expression' && s.simple.e.k === 'call' && NEVER_RETURNS.test(s.simple.e.callee.text)
      );
    default:
      return false;
  }
}

function isAlways(e: Expression): boolean {
  return (e.k === 'number' && e.value !== 0) || (e.k === 'bool' && e.value);
}

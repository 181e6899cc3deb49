/**
 * Checks of code: declarations, statements, loops and labels.
 */
import type { Diagnostics } from '../diagnostic.ts';
import { isListLoop, memberAt } from '../lower/list-loop-names.ts';
import { isCpuLoop } from '../lower/macro-loop.ts';
import { nested } from '../lower/ordinals.ts';
import { isInitializer } from '../types/initial.ts';
import type {
  Declarator,
  Expression,
  FunctionSyntax,
  Simple,
  Span,
  Statement,
  Word,
} from '../syntax/syntax.ts';
import { ExpressionCheck, LocalNames, type Scope } from './expressions.ts';
import type { Symbols } from './symbols.ts';
import { effectsIn, expressionsIn, ofInitializer, operands } from './walk.ts';

export class BodyCheck {
  private readonly symbols: Symbols;
  private readonly slugs: ReadonlySet<string>;
  private readonly diagnostics: Diagnostics;
  private readonly expressions: ExpressionCheck;

  /** `supposed`: names that are not declared but may be, by a macro that is not known. */
  constructor(
    symbols: Symbols,
    slugs: ReadonlySet<string>,
    diagnostics: Diagnostics,
    supposed: ReadonlySet<string> = new Set(),
  ) {
    this.symbols = symbols;
    this.slugs = slugs;
    this.diagnostics = diagnostics;
    this.expressions = new ExpressionCheck(symbols, diagnostics, supposed);
    this.expressions.statements = ({ body, from, to }, scope) => {
      this.checkStatement({ k: 'block', body, from, to }, scope);
    };
  }

  checkGlobal(declarator: Declarator): void {
    const scope = this.outermost();
    for (const size of declarator.extents) if (size) this.expressions.check(size, scope);
    for (const e of declarator.init ? ofInitializer(declarator.init) : []) this.checkInitial(e, scope);
  }

  /** The kernel's initializers are no calls: `__SPIN_LOCK_UNLOCKED(l)`, `ATOMIC_INIT(1)`, `LIST_HEAD_INIT(l)`. */
  private checkInitial(e: Expression, scope: Scope): void {
    if (e.k !== 'call' || !isInitializer(e.callee.text)) this.expressions.check(e, scope);
    else for (const a of e.args) if (!e.callee.text.startsWith('__')) this.expressions.check(a, scope);
  }

  checkDefine(value: Expression): void {
    this.expressions.check(value, this.outermost());
  }

  checkFunction(decl: FunctionSyntax, isReached: boolean): void {
    this.expressions.begin(isReached);
    const names = new Set<string>();
    for (const parameter of decl.parameters) {
      if (names.has(parameter.name.text))
        this.error('duplicate-name', parameter.name, `Two parameters are called \`${parameter.name.text}\`.`);
      names.add(parameter.name.text);
    }
    this.checkStatement(decl.body, {
      names: new LocalNames(null, names),
      inLoop: false,
      labels: labelsOf(decl.body),
    });
  }

  checkBody(body: Statement): void {
    this.expressions.begin();
    this.checkStatement(body, { names: new LocalNames(null), inLoop: false, labels: labelsOf(body) });
  }

  checkProperty(cond: Expression, property: Word, final: boolean): void {
    this.checkCondition(cond, this.outermost(), final);
    this.checkSlug(property);
  }

  /** A condition of a property: it looks, and changes nothing. */
  private checkCondition(cond: Expression, scope: Scope, final = false): void {
    const change = changeIn(cond);
    if (!change) this.expressions.check(cond, scope, final);
    else
      this.error(
        'change-in-property',
        change,
        change.k === 'assign' && change.op === '='
          ? 'Found `=`; to compare, write `==`. A property looks and changes nothing.'
          : 'A property looks and changes nothing; make the change in a statement.',
      );
  }

  private outermost(): Scope {
    return { names: new LocalNames(null), inLoop: false, labels: new Set() };
  }

  private error(code: string, at: Span, message: string): void {
    this.diagnostics.error(code, at, message);
  }

  private checkSlug(slug: Word): void {
    if (this.slugs.has(slug.text)) return;
    const meant = this.diagnostics.suggest(slug.text, this.slugs);
    const hint =
      meant === null
        ? `Declare it: \`property ${slug.text} "what must not happen"\`.`
        : `Did you mean \`${meant}\`?`;
    this.error(
      'unknown-property',
      slug,
      `Found the property \`${slug.text}\`, which is not declared. ${hint}`,
    );
  }

  private checkStatement(s: Statement, scope: Scope): void {
    switch (s.k) {
      case 'block': {
        const inner = { ...scope, names: new LocalNames(scope.names) };
        s.body.forEach((part, i) => {
          this.checkStatement(part, inner);
          this.checkEarly(part, s.body[i - 1]);
        });
        return;
      }
      case 'local':
        for (const declarator of s.declarators) {
          this.checkDeclarator(declarator, scope);
          scope.names.add(declarator.name.text);
        }
        this.checkEffects(s, scope);
        return;
      case 'simple':
        this.checkSimple(s.simple, scope);
        this.checkEffects(s, scope);
        return;
      case 'if': {
        const isOff = this.expressions.isOff(s.cond);
        this.expressions.check(s.cond, scope);
        if (!isOff) this.checkStatement(s.then, scope);
        if (s.otherwise) this.checkStatement(s.otherwise, scope);
        return;
      }
      case 'for': {
        const inner = { ...scope, names: new LocalNames(scope.names), inLoop: true };
        if (s.init && 'name' in s.init) inner.names.add(s.init.name.text);
        for (const e of expressionsIn(s)) this.expressions.check(e, inner);
        this.checkStatement(s.body, inner);
        return;
      }
      case 'foreach': {
        this.expressions.check(s.mask, scope);
        this.checkStatement(s.body, {
          ...scope,
          names: new LocalNames(scope.names, [s.name.text]),
          inLoop: true,
        });
        return;
      }
      case 'loop': {
        const member = memberAt(s);
        const named = member < 0 ? s.args.slice(1) : s.args.slice(0, member);
        // What a loop that is not known makes of its arguments is not known either.
        if (isCpuLoop(s.name.text) || isListLoop(s.name.text))
          for (const e of named) this.expressions.check(e, scope);
        this.checkStatement(s.body, {
          ...scope,
          names: new LocalNames(
            scope.names,
            s.args.flatMap((e) => (e.k === 'name' ? [e.name] : [])),
          ),
          inLoop: true,
        });
        return;
      }
      case 'switch':
        for (const e of expressionsIn(s)) this.expressions.check(e, scope);
        for (const { body } of s.cases) {
          const inner = { ...scope, names: new LocalNames(scope.names), inSwitch: true };
          for (const part of body) this.checkStatement(part, inner);
        }
        return;
      case 'break':
        if (!scope.inLoop && !scope.inSwitch) this.error('no-loop', s, '`break` stands outside a loop.');
        return;
      case 'continue':
        if (!scope.inLoop) this.error('no-loop', s, `\`${s.k}\` stands outside a loop.`);
        return;
      case 'goto':
        if (!scope.labels.has(s.label.text))
          this.error('unknown-label', s.label, `There is no label \`${s.label.text}:\` in this function.`);
        return;
      case 'assert':
        this.checkSlug(s.property);
        this.checkCondition(s.cond, scope);
        return;
      default: {
        for (const e of expressionsIn(s)) this.expressions.check(e, scope);
        const inner = s.k === 'while' || s.k === 'do' ? { ...scope, inLoop: true } : scope;
        for (const part of nested(s)) this.checkStatement(part, inner);
      }
    }
  }

  /** A ghost assignment directly behind a DSB: it looks as if it came when the DSB is complete. */
  private checkEarly(s: Statement, previous: Statement | undefined): void {
    if (s.k !== 'simple' || s.simple.k !== 'assign' || previous?.k !== 'simple') return;
    const { target } = s.simple;
    const symbol = target.k === 'name' ? this.symbols.globals.get(target.name) : undefined;
    const call = previous.simple.k === 'expression' ? previous.simple.e : null;
    if (symbol?.k !== 'variable' || !symbol.ghost || call?.k !== 'call') return;
    const { text } = call.callee;
    if (['dsb', 'mb', 'rmb', 'wmb'].includes(text))
      this.diagnostics.warning(
        'ghost-early',
        s,
        `This happens before \`${text}()\` is complete; \`${text}(…) @ …\` happens when it is.`,
      );
  }

  private checkDeclarator(declarator: Declarator, scope: Scope): void {
    // Its own name is known in its initializer: `struct foo *p = kmalloc(sizeof(*p), GFP_KERNEL);`.
    const inner = { ...scope, names: new LocalNames(scope.names, [declarator.name.text]) };
    for (const size of declarator.extents) if (size) this.expressions.check(size, scope);
    if (!declarator.init) return;
    for (const e of ofInitializer(declarator.init)) {
      this.checkInitial(e, inner);
      this.expressions.checkValue(e);
    }
  }

  private checkEffects(s: Statement, scope: Scope): void {
    for (const effect of effectsIn(s)) {
      if (effect.k === 'assert') {
        this.checkSlug(effect.property);
        this.checkCondition(effect.cond, scope);
      } else {
        this.expressions.check(effect.target, scope);
        this.expressions.check(effect.value, scope);
      }
    }
  }

  private checkSimple(simple: Simple, scope: Scope): void {
    if (simple.k === 'expression') {
      const { e } = simple;
      if (e.k === 'binary' && e.op === '==')
        this.diagnostics.warning(
          'no-effect',
          e,
          'This compares and throws the result away; did you mean `=`?',
        );
      this.expressions.check(e, scope);
      return;
    }
    this.expressions.checkTarget(simple.target, scope);
    if (simple.k !== 'assign') return;
    this.expressions.check(simple.value, scope);
    this.expressions.checkValue(simple.value);
  }
}

/** The first part of an expression that changes something. */
function changeIn(e: Expression): (Expression & { readonly k: 'assign' | 'step' }) | null {
  if (e.k === 'assign' || e.k === 'step') return e;
  for (const part of operands(e)) {
    const found = changeIn(part);
    if (found) return found;
  }
  return null;
}

function labelsOf(body: Statement): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (s: Statement) => {
    if (s.k === 'labeled') found.add(s.label.text);
    nested(s).forEach(visit);
  };
  visit(body);
  return found;
}

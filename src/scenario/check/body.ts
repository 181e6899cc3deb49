/**
 * Checks of code: names, calls, what may be assigned, loops and labels.
 */
import type { Diagnostics } from '../diagnostic.ts';
import { primitiveOf } from '../lower/primitives.ts';
import { nested } from '../lower/ordinals.ts';
import { isNumeric } from '../lower/instance.ts';
import { DSB_OPTIONS } from '../lower/barriers.ts';
import type {
  Declarator,
  Expression,
  FunctionSyntax,
  Simple,
  Span,
  Statement,
  Word,
} from '../syntax/syntax.ts';
import { AMBIENT, CONSTANTS, type Symbols } from './symbols.ts';
import { reportUnknownWord } from './unknown-word.ts';
import { effectsIn, expressionsIn, operands } from './walk.ts';

const HARDWARE: readonly string[] = ['eos', 'eis', 'ets2', 'idc', 'dic', 'hafdbs', 'fetch'];

/** Names of local variables, from the innermost block outwards. */
class LocalNames {
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

interface Scope {
  readonly names: LocalNames;
  readonly inLoop: boolean;
  readonly labels: ReadonlySet<string>;
}

export class BodyCheck {
  private readonly symbols: Symbols;
  private readonly slugs: ReadonlySet<string>;
  private readonly diagnostics: Diagnostics;

  constructor(symbols: Symbols, slugs: ReadonlySet<string>, diagnostics: Diagnostics) {
    this.symbols = symbols;
    this.slugs = slugs;
    this.diagnostics = diagnostics;
  }

  checkGlobal(declarator: Declarator): void {
    const scope = this.outermost();
    if (declarator.extent) this.checkExpression(declarator.extent, scope);
    const { init } = declarator;
    for (const e of init === null ? [] : Array.isArray(init) ? (init as Expression[]) : [init as Expression])
      this.checkExpression(e, scope);
  }

  checkFunction(decl: FunctionSyntax): void {
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
    this.checkStatement(body, { names: new LocalNames(null), inLoop: false, labels: labelsOf(body) });
  }

  checkProperty(cond: Expression, property: Word, final: boolean): void {
    this.checkExpression(cond, this.outermost(), final);
    this.checkSlug(property);
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
      case 'for': {
        const inner = { ...scope, names: new LocalNames(scope.names), inLoop: true };
        if (s.init && 'name' in s.init) inner.names.add(s.init.name.text);
        for (const e of expressionsIn(s)) this.checkExpression(e, inner);
        this.checkStatement(s.body, inner);
        return;
      }
      case 'foreach': {
        this.checkExpression(s.mask, scope);
        this.checkStatement(s.body, {
          ...scope,
          names: new LocalNames(scope.names, [s.name.text]),
          inLoop: true,
        });
        return;
      }
      case 'break':
      case 'continue':
        if (!scope.inLoop) this.error('no-loop', s, `\`${s.k}\` stands outside a loop.`);
        return;
      case 'goto':
        if (!scope.labels.has(s.label.text))
          this.error('unknown-label', s.label, `There is no label \`${s.label.text}:\` in this function.`);
        return;
      case 'assert':
        this.checkSlug(s.property);
        this.checkExpression(s.cond, scope);
        return;
      default: {
        for (const e of expressionsIn(s)) this.checkExpression(e, scope);
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
    if (declarator.extent)
      this.error(
        'local-array',
        declarator,
        'Local arrays are not possible; declare the array outside the function.',
      );
    if (Array.isArray(declarator.init))
      this.error('local-array', declarator, 'A local variable takes one value.');
    else if (declarator.init) this.checkExpression(declarator.init as Expression, scope);
  }

  private checkEffects(s: Statement, scope: Scope): void {
    for (const effect of effectsIn(s)) {
      if (effect.k === 'assert') {
        this.checkSlug(effect.property);
        this.checkExpression(effect.cond, scope);
      } else {
        this.checkExpression(effect.target, scope);
        this.checkExpression(effect.value, scope);
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
      this.checkExpression(e, scope);
      return;
    }
    const { target } = simple;
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
    this.checkExpression(target, scope);
    if (simple.k === 'assign') this.checkExpression(simple.value, scope);
  }

  private checkExpression(e: Expression, scope: Scope, final = false): void {
    switch (e.k) {
      case 'name':
        this.checkName(e, e.name, scope);
        return;
      case 'call':
        this.checkCall(e, scope, final);
        return;
      case 'member':
        if (final && e.base.k === 'name' && /^cpu\d+$/.test(e.base.name)) return;
        break;
      case 'binary':
        if ((e.op === '==' || e.op === '!=') && this.checkComparison(e, scope)) return;
        break;
      default:
        break;
    }
    for (const part of operands(e)) this.checkExpression(part, scope, final);
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

  private checkName(at: Span, name: string, scope: Scope): void {
    if (
      scope.names.has(name) ||
      this.symbols.globals.has(name) ||
      CONSTANTS.has(name) ||
      AMBIENT.includes(name) ||
      HARDWARE.includes(name)
    )
      return;
    const meant = this.diagnostics.suggest(name, [
      ...scope.names.all(),
      ...this.symbols.globals.keys(),
      ...CONSTANTS.keys(),
      ...AMBIENT,
    ]);
    const message =
      this.symbols.functions.has(name) || primitiveOf(name)
        ? `\`${name}\` is a function; expected a call: \`${name}(…)\`.`
        : `Found the name \`${name}\`, which is not declared.${meant === null ? '' : ` Did you mean \`${meant}\`?`}`;
    const fix =
      meant === null
        ? undefined
        : { label: `Change to \`${meant}\``, from: at.from, to: at.to, insert: meant };
    this.diagnostics.error('unknown-name', at, message, fix);
  }

  private checkCall(e: Expression & { k: 'call' }, scope: Scope, final: boolean): void {
    const name = e.callee.text;
    const own = this.symbols.functions.get(name);
    const primitive = own ? null : primitiveOf(name);
    const arity = own ? own.decl.parameters.length : primitive?.arity;
    if (name === 'PTE') {
      for (const a of e.args) this.checkExpression(a, scope, final);
      return;
    }
    const atLeast = primitive?.more === true;
    if (arity === undefined) {
      reportUnknownWord(e.callee, this.diagnostics);
    } else if (atLeast ? e.args.length < arity : e.args.length !== arity) {
      this.error(
        'arguments',
        e,
        `\`${name}\` takes ${String(arity)} argument${arity === 1 ? '' : 's'}${atLeast ? ' or more' : ''}; found ${String(e.args.length)}.`,
      );
    }
    const isDomain = (name === 'dsb' || name === 'dmb') && !own;
    const irqAt =
      primitive && (name === 'raise' || name === 'raise_nmi')
        ? 0
        : primitive && name === 'smp_cross_call'
          ? 1
          : -1;
    e.args.forEach((a, i) => {
      if (isDomain && a.k === 'name') {
        if (!DSB_OPTIONS.includes(a.name))
          this.error('unknown-value', a, `Found \`${a.name}\`; expected sy, ish, ishst or ishld.`);
      } else if (i === irqAt) this.checkIrq(a);
      else if (primitive?.special?.at === i) this.checkSpecial(a, primitive.special.is, scope);
      else this.checkExpression(a, scope, final);
    });
  }

  private checkSpecial(e: Expression, is: 'condition' | 'config' | 'function', scope: Scope): void {
    if (is === 'condition')
      this.checkExpression(e, { ...scope, names: new LocalNames(scope.names, ['VAL']) });
    else if (e.k !== 'name')
      this.error('arguments', e, `Expected a name: ${is === 'config' ? 'of an option' : 'of a function'}.`);
    else if (is === 'function' && !this.symbols.functions.has(e.name))
      this.error(
        'unknown-name',
        e,
        `Expected the name of a function; define it: \`void ${e.name}(…) { … }\`.`,
      );
  }

  private checkIrq(e: Expression): void {
    const names = this.symbols.handlers.flatMap(({ decl }) => (decl.name ? [decl.name.text] : []));
    if (e.k === 'name' && names.includes(e.name)) return;
    this.error(
      'unknown-irq',
      e,
      `Expected the name of an interrupt that has a handler (\`on irq NAME { … }\`): ${names.length === 0 ? 'there is none' : [...new Set(names)].join(', ')}.`,
    );
  }
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

/**
 * Macros with arguments, `#define cpu_rq(cpu) (&per_cpu(runqueues, (cpu)))`: each call becomes what the macro says, with the
 * arguments in the parameters' places, as the preprocessor does with text. What comes from the macro's body keeps its place
 * there, what is an argument its place at the call. Expanded anew in what it became, but no macro in itself (ISO C 6.10.3.4).
 */
import type { Diagnostics } from '../diagnostic.ts';
import { parenthesized } from './read-expression.ts';
import { regrouped } from './macro-precedence.ts';
import type { Declaration, DeclarationOf, Expression, Span, Statement, Word } from './syntax.ts';

type Macro = DeclarationOf<'macro-definition'>;
type Call = Expression & { readonly k: 'call' };

/** Statements side by side that a macro says without braces. */
export const loose = new WeakSet<object>();

/** Macros that are no tree by themselves. */
export interface Texts {
  /** What a call of one says; null where there is none of that name, or it cannot be read. */
  says(name: string, args: readonly Span[], at: Span): Expression | Statement | null;
}

/** How many calls are expanded in one text, those in what macros became included. */
const MOST = 2000;

/** The declarations with every call of a macro expanded; the macros themselves stay as they are written. */
export function expandMacros(
  declarations: readonly Declaration[],
  texts: Texts,
  diagnostics: Diagnostics,
): readonly Declaration[] {
  const macros = new Map(declarations.flatMap((decl) => (isMacro(decl) ? [[decl.name.text, decl]] : [])));
  const names = new Map(
    declarations.flatMap((decl) => (decl.k === 'define' ? [[decl.name.text, decl.value]] : [])),
  );
  const expansion = new Expansion(macros, names, texts, diagnostics);
  return declarations.map((decl) => (isMacro(decl) ? decl : expansion.of(decl)));
}

function isMacro(decl: Declaration): decl is Macro {
  return decl.k === 'macro-definition';
}

class Expansion {
  private readonly macros: ReadonlyMap<string, Macro>;
  private readonly texts: Texts;
  private readonly diagnostics: Diagnostics;
  private readonly names: ReadonlyMap<string, Expression>;
  private readonly open = new Set<Macro>();
  /** Arguments that stand where a parameter did, by the macro. */
  private readonly pasted = new WeakMap<object, Macro>();
  private left = MOST;

  constructor(
    macros: ReadonlyMap<string, Macro>,
    names: ReadonlyMap<string, Expression>,
    texts: Texts,
    diagnostics: Diagnostics,
  ) {
    this.texts = texts;
    this.macros = macros;
    this.names = names;
    this.diagnostics = diagnostics;
  }

  /** The tree with its calls of macros expanded. */
  of<T>(node: T): T {
    return this.any(node) as T;
  }

  private any(node: unknown): unknown {
    if (Array.isArray(node)) return node.map((part) => this.any(part));
    if (!isTree(node)) return node;
    const text = this.textually(node);
    if (text) return text;
    for (const part of regrouped(node, (e) => this.saidAt(e))) this.complain(part);
    const inner = mapped(node, (part) => this.any(part));
    this.loosened(inner);
    if (isLoop(inner)) return this.loop(inner) ?? inner;
    if (isCall(inner)) return this.call(inner) ?? inner;
    // `MACRO(x);`: what it says may be a statement.
    const e = inner['k'] === 'simple' && isTree(inner['simple']) ? inner['simple']['e'] : null;
    return (isTree(e) && isCall(e) ? this.statement(e) : null) ?? inner;
  }

  /** What the text of a macro puts in the place of an expression, where it is one without parentheses of its own. */
  private saidAt(e: Expression): Expression | null {
    if (parenthesized.has(e)) return null;
    const says =
      e.k === 'name'
        ? this.names.get(e.name)
        : e.k === 'call'
          ? this.macros.get(e.callee.text)?.says
          : this.pasted.has(e)
            ? e
            : null;
    return says && !isStatement(says) && !parenthesized.has(says) ? says : null;
  }

  /** Of several statements C makes only the first part of an `if` or a loop. */
  private loosened(node: Tree): void {
    if (node['k'] === 'labeled') return;
    for (const part of [node['then'], node['otherwise'], node['body']])
      if (isTree(part) && loose.has(part))
        this.diagnostics.error(
          'macro-statements',
          part as unknown as Span,
          'Of what this macro says C takes only the first statement here; put them into `do { … } while (0)` where it is defined.',
        );
  }

  private complain(e: Expression): void {
    const macro = this.pasted.get(e);
    const named = macro?.name.text ?? (e.k === 'call' ? e.callee.text : e.k === 'name' ? e.name : '');
    this.diagnostics.error(
      'macro-precedence',
      e,
      `What ${macro ? 'is given to ' : ''}the macro \`${named}\`${macro ? '' : ' says'} is text, which C takes apart here. Put ${macro ? 'its parameters' : 'it'} into parentheses where the macro is defined.`,
    );
  }

  /** `for_each_foo(p) …` where that is `for (…)`. */
  private loop({ name, args, body, from, to }: Loop): unknown {
    const call: Call = { k: 'call', callee: name, args, from, to };
    const head = this.statement(call);
    return isTree(head) && head['k'] === 'for' ? { ...head, body, from, to } : null;
  }

  /** What a call says that is all of a statement. */
  private statement(call: Call): unknown {
    const macro = this.macros.get(call.callee.text);
    return macro && isStatement(macro.says) ? this.expanded(macro, call) : null;
  }

  private call(call: Call): unknown {
    const macro = this.macros.get(call.callee.text);
    return macro && !isStatement(macro.says) ? this.expanded(macro, call) : null;
  }

  /** A call of a macro that is put together as text: its arguments are text too, so it comes before what is in them. */
  private textually(node: Tree): unknown {
    const e = node['k'] === 'simple' && isTree(node['simple']) ? node['simple']['e'] : node;
    if (!isTree(e) || !isCall(e) || this.macros.has(e.callee.text)) return null;
    return this.textual(e, e !== node);
  }

  /** What a macro says that is put together as text; `whole`: it may be a statement. */
  private textual({ callee, args, from, to }: Call, whole: boolean): unknown {
    const says = this.left > 0 ? this.texts.says(callee.text, args, { from, to }) : null;
    if (!says || isStatement(says) !== whole) return null;
    this.left--;
    const made = this.any(says);
    if (loose.has(says) && isTree(made)) loose.add(made);
    return made;
  }

  private expanded(macro: Macro, call: Call): unknown {
    if (this.open.has(macro)) return null;
    const args = this.argumentsOf(macro, call);
    if (!args || this.left-- <= 0) return null;
    this.open.add(macro);
    for (const arg of [...args.values()].flat()) if (!parenthesized.has(arg)) this.pasted.set(arg, macro);
    const body = substituted(macro.says, args);
    const expanded = this.any(body);
    this.open.delete(macro);
    return expanded;
  }

  /** Arguments by parameter; `...` takes what is left. */
  private argumentsOf(macro: Macro, call: Call): ReadonlyMap<string, readonly Expression[]> | null {
    const { parameters, variadic } = macro;
    const given = call.args.length;
    if (given === parameters.length || (variadic && given > parameters.length))
      return new Map([
        ...parameters.map(({ text }, i) => [text, call.args.slice(i, i + 1)] as const),
        ['__VA_ARGS__', call.args.slice(parameters.length)] as const,
      ]);
    this.diagnostics.error(
      'arguments',
      call,
      `The macro \`${macro.name.text}\` takes ${String(parameters.length)} argument${parameters.length === 1 ? '' : 's'}; found ${String(given)}.`,
    );
    return null;
  }
}

type Loop = Statement & { readonly k: 'loop' };
export type Tree = Readonly<Record<string, unknown>>;

function isTree(node: unknown): node is Tree {
  return typeof node === 'object' && node !== null;
}

function isCall(node: Tree): node is Tree & Call {
  return node['k'] === 'call';
}

function isLoop(node: Tree): node is Tree & Loop {
  return node['k'] === 'loop';
}

/** Does a macro say a statement? */
export function isStatement(says: Expression | Statement): says is Statement {
  return says.k === 'block' || says.k === 'simple' || says.k === 'for';
}

/** The same node where nothing in it changes. */
export function mapped(node: Tree, change: (part: unknown) => unknown): Tree {
  let copy: Record<string, unknown> | null = null;
  for (const [key, part] of Object.entries(node)) {
    const changed = isTree(part) ? change(part) : part;
    if (changed === part) continue;
    copy ??= { ...node };
    copy[key] = changed;
  }
  if (copy && parenthesized.has(node)) parenthesized.add(copy);
  return copy ?? node;
}

function substituted(node: unknown, args: ReadonlyMap<string, readonly Expression[]>): unknown {
  if (Array.isArray(node))
    return node.flatMap((part: unknown): readonly unknown[] => {
      const all = isTree(part) && part['k'] === 'name' ? args.get(String(part['name'])) : undefined;
      return all ?? [substituted(part, args)];
    });
  if (!isTree(node)) return node;
  if (node['k'] === 'name') {
    const arg = args.get(String(node['name']))?.[0];
    if (!arg || !parenthesized.has(node)) return arg ?? node;
    const own = { ...arg };
    parenthesized.add(own);
    return own;
  }
  const inner = mapped(node, (part) => substituted(part, args));
  // A member, a label or a function that is called may be an argument, too: it is a word, and so is what is given for it.
  return mapped(inner, (part) => {
    const arg = isWord(part) ? args.get(part.text)?.[0] : undefined;
    return arg?.k === 'name' ? { text: arg.name, from: arg.from, to: arg.to } : part;
  });
}

function isWord(part: unknown): part is Word {
  return (
    isTree(part) && typeof part['text'] === 'string' && !('k' in part) && 'from' in (part as object as Span)
  );
}

/**
 * What each name in a table is: a local of its column, something that columns share, a constant, or a name that the
 * kernel has. `r = READ_ONCE(x)` makes `r` a local, unless another column looks at it; `X` that is only compared with
 * is a constant.
 */
import { once } from '../../../base/index.ts';
import { preludeSyntax } from '../../prelude.ts';
import type { Expression } from '../../syntax/syntax.ts';
import type { Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import { asExpression, visit, type How } from './walk-expression.ts';

export type Role = 'local' | 'shared' | 'constant' | 'kernel';

export interface Mention {
  readonly column: number;
  readonly name: string;
  readonly how: How;
  /** It is assigned, and what it is assigned reads memory or calls something. */
  readonly loads: boolean;
  /** It is assigned a new object. */
  readonly allocates: boolean;
  readonly declared: boolean;
  /** `n++`. */
  readonly isCounted?: boolean;
  /** The interrupt that does it; not there for what the column's task does. */
  readonly handler?: Node | undefined;
}

/** Names that the kernel's prelude has for constants, variables and macros. The prelude is read when a mail is, not where
 *  nobody has one. */
const kernelNames = once(
  (): ReadonlySet<string> =>
    new Set([
      'NULL',
      'true',
      'false',
      'this_cpu',
      'VAL',
      'GFP_KERNEL',
      'GFP_ATOMIC',
      'va',
      'frame',
      'new_frame',
      'ipi_mb',
      'text_site',
      'text_patched',
      'text_watching',
      'old_insn',
      'new_insn',
      'NR_CPUS',
      ...preludeSyntax().declarations.flatMap((declaration) => {
        if (declaration.k === 'enum') return declaration.values.map(({ name }) => name.text);
        if (declaration.k === 'define') return [declaration.name.text];
        return [];
      }),
    ]),
);

/** Names that may not be a variable's, for the prelude or the language has them for something else. */
export const takenNames = once(
  (): ReadonlySet<string> =>
    new Set([
      ...preludeSyntax().declarations.flatMap((declaration) => {
        if (declaration.k === 'variable') return declaration.declarators.map(({ name }) => name.text);
        return declaration.k === 'option' || declaration.k === 'function' ? [declaration.name.text] : [];
      }),
      ...['arch', 'either', 'or'],
    ]),
);

export class Roles {
  private readonly byName = new Map<string, Mention[]>();
  /** Names that lines about the beginning or the end speak of. */
  private readonly outside: ReadonlySet<string>;

  constructor(mentions: readonly Mention[], outside: ReadonlySet<string>) {
    this.outside = outside;
    for (const mention of mentions) {
      const known = this.byName.get(mention.name);
      if (known) known.push(mention);
      else this.byName.set(mention.name, [mention]);
    }
  }

  names(): readonly string[] {
    return [...this.byName.keys()];
  }

  of(name: string, column: number): Role {
    if (kernelNames().has(name)) return 'kernel';
    const all = this.byName.get(name) ?? [];
    if (this.isLocal(all, name, column)) return 'local';
    const isUsed = all.some(({ how }) => how !== 'value') || this.outside.has(name);
    if (!isUsed && /^[A-Z][A-Z0-9_]*$/.test(name)) return 'constant';
    return 'shared';
  }

  /** Some column assigns it or accesses it by a kernel word, so it is a variable and not an object's name. */
  isAccessed(name: string): boolean {
    return (
      (this.byName.get(name) ?? []).some(({ how }) => how === 'place' || how === 'target') ||
      this.outside.has(name)
    );
  }

  isFollowed(name: string, column: number): boolean {
    return (this.byName.get(name) ?? []).some(
      (mention) => mention.column === column && mention.how === 'base',
    );
  }

  isAssigned(name: string, column: number): boolean {
    return (this.byName.get(name) ?? []).some(
      (mention) => mention.column === column && mention.how === 'target',
    );
  }

  /** How often a column assigns it, or counts it up or down. */
  assignments(name: string, column: number): number {
    return (this.byName.get(name) ?? []).filter(
      (mention) => mention.column === column && (mention.how === 'target' || mention.isCounted === true),
    ).length;
  }

  isMentioned(name: string, column: number): boolean {
    return (this.byName.get(name) ?? []).some((mention) => mention.column === column);
  }

  /** Columns in which it is a local. */
  localIn(name: string): readonly number[] {
    const columns = new Set((this.byName.get(name) ?? []).map(({ column }) => column));
    return [...columns].filter((column) => this.of(name, column) === 'local');
  }

  private isLocal(all: readonly Mention[], name: string, column: number): boolean {
    const own = all.filter((mention) => mention.column === column);
    const [first] = own;
    if (own.some(({ declared }) => declared)) return true;
    // What a task and what interrupts it both have is shared, unless each has loaded its own.
    const contexts = [...new Set(own.map(({ handler }) => handler))];
    const isLoaded = (handler: Node | undefined) =>
      own.some((mention) => mention.handler === handler && mention.how === 'target' && mention.loads);
    if (contexts.length > 1 && !contexts.every(isLoaded)) return false;
    // What one column allocates and another uses by the same name, which it never assigns, is shared.
    const makers = all.filter(({ allocates }) => allocates);
    const isUser = (mention: Mention) =>
      makers.every((maker) => maker.column !== mention.column) &&
      !all.some((other) => other.column === mention.column && other.how === 'target');
    if (makers.length > 0 && all.some((mention) => mention.how === 'base' && isUser(mention))) return false;
    if (
      all.some(({ how, loads }) => how === 'place' || (how === 'target' && !loads && this.outside.has(name)))
    )
      return false;
    // Used without being assigned, as something that other columns have as a local: the object that it is about.
    if (!own.some(({ how }) => how === 'target'))
      return (
        first !== undefined &&
        all.some((mention) => mention.how === 'target' && mention.loads) &&
        this.isPointerLike(own) &&
        !this.isReadElsewhere(all, column)
      );
    if (first?.how !== 'target') return false;
    const others = all.filter((mention) => mention.column !== column);
    const isOwnThere = [...new Set(others.map((mention) => mention.column))].every((other) => {
      const there = others.filter((mention) => mention.column === other);
      return there[0]?.how === 'target' || this.isPointerLike(there);
    });
    if (first.loads) return isOwnThere;
    return others.length === 0 && own.some(({ how }) => how !== 'target') && !this.outside.has(name);
  }

  /** Mentioned only as what a member is of, or as an argument, of a name that somewhere is what a member is of. */
  private isPointerLike(mentions: readonly Mention[]): boolean {
    const [first] = mentions;
    if (!first || !(this.byName.get(first.name) ?? []).some(({ how }) => how === 'base')) return false;
    return mentions.every(({ how }) => how === 'base' || how === 'value');
  }

  private isReadElsewhere(all: readonly Mention[], column: number): boolean {
    return all.some((mention) => mention.column !== column && mention.how === 'place');
  }
}

/** Every mention of a name in the columns' code, in program order. */
export function mentionsIn(columns: readonly (readonly Node[])[]): readonly Mention[] {
  const found: Mention[] = [];
  let handler: Node | undefined;
  const within = (e: Expression, column: number, declared: boolean) => {
    const first = found.length;
    visit(e, 'value', (part, how) => {
      if (part.k === 'assign' && part.target.k === 'name')
        found.push({
          ...{ column, name: part.target.name, how: 'target', declared },
          ...{ loads: reads(part.value), allocates: isAllocation(part.value) },
        });
      else if (part.k === 'call' && SAVES.test(part.callee.text)) {
        // What interrupts were like before is kept in the context's own.
        const flags = part.args.at(-1);
        if (flags?.k === 'name')
          found.push({ column, name: flags.name, how: 'value', ...PASSING, declared: true });
      } else if (part.k === 'name' && how !== 'target')
        found.push({ column, name: part.name, how, ...PASSING });
      else if (part.k === 'step' && part.target.k === 'name')
        found.push({ column, name: part.target.name, how: 'place', ...PASSING, isCounted: true });
    });
    if (handler) found.splice(first, found.length, ...found.slice(first).map((one) => ({ ...one, handler })));
  };
  columns.forEach((nodes, column) => {
    const inside = new Map<Node, Node>();
    everyNode(nodes, (node) => {
      if (node.k === 'interrupt' && !node.deferred)
        everyNode(node.body, (one) => {
          inside.set(one, node);
        });
      handler = inside.get(node);
      if (node.k === 'simple' || node.k === 'call')
        within(asExpression(node.code.simple), column, node.code.declared !== null);
      if (node.k === 'if' || node.k === 'while') within(node.code.cond, column, false);
    });
  });
  return found;
}

const SAVES = /irq_?(?:save|restore)(?:_nested)?$/;

const PASSING = { loads: false, allocates: false, declared: false };

/** A call that gives a new object. */
export function isAllocation(e: Expression): boolean {
  return e.k === 'call' && /^k[mzc]?alloc|_alloc(?:ate)?(?:_|$)/.test(e.callee.text);
}

function reads(e: Expression): boolean {
  let found = false;
  visit(e, 'value', (part) => {
    found ||= part.k === 'call' || part.k === 'indirect' || part.k === 'member' || part.k === 'deref';
    found ||= part.k === 'name' && !kernelNames().has(part.name) && !/^[A-Z][A-Z0-9_]+$/.test(part.name);
  });
  return found;
}

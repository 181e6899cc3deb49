/**
 * The things that a table speaks of, with their shapes: variables, structs, objects that pointers lead to. A pointer
 * that nobody assigns stands for one object; one that is assigned is a variable that leads to an object at the start.
 */
import type { Expression } from '../../syntax/syntax.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import { CTypes } from './c-types.ts';
import type { Node } from './column-tree.ts';
import { everyNode, isLoadedElsewhere } from './node-walk.ts';
import { NullPlaces } from './null-places.ts';
import { isAllocation, mentionsIn, Roles } from './roles.ts';
import { perCpuIn } from './per-cpu.ts';
import { Shapes, type ShapeId } from './shapes.ts';
import { ledFrom, objectName } from './paths.ts';
import { asExpression, visit } from './walk-expression.ts';
import { accessOf, FREES, parametersOf, placeArgument, resultOf } from './word-accesses.ts';

/** The variable through which one column hands an object to another. */
export const HANDED = 'handed';

export class Things {
  readonly shapes = new Shapes();
  readonly roles: Roles;
  readonly columns: readonly (readonly Node[])[];
  readonly types: CTypes;
  private readonly perCpu: ReadonlySet<string>;
  private readonly ids = new Map<string, ShapeId>();
  private readonly aliases = new Map<string, string>();
  /** Arguments that the kernel's word wants the address of, typed without `&`. */
  private readonly bare = new Set<Expression>();
  private readonly nulls: NullPlaces;
  /** From which path a local pointer was loaded: `1:e` from `first`. */
  private readonly origins = new Map<string, string>();

  constructor(columns: readonly (readonly Node[])[], outside: ReadonlySet<string>) {
    this.columns = columns;
    this.roles = new Roles(mentionsIn(columns), outside);
    this.nulls = new NullPlaces(this.shapes, this.roles);
    this.perCpu = perCpuIn(columns);
    const each = (seen: (e: Expression, column: number) => void) => {
      columns.forEach((nodes, column) => {
        everyNode(nodes, (node) => {
          if (node.k === 'simple') seen(asExpression(node.code.simple), column);
          if (node.k === 'if' || node.k === 'while') seen(node.code.cond, column);
        });
      });
    };
    this.joinNamesakes();
    this.joinFreed();
    // What is freed is a pointer, also where it is used as an array.
    each((e, column) => {
      visit(e, 'value', (part) => {
        const [freed] = part.k === 'call' && FREES.has(part.callee.text) ? part.args : [];
        if (freed?.k === 'member') this.shapes.targetOf(this.shapeOf(freed, column));
        const [object, head] = part.k === 'call' && part.callee.text === 'kfree_rcu' ? part.args : [];
        if (!object || head?.k !== 'name') return;
        const member = this.shapes.member(this.shapes.targetOf(this.shapeOf(object, column)), head.name);
        this.shapes.unify(member, this.shapes.named('struct rcu_head'));
      });
    });
    // Twice: what is a pointer may be learnt behind its first use.
    each((e, column) => this.shapeOf(e, column));
    this.bare.clear();
    each((e, column) => this.shapeOf(e, column));
    this.nulls.makePointers();
    this.bare.clear();
    each((e, column) => this.shapeOf(e, column));
    each((e, column) => {
      this.keepOrigin(e, column);
    });
    this.types = new CTypes(this.shapes, this.ids);
  }

  /** A local that is never assigned is what another column has under its name. */
  private joinNamesakes(): void {
    for (const name of this.roles.names()) {
      const columns = this.roles.localIn(name);
      const free = columns.filter((column) => !this.roles.isAssigned(name, column));
      const bound = columns.find((column) => this.roles.isAssigned(name, column));
      if (bound === undefined) continue;
      for (const column of free)
        this.shapes.unify(this.shapeOfName(name, bound), this.shapeOfName(name, column));
    }
  }

  /** What is freed without having been loaded is what the column has just taken out of a pointer that others load. */
  private joinFreed(): void {
    this.columns.forEach((nodes, column) => {
      const stored = new Set<string>();
      everyNode(nodes, (node) => {
        if (node.k !== 'simple') return;
        const e = asExpression(node.code.simple);
        const [first] = e.k === 'call' ? e.args : [];
        if (e.k === 'assign' && e.target.k === 'name' && !isNumber(e.value)) stored.add(e.target.name);
        if (e.k !== 'call' || first?.k !== 'name') return;
        if (accessOf(e.callee.text)?.kind === 'store') stored.add(first.name);
        const isFree = this.roles.of(first.name, column) === 'shared' && !this.roles.isAccessed(first.name);
        if (!FREES.has(e.callee.text) || !isFree) return;
        const loaded = [...stored].filter(
          (name) => this.roles.of(name, column) === 'shared' && isLoadedElsewhere(this.columns, name, column),
        );
        const slot = loaded.length === 1 ? loaded[0] : undefined;
        if (slot === undefined) return;
        this.aliases.set(first.name, slot);
        this.shapes.unify(this.shapeOfName(slot, column), this.shapeOfName(first.name, column));
      });
    });
  }

  /** The pointer whose object a name stands for. */
  aliasOf(name: string): string {
    return this.aliases.get(name) ?? name;
  }

  /** The key of a name: a local belongs to its column. */
  private key(name: string, column: number): string {
    return this.roles.of(name, column) === 'local' ? `${String(column)}:${name}` : name;
  }

  shapeOfName(name: string, column: number): ShapeId {
    const key = this.key(name, column);
    const shape = this.ids.get(key) ?? this.shapes.fresh();
    this.ids.set(key, shape);
    return shape;
  }

  /** Each CPU has one of its own; in paths as `cnt@0`. */
  isPerCpu(name: string): boolean {
    return this.perCpu.has(name);
  }

  isBare(e: Expression): boolean {
    return this.bare.has(e);
  }

  shapeOf(e: Expression, column: number): ShapeId {
    const { shapes } = this;
    switch (e.k) {
      case 'name': {
        if (e.name === 'current') return shapes.pointerTo(shapes.named('struct task_struct'));
        const role = this.roles.of(e.name, column);
        return role === 'kernel' || role === 'constant' ? shapes.fresh() : this.shapeOfName(e.name, column);
      }
      case 'member': {
        const base = this.shapeOf(e.base, column);
        const isObject = !shapes.isPointer(base) && shapes.members(base).size > 0;
        return shapes.member(e.arrow && !isObject ? shapes.targetOf(base) : base, e.member.text);
      }
      case 'address':
        return shapes.pointerTo(this.shapeOf(e.a, column));
      case 'deref':
        return shapes.targetOf(this.shapeOf(e.a, column));
      case 'index':
        this.shapeOf(e.index, column);
        return this.elementOf(this.shapeOf(e.base, column));
      case 'assign': {
        const value = this.shapeOf(e.value, column);
        const target = this.shapeOf(e.target, column);
        if (e.op === '=') shapes.unify(target, value);
        this.nulls.keep(target, e.op === '=' ? e.value : null);
        return target;
      }
      case 'binary': {
        const [a, b] = [this.shapeOf(e.a, column), this.shapeOf(e.b, column)];
        const isCompared = e.op === '==' || e.op === '!=';
        if (isCompared) shapes.unify(a, b);
        // What is added to an address is another address.
        if (isCompared) this.nulls.keep(a, e.b);
        else if (!['&&', '||', '+'].includes(e.op)) for (const one of [a, b]) this.nulls.keep(one, null);
        return shapes.fresh();
      }
      case 'call':
        return this.shapeOfCall(e, column);
      default: {
        visitParts(e, (part) => this.shapeOf(part, column));
        return shapes.fresh();
      }
    }
  }

  /** What an index gives: of a pointer what it points to. */
  private elementOf(base: ShapeId): ShapeId {
    const isPointer = this.shapes.isPointer(base) && this.shapes.members(base).size === 0;
    return isPointer ? this.shapes.targetOf(base) : this.shapes.member(base, '[]');
  }

  private shapeOfCall(e: Expression & { readonly k: 'call' }, column: number): ShapeId {
    const { shapes } = this;
    const name = e.callee.text;
    if (!wordOf(name)) {
      for (const argument of e.args) this.shapeOf(argument, column);
      return shapes.fresh();
    }
    if (/_cpu_ptr$/.test(name) && e.args[0]) return this.shapeOf(e.args[0], column);
    const parameters = parametersOf(name);
    const place = placeArgument(name);
    const access = accessOf(name);
    let target: ShapeId | null = null;
    for (const [i, argument] of e.args.entries()) {
      const parameter = parameters[i];
      if (i === place && access) target = this.shapeOfPlace(argument, parameter, access.macro, column);
      else if (parameter && parameter.stars > 0) this.shapeOfPlace(argument, parameter, false, column);
    }
    for (const [i, argument] of e.args.entries()) {
      if (i === place || (parameters[i]?.stars ?? 0) > 0) continue;
      const value = this.shapeOf(argument, column);
      const isSame = /^(value|new|old)$/.test(parameters[i]?.name ?? '');
      if (target !== null && isSame) shapes.unify(target, value);
      if (target !== null && isSame) this.nulls.keep(target, argument);
    }
    if (target !== null && /^T\b/.test(resultOf(name))) return target;
    return shapes.fresh();
  }

  /** The shape of what a word accesses: `READ_ONCE(x)` of `x`, `spin_lock(&l)` of `l`. */
  private shapeOfPlace(
    argument: Expression,
    parameter: { readonly type: string; readonly stars: number } | undefined,
    macro: boolean,
    column: number,
  ): ShapeId {
    const { shapes } = this;
    const own = this.shapeOf(argument, column);
    if (macro) return own;
    const type = (parameter?.type ?? '').replace(/^const /, '');
    const isKernel = type !== '' && type !== 'T' && type !== 'void';
    const isPointer =
      shapes.isPointer(own) ||
      (argument.k === 'name' && this.roles.of(argument.name, column) === 'local') ||
      argument.k === 'call';
    const isTask = type === 'struct task_struct' || type === 'void';
    if (!isPointer && !isTask && ['name', 'member', 'index'].includes(argument.k)) {
      this.bare.add(argument);
      if (isKernel) shapes.unify(own, shapes.named(type));
      return own;
    }
    const target = shapes.targetOf(own);
    if (isKernel && !/^(int|u32|u8)$/.test(type)) shapes.unify(target, shapes.named(type));
    return target;
  }

  private keepOrigin(e: Expression, column: number): void {
    if (e.k !== 'assign' || e.target.k !== 'name' || this.roles.of(e.target.name, column) !== 'local') return;
    if (!this.shapes.isPointer(this.shapeOfName(e.target.name, column))) return;
    const address = addressIn(e.value);
    const paths = address ? [`&${this.pathOf(address, column) ?? ''}`] : [];
    const indices = new Set<Expression>();
    visit(e.value, 'value', (part, how) => {
      if (part.k === 'index') visit(part.index, 'value', (inner) => indices.add(inner));
      const isPlace = part.k === 'name' || part.k === 'member' || part.k === 'index';
      const path = isPlace && how !== 'base' && !indices.has(part) ? this.pathOf(part, column) : null;
      if (path !== null) paths.push(path);
    });
    const key = `${String(column)}:${e.target.name}`;
    const [from] = paths;
    if (from !== undefined && !this.origins.has(key)) this.origins.set(key, from);
  }

  /** Where a place is: `m*.who` is the member of what `m` leads to. Null for what is in no memory. */
  pathOf(e: Expression, column: number): string | null {
    if (e.k === 'name') {
      if (this.roles.of(e.name, column) !== 'shared') return null;
      return this.perCpu.has(e.name) ? `${e.name}@${String(column)}` : e.name;
    }
    if (e.k === 'address') return this.pathOf(e.a, column);
    if (e.k === 'deref') {
      const base = this.pointerPath(e.a, column);
      return base === null ? null : ledFrom(base);
    }
    if (e.k === 'index') {
      const shape = this.shapeOf(e.base, column);
      const isPointer = this.shapes.isPointer(shape) && this.shapes.members(shape).size === 0;
      const base = isPointer ? this.pointerPath(e.base, column) : this.pathOf(e.base, column);
      return base === null ? null : isPointer ? ledFrom(base) : `${base}[]`;
    }
    if (e.k !== 'member') return null;
    const isPointer = this.shapes.isPointer(this.shapeOf(e.base, column));
    const base = isPointer ? this.pointerPath(e.base, column) : this.pathOf(e.base, column);
    return base === null ? null : `${isPointer ? ledFrom(base) : base}.${e.member.text}`;
  }

  /** Whether the columns change a pointer or load it as a variable; else it stands for what it leads to. */
  isVariable(e: Expression, column: number): boolean {
    if (e.k !== 'name') return true;
    return this.roles.of(e.name, column) === 'shared' && this.roles.isAccessed(e.name);
  }

  /** A name that stands for an object's address, or for an array. */
  isObject(e: Expression, column: number): boolean {
    if (e.k !== 'name' || this.roles.of(e.name, column) !== 'shared') return false;
    const shape = this.shapeOfName(e.name, column);
    return this.shapes.isPointer(shape)
      ? !this.roles.isAccessed(e.name)
      : this.shapes.members(shape).size > 0;
  }

  /** The path of a pointer: of a local, of what it was loaded from. */
  pointerPath(e: Expression, column: number): string | null {
    if (e.k === 'name' && this.roles.of(e.name, column) === 'local') return this.originOf(e.name, column);
    const path = this.pathOf(e, column);
    return e.k === 'name' && path !== null ? this.aliasOf(path) : path;
  }

  /** A local to which its column has allocated an object. */
  isAllocated(name: string, column: number): boolean {
    let found = false;
    everyNode(this.columns[column] ?? [], (node) => {
      if (node.k !== 'simple') return;
      const e = asExpression(node.code.simple);
      found ||= e.k === 'assign' && e.target.k === 'name' && e.target.name === name && isAllocation(e.value);
    });
    return found;
  }

  /** Whether a column reaches something through a local. */
  isFollowed(name: string, column: number): boolean {
    return this.roles.isFollowed(name, column);
  }

  /** Where a local pointer was loaded; one that is never assigned is what another column has under the name. */
  originOf(name: string, column: number): string | null {
    const own = this.origins.get(`${String(column)}:${name}`);
    if (own !== undefined && own !== HANDED) return own;
    const others = this.roles.localIn(name).map((other) => this.origins.get(`${String(other)}:${name}`));
    const known = others.filter((path) => path !== undefined);
    return known.find((path) => path !== HANDED) ?? own ?? known[0] ?? null;
  }

  /** The address of the object that a pointer leads to at the start. */
  objectOf(path: string): string {
    return path.startsWith('&') ? path : `&${objectName(path)}`;
  }

  /** Whether a column has a pointer's object from the start, under a local's name. */
  isHeldAtStart(path: string): boolean {
    return this.roles
      .names()
      .some((name) =>
        this.roles
          .localIn(name)
          .some((column) => !this.roles.isAssigned(name, column) && this.originOf(name, column) === path),
      );
  }

  /** The shape of a place by its path; null where it is none. */
  shapeOfPath(path: string): ShapeId | null {
    const [root = '', ...rest] = path.split(/(?=\*|\.|\[)/);
    const id = this.ids.get(root.replace(/@\d+$/, ''));
    if (id === undefined) return null;
    return rest.reduce(
      (shape, part) =>
        part === '*' ? this.shapes.targetOf(shape) : this.shapes.member(shape, part.replace(/^\./, '')),
      id,
    );
  }

  /** Whether the columns mention the variable that a path begins with. */
  isKnown(path: string): boolean {
    return this.ids.has(/^\w+/.exec(path)?.[0] ?? '');
  }

  /** Names of variables that columns share, in the order in which they are first mentioned. */
  shared(): readonly string[] {
    return this.roles
      .names()
      .filter((name) =>
        this.columns.some(
          (_, column) => this.roles.isMentioned(name, column) && this.roles.of(name, column) === 'shared',
        ),
      );
  }

  constants(): readonly string[] {
    return this.roles
      .names()
      .filter((name) =>
        this.columns.some(
          (_, column) => this.roles.isMentioned(name, column) && this.roles.of(name, column) === 'constant',
        ),
      );
  }
}

/** What an address is of: `&x`, or this CPU's copy of it. */
function addressIn(e: Expression): Expression | null {
  if (e.k === 'call' && /_cpu_ptr$/.test(e.callee.text) && e.args[0]) return addressIn(e.args[0]);
  return e.k === 'address' ? e.a : null;
}

function visitParts(e: Expression, seen: (part: Expression) => void): void {
  visit(e, 'value', (part) => {
    if (part !== e) seen(part);
  });
}

/** What no pointer is. */
function isNumber(e: Expression): boolean {
  return e.k === 'number' && e.value !== 0;
}

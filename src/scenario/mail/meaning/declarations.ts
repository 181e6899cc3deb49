/**
 * The declarations of what columns share: constants, structs, variables with what they begin with, the objects that
 * pointers lead to.
 */
import type { Access } from './accesses.ts';
import type { Beginning } from './beginnings.ts';
import { isVariable, numberTypeOf } from './changeable.ts';
import { everyNode } from './node-walk.ts';
import type { Edits } from './reading.ts';
import type { ShapeId } from './shapes.ts';
import { SourceLines } from './source-lines.ts';
import { objectName } from './paths.ts';
import { HANDED, type Things } from './things.ts';

export class Declarations {
  private readonly things: Things;
  private readonly begins: ReadonlyMap<string, Beginning>;
  private readonly accesses: readonly Access[];
  private readonly renames: ReadonlyMap<string, string>;
  private readonly edits: Edits;
  /** An area needs a process that no row speaks of. */
  private wantsProcess = false;
  private readonly declaredObjects = new Set<string>();
  /** Paths of pointers that lead to an object. */
  private readonly leading: ReadonlySet<string>;

  constructor(
    things: Things,
    accesses: readonly Access[],
    begins: ReadonlyMap<string, Beginning>,
    renames: ReadonlyMap<string, string>,
    edits: Edits,
  ) {
    this.things = things;
    this.accesses = accesses;
    this.begins = begins;
    this.renames = renames;
    this.edits = edits;
    const leading = new Set<string>();
    for (const { path } of accesses)
      for (let at = path.indexOf('*'); at >= 0; at = path.indexOf('*', at + 1))
        leading.add(path.slice(0, at));
    this.leading = leading;
  }

  /** The address of the object that a pointer leads to at the start, null where it is none or leads nowhere. */
  objectAt(path: string): string | null {
    const shape = this.things.shapeOfPath(path);
    const isPointer = shape !== null && this.things.shapes.isPointer(shape);
    return isPointer && this.leads(path) ? this.things.objectOf(path) : null;
  }

  lines(constants: readonly string[], bits: ReadonlySet<string>): SourceLines {
    const out = new SourceLines();
    if (constants.length > 0) out.add(`${enumOf(constants, bits)}\n`);
    for (const { tag, id } of this.things.types.structs()) {
      const { types } = this.things;
      out.add(`struct ${tag} {${types.ownMembers(tag).trimEnd()}`);
      for (const [member, shape] of this.things.shapes.members(id))
        if (!types.hasOwn(tag, member)) out.add(`    ${this.member(`${tag}.${member}`, shape, member)};`);
      out.add('};\n');
    }
    for (const name of this.things.shared()) this.variable(name, out);
    if (this.wantsProcess) out.add('static struct mm_struct mm_of_areas;');
    return out;
  }

  private variable(name: string, out: SourceLines): void {
    const { things } = this;
    const shape = things.shapeOfPath(name);
    if (shape === null) return;
    const own = this.renames.get(name) ?? name;
    if (things.isPerCpu(name)) {
      const { base, stars } = things.types.typeOf(shape);
      const column = things.columns.findIndex((_, at) => this.begins.has(`${name}@${String(at)}`));
      const value = column < 0 ? null : this.initial(`${name}@${String(column)}`, shape, 0);
      const start = value === null ? '' : ` = ${value}`;
      out.add(`DEFINE_PER_CPU(${base}${stars > 0 ? ` ${'*'.repeat(stars)}` : ''}, ${own})${start};`);
      return;
    }
    const isPointer = things.shapes.isPointer(shape) && things.shapes.members(shape).size === 0;
    if (!isPointer) {
      this.behind(name, shape, out);
      const value = this.initial(name, shape, 0);
      out.add(`static ${this.member(name, shape, own)}${value === null ? '' : ` = ${value}`};`);
      return;
    }
    const { base } = things.types.typeOf(things.shapes.targetOf(shape));
    if (base === 'struct task_struct' && !things.roles.isAccessed(name)) {
      out.add(`#define ${own} cpu_task(${String(this.taskOf(name))})`);
      return;
    }
    const alias = things.aliasOf(name);
    if (alias !== name) {
      out.add(`#define ${own} (${things.objectOf(alias)})`);
      return;
    }
    const leads = this.leads(name);
    const isOwn = isVariable(things, name, this.edits);
    if (leads || !things.roles.isAccessed(name) || things.isHeldAtStart(name)) this.object(name, out);
    if (!isOwn) out.add(`#define ${own} (${things.objectOf(name)})`);
    else
      out.add(
        `static ${this.declared(shape, own)}${leads || !things.roles.isAccessed(name) ? ` = ${things.objectOf(name)}` : ''};`,
      );
  }

  /** A number with the type that the reader has given it, anything else as it was understood. */
  private member(key: string, shape: ShapeId, name: string): string {
    const type = numberTypeOf(this.things, shape, key, this.edits);
    return type === null ? this.declared(shape, name) : `${type} ${name}`;
  }

  /** The object behind a pointer, and those behind its own pointers first. */
  private object(path: string, out: SourceLines): void {
    const shape = this.things.shapeOfPath(`${path}*`);
    if (shape === null || this.declaredObjects.has(objectName(path))) return;
    this.declaredObjects.add(objectName(path));
    this.behind(`${path}*`, shape, out);
    const value = this.initial(`${path}*`, shape, 0);
    out.add(`static ${this.declared(shape, objectName(path))}${value === null ? '' : ` = ${value}`};`);
  }

  /** The objects that the pointers in a thing lead to. */
  private behind(path: string, shape: ShapeId, out: SourceLines, depth = 0): void {
    const { shapes } = this.things;
    for (const [member, inner] of shapes.members(shape)) {
      const to = member === '[]' ? `${path}[]` : `${path}.${member}`;
      const isPointer = shapes.isPointer(inner) && shapes.members(inner).size === 0;
      if (isPointer && this.leads(to)) this.object(to, out);
      // A struct or an array inside has its own.
      else if (!isPointer && depth < 4) this.behind(to, inner, out, depth + 1);
    }
  }

  private leads(path: string): boolean {
    const value = this.begins.get(path)?.value;
    if (path === HANDED) return false;
    if (value === '0' || value === 'NULL') return false;
    return value !== undefined || this.leading.has(path);
  }

  /** An initializer, null where everything begins with 0. */
  private initial(path: string, shape: ShapeId, depth: number): string | null {
    const { things } = this;
    const members = things.shapes.members(shape);
    if (things.shapes.isPointer(shape) && members.size === 0) {
      const isTask = things.types.typeOf(things.shapes.targetOf(shape)).base === 'struct task_struct';
      const begin = this.begins.get(path)?.value;
      const isNull = begin === undefined ? this.isSet(path) : /^(0|NULL)$/.test(begin);
      if (isTask) return isNull ? null : `&cpu_tasks[${String(this.sleeper())}]`;
      return this.leads(path) ? things.objectOf(path) : null;
    }
    const element = members.get('[]');
    if (element !== undefined) {
      // Which one the index names does not matter: they all begin alike.
      const one = depth > 4 ? null : this.initial(`${path}[]`, element, depth + 1);
      return one === null ? null : `{ ${Array.from({ length: 4 }, () => one).join(', ')} }`;
    }
    const isArea = things.shapes.base(shape) === 'struct vm_area_struct';
    if ((members.size > 0 || isArea) && !/^(?!struct )/.test(things.shapes.base(shape) ?? 'struct ')) {
      if (depth > 4) return null;
      const parts = [...members].flatMap(([member, inner]) => {
        const value = this.initial(`${path}.${member}`, inner, depth + 1);
        return value === null ? [] : [`.${member} = ${value}`];
      });
      if (isArea) parts.push(...this.ofArea(new Set(parts.map((part) => /\w+/.exec(part)?.[0] ?? ''))));
      return parts.length === 0 ? null : `{ ${parts.join(', ')} }`;
    }
    if (things.shapes.base(shape) === 'struct list_head' && members.size === 0) return this.alone(path);
    const value = this.begins.get(path)?.value ?? (this.isInput(path) ? '2' : null);
    if (value === null || value === '0' || value === 'NULL' || value === 'false') return null;
    const base = things.shapes.base(shape);
    if (base === 'atomic_t') return `ATOMIC_INIT(${value})`;
    if (base === 'refcount_t') return `REFCOUNT_INIT(${value})`;
    return /lock|mutex|semaphore|completion|wait_queue|seq/.test(base ?? '') ? null : value;
  }

  /** An area belongs to a process, and nobody has it locked (mm/vma_init.c); `set`: what is said of it already. */
  private ofArea(set: ReadonlySet<string>): readonly string[] {
    const { things } = this;
    const isProcess = (name: string) => {
      const shape = things.shapeOfPath(name);
      return shape !== null && things.types.typeOf(shape).base === 'struct mm_struct';
    };
    const known = things.shared().find(isProcess);
    const shape = known === undefined ? null : things.shapeOfPath(known);
    this.wantsProcess ||= known === undefined && !set.has('vm_mm');
    const mm =
      known === undefined || shape === null
        ? '&mm_of_areas'
        : things.shapes.isPointer(shape)
          ? things.objectOf(known)
          : `&${this.renames.get(known) ?? known}`;
    const wired: readonly (readonly [string, string])[] = [
      ['vm_mm', mm],
      ['vm_lock_seq', '-1'],
    ];
    return wired.flatMap(([member, value]) => (set.has(member) ? [] : [`.${member} = ${value}`]));
  }

  /** A list that nobody has put anything into, or an entry that is in none: it leads to itself. */
  private alone(path: string): string | null {
    const last = path.lastIndexOf('*');
    const root = last < 0 ? '' : objectName(path.slice(0, last));
    const whole = last < 0 ? (this.renames.get(path) ?? path) : `${root}${path.slice(last + 1)}`;
    return /[[@]/.test(whole) ? null : `{ &${whole}, &${whole} }`;
  }

  /** A name that is only ever read by its own column: something that was given. */
  private isInput(path: string): boolean {
    const own = this.accesses.filter((access) => access.path === path);
    return (
      own.length > 0 &&
      /^\w+$/.test(path) &&
      own.every(({ kind }) => kind === 'load') &&
      new Set(own.map(({ column }) => column)).size === 1
    );
  }

  /** A place that a column stores to. */
  private isSet(path: string): boolean {
    return this.accesses.some((access) => access.path === path && access.kind !== 'load');
  }

  /** The column that sleeps. */
  private sleeper(): number {
    const column = this.things.columns.findIndex((nodes) => {
      let sleeps = false;
      everyNode(nodes, (node) => {
        sleeps ||=
          node.k === 'simple' &&
          /^(schedule|(__)?set_current_state|prepare_to_\w*wait)\b/.test(node.code.text);
      });
      return sleeps;
    });
    return Math.max(column, 0);
  }

  /** Whose task a name stands for: the column that sleeps, else another than the one that names it. */
  private taskOf(name: string): number {
    const { columns, roles } = this.things;
    if (!roles.isMentioned(name, this.sleeper())) return this.sleeper();
    const others = columns.map((_, column) => column).filter((column) => !roles.isMentioned(name, column));
    return others[0] ?? 0;
  }

  /** `within`: what it is an element of. One that is an element of itself is no array. */
  private declared(shape: ShapeId, name: string, within: readonly ShapeId[] = []): string {
    const members = this.things.shapes.members(shape);
    const element = members.get('[]');
    if (element !== undefined && members.size === 1 && !within.includes(shape))
      return `${this.declared(element, name, [...within, shape])}[4]`;
    const { base, stars } = this.things.types.typeOf(shape);
    return `${base} ${'*'.repeat(stars)}${name}`;
  }
}

/** Names of values: those that are used as bits are powers of two, numbers of bits begin with 0, others with 1. */
function enumOf(constants: readonly string[], bits: ReadonlySet<string>): string {
  const numbers = constants.filter((name) => bits.has(name));
  const values = constants.filter((name) => !bits.has(name));
  const parts = [
    ...numbers.map((name, i) => `${name} = ${String(i)}`),
    ...values.map((name, i) => `${name} = ${String(2 ** (i % 30))}`),
  ];
  return `enum { ${parts.join(', ')} };`;
}

/** An execution under a machine's model as plain data, in the form that the kernel's have. */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Program } from '../../machine/index.ts';
import type { Execution, ExecutionEdge, ExecutionEvent } from '../execution.ts';
import type { Relation, Step } from '../relation.ts';
import type { HardwareCandidate } from './candidates.ts';
import type { HardwareEvent } from './event.ts';
import { idOf, type OrderedHardware } from './skeleton.ts';
import { orderNames } from '../words.ts';

type Pairs = readonly (readonly [number, number])[];

export function toExecution(
  program: Program,
  candidate: HardwareCandidate,
  values: readonly number[],
): Execution {
  const { skeleton, broken } = candidate;
  const events = skeleton.threads.flatMap(({ run }) => run.events);
  return {
    threads: program.cpus.map(({ name }) => name),
    locations: program.cells.map(({ name, init }) => ({ name, init })),
    events: [
      ...events.map((event, id) => told(program, event, id, skeleton.cpuOf[id] ?? 0)),
      ...program.cells.map(({ name, init }, cell): ExecutionEvent => ({
        id: events.length + cell,
        thread: null,
        kind: 'init',
        location: cell,
        value: init,
        tags: ['init'],
        label: `W[init] ${name}=${wordOf(program, init)}`,
        at: null,
      })),
    ],
    relations: relations(candidate, events.length),
    values,
    forbidden: broken && { axiom: broken.axiom, cycle: edges(broken.cycle(), events) },
    races: [],
    violated: [],
  };
}

function told(program: Program, event: HardwareEvent, id: number, thread: number): ExecutionEvent {
  const { kind, location, value, at } = event;
  const tags = tagsOf(event, program.arch === 'arm64');
  const letter = { read: 'R', write: 'W', fence: 'F' }[kind] + (tags.length > 0 ? `[${tags.join(',')}]` : '');
  const name = program.cells[location]?.name ?? '';
  return {
    id,
    thread,
    kind,
    location: location < 0 ? null : location,
    value,
    tags,
    label: kind === 'fence' ? letter : `${letter} ${name}=${wordOf(program, value)}`,
    at,
  };
}

/** As the architecture's letters have it: A and Q acquire, L releases, X is exclusive, `rmw` an atomic instruction; x86 marks
 *  no access by itself. */
function tagsOf(
  { acquire, release, kind, exclusive, atomic, fence }: HardwareEvent,
  marks: boolean,
): string[] {
  if (fence !== null) return [fence];
  const tags: string[] = [];
  if (marks && acquire !== 'no') tags.push(acquire === 'rcsc' ? 'A' : 'Q');
  if (marks && release && kind === 'write') tags.push('L');
  if (exclusive) tags.push('X');
  if (atomic) tags.push('rmw');
  return tags;
}

/** A value, or the cell whose address it is. */
function wordOf({ cells }: Program, value: number): string {
  const name = cells[value - ADDRESS_BASE]?.name;
  return name === undefined ? String(value) : `&${name}`;
}

/** With the initial writes; co between neighbours, fr to the first write that overwrites. */
function relations({ skeleton, orders }: HardwareCandidate, events: number): Execution['relations'] {
  const { threads, firsts, rmw } = skeleton;
  const rf: (readonly [number, number])[] = [];
  const co: (readonly [number, number])[] = [];
  const fr: (readonly [number, number])[] = [];
  const isOwn = (read: number, write: number): boolean => rmw.some(([a, b]) => a === read && b === write);
  for (const [cell, { writes, sources }] of orders) {
    const ids = [events + cell, ...writes.map((event) => idOf(skeleton, event))];
    ids.slice(1).forEach((to, nth) => co.push([ids[nth] ?? to, to]));
    for (const [reader, source] of sources) {
      const read = idOf(skeleton, reader);
      const from = source < 0 ? events + cell : idOf(skeleton, source);
      rf.push([from, read]);
      const next = ids[ids.indexOf(from) + 1];
      if (next !== undefined && !isOwn(read, next)) fr.push([read, next]);
    }
  }
  const named: Record<string, Pairs> = { rf, co, fr, rmw };
  threads.forEach((ordered, cpu) => {
    const first = firsts[cpu] ?? 0;
    for (const [name, pairs] of Object.entries(ownRelations(ordered)))
      named[name] = [...(named[name] ?? []), ...pairs.map(([a, b]) => [first + a, first + b] as const)];
  });
  return Object.fromEntries(Object.entries(named).filter(([, pairs]) => pairs.length > 0));
}

/** What is drawn of one run: dependencies, and what its fences and marks order. */
function ownRelations({ thread, run, own }: OrderedHardware): Record<string, Pairs> {
  const { addr, data, ctrl, pickAddr, pickData, pickCtrl } = thread();
  const isFence = (at: number): boolean => run.events[at]?.kind === 'fence';
  const drawn: Record<string, Pairs> = {
    po: run.events.slice(1).map((_, at) => [at, at + 1] as const),
    addr: addr.pairs(),
    data: data.pairs().filter(([a, b]) => run.events[b]?.pair !== a),
    // A read may be done before it is known whether it happens.
    ctrl: ctrl
      .pairs()
      .filter(([a, b]) => (isFence(b) || run.events[b]?.kind === 'write') && run.events[b]?.pair !== a),
    pick: [pickAddr, pickData, pickCtrl]
      .flatMap((pick: Relation) => pick.pairs())
      .filter(([, b]) => !isFence(b)),
  };
  for (const [from, to] of own.pairs()) {
    const edge = leafOf(own.relation().trace(from, to));
    if (edge !== null && FENCES.has(edge)) drawn[edge] = [...(drawn[edge] ?? []), [from, to]];
  }
  return drawn;
}

const FENCES: ReadonlySet<string> = new Set(orderNames);

/** The name of a step that is one link. */
function leafOf(steps: readonly Step[]): string | null {
  const [step, more] = steps;
  if (step === undefined || more !== undefined) return null;
  return step.via === undefined || step.via.length === 0 ? step.name : leafOf(step.via);
}

function edges(steps: readonly Step[], events: readonly HardwareEvent[]): ExecutionEdge[] {
  return steps.map(({ name, from, to, via }) => ({
    name,
    from,
    to,
    by: makerOf(name, from, to, events),
    via: edges(via ?? [], events),
  }));
}

/** The fence between two events that orders them in the way of that name, or the access that does. */
function makerOf(name: string, from: number, to: number, events: readonly HardwareEvent[]): number | null {
  if (name === 'po-rel') return to;
  if (name === 'acq-po' || name === 'amo-po') return from;
  if (name === 'implied') return events[from]?.atomic === true ? from : to;
  for (let id = from; id <= to; id += 1) {
    const fence = events[id]?.fence ?? null;
    if (fence === name || (name === 'mfence' && fence === 'serialize')) return id;
  }
  return null;
}

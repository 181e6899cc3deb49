/**
 * The private part of one CPU: frames with registers, the in-flight queue, the chart's state, pending interrupts.
 * Parts are immutable and interned by `CpuTable`; transitions work on a `Draft` copy.
 *
 * The queue holds entries in program order, oldest first:
 *
 *   load     addr, val (null while pending), src, stale      store    addr, val, release, pair, al
 *   barrier  fence                                           guess    val = condition, expect
 *   effect   hooks that wait until their operands are known  violation  a false assert that a squash may still undo
 *   dc, ic, tlbi  maintenance not yet executed               walk, fault, update  translations (translation.ts)
 */
import type { BinaryOp, FenceKind, UnaryOp } from '../program.ts';
import { renamed, type Val } from './value.ts';

export type EntryKindCode =
  | 'load'
  | 'store'
  | 'barrier'
  | 'guess'
  | 'effect'
  | 'violation'
  | 'dc'
  | 'ic'
  | 'tlbi'
  | 'walk'
  | 'fault'
  | 'update';

/** An effect whose registers are closed over; cells are still read when it happens. */
export type Closed =
  | { readonly k: 'val'; readonly v: Val }
  | { readonly k: 'cell'; readonly cell: number; readonly index: Closed | null }
  | { readonly k: 'un'; readonly op: UnaryOp; readonly a: Closed }
  | { readonly k: 'bin'; readonly op: BinaryOp; readonly a: Closed; readonly b: Closed }
  | { readonly k: 'cond'; readonly c: Closed; readonly a: Closed; readonly b: Closed };

export type Hook =
  | { readonly k: 'set'; readonly cell: number; readonly index: Closed | null; readonly value: Closed }
  | { readonly k: 'assert'; readonly cond: Closed; readonly property: number };

/** An interrupt to be raised (or taken back) on the CPUs of a mask; with lines, on CPU `cpu`, the one that the address `of`
 *  says. */
export interface Raised {
  readonly irq: number;
  readonly mask: number;
  readonly off: boolean;
  readonly of: Val | null;
  readonly cpu: Val;
}

/** One shape for all entries, so that rules read fields without narrowing; unused fields keep their defaults. */
export interface Entry {
  kind: EntryKindCode;
  /** Unique in the queue; equals the position once the part is interned. */
  id: number;
  /** Position before the transition that is being computed, -1 for a new entry (for StepTrace.queueMap). */
  was: number;
  pc: number;
  /** load, store, dc, ic, tlbi, walk, fault: the address; after translation the physical one. */
  addr: Val;
  /** load: value or null; store: data; guess: the condition. */
  val: Val | null;
  /** load: done. walk: translated. tlbi: executed (now arriving). */
  done: boolean;
  /** load: id of the own store it took its value from, -1 memory. */
  src: number;
  stale: boolean;
  acquire: 'no' | 'rcsc' | 'rcpc';
  noRet: boolean;
  exclusive: boolean;
  release: boolean;
  /** store: id of its load (read-modify-write, exclusive); walk/fault: id of the access;
   *  guess of an await: id of its load; -1 none. */
  pair: number;
  /** store of a fully ordered (AL) read-modify-write. */
  al: boolean;
  fence: FenceKind | null;
  /** guess: the truth expected, and whether stores wait for it (a branch, a wait). */
  expect: boolean;
  branch: boolean;
  /** guess of an `await`; `soft`: interrupts (bit mask) that could end the spinning, so being stuck on it while one of
   *  them is pending is a squash. */
  wait: boolean;
  soft: number;
  /** guess of an `await`: memory was changed by an effect of something younger, so this run only exists if the wait ends. */
  mustEnd: boolean;
  hooks: readonly Hook[];
  /** effect: an interrupt that it raises or takes back; null none. */
  raises: Raised | null;
  property: number;
  /** load, store: id of the walk its address waits for, -1 none or translated. */
  via: number;
  /** walk, fault, and translated accesses: the page; tlbi: -1 for all pages, BY_ADDRESS (translation.ts) until it executes. */
  page: number;
  /** accesses: pages of faults that have passed this one although they are ordered behind it, as bits (`1 << (page & 31)`). */
  passedBy: number;
  begun: boolean;
  /** fault: kinds it may be taken as, a bit for each of FAULT_KINDS. */
  kinds: number;
  /** walk: valid entries it may commit to. */
  candidates: readonly number[];
  /** access: addresses that it may not turn out to have, since a younger fault went before it. */
  apart: readonly number[];
  /** walk: pages whose translation a younger access has used up before this one translated / and that have been
   *  invalidated since, so that this walk may not be for them. */
  passed: readonly number[];
  barred: readonly number[];
  /** tlbi: bit mask of CPUs it has not reached yet. */
  todo: number;
  local: boolean;
}

export type FrameKind = 'task' | 'irq' | 'nmi' | 'softirq' | 'work' | 'bp' | 'fault';

export interface Frame {
  kind: FrameKind;
  /** Number of the handler's irq, -1 otherwise. */
  irq: number;
  pc: number;
  regs: Val[];
  /** The interrupt mask to restore on return: true = was open. */
  wasOpen: boolean;
}

export interface Draft {
  chart: number;
  frames: Frame[];
  queue: Entry[];
  pending: number;
  /** Pending softirqs that run before what was interrupted goes on (C9). */
  due: number;
  /** Bit per observed fault that has happened. */
  faults: number;
  nextId: number;
}

export interface Part {
  readonly chart: number;
  readonly frames: readonly Readonly<Frame>[];
  readonly queue: readonly Readonly<Entry>[];
  readonly pending: number;
  readonly due: number;
  readonly faults: number;
}

const BLANK: Entry = {
  kind: 'load',
  id: -1,
  was: -1,
  pc: -1,
  addr: 0,
  val: null,
  done: false,
  src: -1,
  stale: false,
  acquire: 'no',
  noRet: false,
  exclusive: false,
  release: false,
  pair: -1,
  al: false,
  fence: null,
  expect: true,
  branch: false,
  wait: false,
  soft: 0,
  mustEnd: false,
  hooks: [],
  raises: null,
  property: -1,
  via: -1,
  page: -1,
  passedBy: 0,
  begun: false,
  kinds: 0,
  candidates: [],
  apart: [],
  passed: [],
  barred: [],
  todo: 0,
  local: false,
};

export function draftOf(part: Part): Draft {
  return {
    chart: part.chart,
    frames: part.frames.map((f) => ({ ...f, regs: f.regs.slice() })),
    queue: part.queue.map(copyOf),
    pending: part.pending,
    due: part.due,
    faults: part.faults,
    nextId: part.queue.length,
  };
}

/** Written out, since a spread of so many fields takes several times as long, and every transition copies its queue. */
function copyOf(e: Readonly<Entry>, was: number): Entry {
  return {
    kind: e.kind,
    id: e.id,
    was,
    pc: e.pc,
    addr: e.addr,
    val: e.val,
    done: e.done,
    src: e.src,
    stale: e.stale,
    acquire: e.acquire,
    noRet: e.noRet,
    exclusive: e.exclusive,
    release: e.release,
    pair: e.pair,
    al: e.al,
    fence: e.fence,
    expect: e.expect,
    branch: e.branch,
    wait: e.wait,
    soft: e.soft,
    mustEnd: e.mustEnd,
    hooks: e.hooks,
    raises: e.raises,
    property: e.property,
    via: e.via,
    page: e.page,
    passedBy: e.passedBy,
    begun: e.begun,
    kinds: e.kinds,
    candidates: e.candidates,
    apart: e.apart,
    passed: e.passed,
    barred: e.barred,
    todo: e.todo,
    local: e.local,
  };
}

/** Appends an entry to the draft's queue. */
export function push(d: Draft, kind: EntryKindCode, pc: number, fields: Partial<Entry>): Entry {
  const entry: Entry = { ...BLANK, kind, id: d.nextId++, pc, ...fields };
  d.queue.push(entry);
  return entry;
}

export function topFrame(d: Draft): Frame {
  const frame = d.frames[d.frames.length - 1];
  if (frame === undefined) throw new Error('internal: no frame');
  return frame;
}

/** The same object where nothing in it changes. */
function mapClosed(c: Closed, f: (v: Val) => Val): Closed {
  switch (c.k) {
    case 'val': {
      const v = f(c.v);
      return v === c.v ? c : { k: 'val', v };
    }
    case 'cell': {
      const index = c.index && mapClosed(c.index, f);
      return index === c.index ? c : { ...c, index };
    }
    case 'un': {
      const a = mapClosed(c.a, f);
      return a === c.a ? c : { ...c, a };
    }
    case 'bin': {
      const [a, b] = [mapClosed(c.a, f), mapClosed(c.b, f)];
      return a === c.a && b === c.b ? c : { ...c, a, b };
    }
    case 'cond': {
      const [one, a, b] = [mapClosed(c.c, f), mapClosed(c.a, f), mapClosed(c.b, f)];
      return one === c.c && a === c.a && b === c.b ? c : { ...c, c: one, a, b };
    }
  }
}

/** The same object where nothing in it changes. */
export function mapHook(h: Hook, f: (v: Val) => Val): Hook {
  if (h.k === 'assert') {
    const cond = mapClosed(h.cond, f);
    return cond === h.cond ? h : { ...h, cond };
  }
  const index = h.index && mapClosed(h.index, f);
  const value = mapClosed(h.value, f);
  return index === h.index && value === h.value ? h : { ...h, index, value };
}

/** Applies f to every value the draft holds. */
export function mapValues(d: Draft, f: (v: Val) => Val): void {
  for (const frame of d.frames) {
    for (let r = 0; r < frame.regs.length; r++) frame.regs[r] = f(frame.regs[r] ?? 0);
  }
  for (const e of d.queue) {
    e.addr = f(e.addr);
    if (e.val !== null) e.val = f(e.val);
    if (e.hooks.length > 0) e.hooks = e.hooks.map((h) => mapHook(h, f));
    const of = e.raises?.of ?? null;
    if (e.raises !== null && of !== null) e.raises = { ...e.raises, of: f(of), cpu: f(e.raises.cpu) };
  }
}

/** Renumbers entries by position, so that equal queues are equal parts. */
export function renumber(d: Draft): void {
  if (d.queue.every((e, i) => e.id === i)) return;
  const to = new Map(d.queue.map((e, i) => [e.id, i]));
  mapValues(d, (v) => (typeof v === 'number' ? v : renamed(v, to)));
  for (const e of d.queue) {
    e.id = to.get(e.id) ?? -1;
    e.src = to.get(e.src) ?? -1;
    e.pair = to.get(e.pair) ?? -1;
    e.via = to.get(e.via) ?? -1;
  }
  d.nextId = d.queue.length;
}

function valKey(v: Val): string {
  return typeof v === 'number' ? String(v) : JSON.stringify(v);
}

function entryKey(e: Readonly<Entry>): string {
  const flags =
    (e.done ? 1 : 0) |
    (e.stale ? 2 : 0) |
    (e.noRet ? 4 : 0) |
    (e.exclusive ? 8 : 0) |
    (e.release ? 16 : 0) |
    (e.al ? 32 : 0) |
    (e.expect ? 64 : 0) |
    (e.branch ? 128 : 0) |
    (e.wait ? 256 : 0) |
    (e.mustEnd ? 512 : 0) |
    (e.begun ? 1024 : 0) |
    (e.local ? 4096 : 0);
  let key = `${e.kind},${e.pc},${flags},${valKey(e.addr)},${e.val === null ? '' : valKey(e.val)},${e.src},${e.pair},${e.acquire}`;
  if (e.passedBy !== 0) key += `,o${e.passedBy}`;
  if (e.fence !== null) key += `,f${e.fence}`;
  if (e.property >= 0) key += `,p${e.property}`;
  if (e.apart.length > 0) key += `,a${e.apart.join('/')}`;
  if (e.soft !== 0) key += `,s${e.soft}`;
  if (e.hooks.length > 0) key += `,h${JSON.stringify(e.hooks)}`;
  if (e.raises !== null) key += `,r${JSON.stringify(e.raises)}`;
  if (e.page !== -1 || e.via >= 0 || e.kind === 'walk' || e.kind === 'tlbi') {
    key += `,t${e.page},${e.via},${e.todo},${e.kinds},${e.candidates.join('/')},${e.passed.join('/')},${e.barred.join('/')}`;
  }
  return key;
}

/** Identity of a part: everything but `was`. */
export function partKey(d: Draft): string {
  let key = `${d.chart},${d.pending},${d.faults}`;
  if (d.due !== 0) key += `,d${d.due}`;
  for (const f of d.frames) {
    key += `|${f.kind}${f.irq},${f.pc},${f.wasOpen ? 1 : 0}`;
    for (const v of f.regs) key += `,${valKey(v)}`;
  }
  for (const e of d.queue) key += `;${entryKey(e)}`;
  return key;
}

/**
 * Functions that a work or a timer calls: the column that runs one is tied to the `work_struct` or `timer_list` that the
 * others queue, cancel and flush, so that who waits for it waits.
 *
 *     CPU0                          kworker
 *                                   d_work_fn()              d->work.func = d_work_fn
 *     cancel_work_sync(&d->work)      d->count++
 *     kfree(d)
 */
import { readCode, readExpression } from './c-code.ts';
import { calledName, type Line, type Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';
import type { Edits } from './reading.ts';
import type { Things } from './things.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';

export interface Deferred {
  readonly kind: 'work' | 'timer';
  /** The work or timer, as it was typed: `d->work`. */
  readonly place: string;
  readonly name: string;
}

const QUEUES = /^(?:schedule|queue|mod|add)_(?:delayed_)?(?:work|timer)(?:_on)?$|^hrtimer_start\w*$/;
/** `schedule_work(foo_func)`: the function itself in the place of its work. */
const BY_FUNCTION = /^((?:schedule|queue)_(?:delayed_)?work)\((?:[\w>.-]+, *)?(\w+)\)$/;
const WORDS =
  /^(?:(?:schedule|queue|cancel|flush|mod|disable)_(?:delayed_)?work(?:_on|_sync)?|(?:mod|add|del|try_to_del)_timer(?:_on|_sync)?|timer_(?:delete|shutdown)(?:_sync)?|hrtimer_(?:start\w*|cancel|try_to_cancel))$/;
const CANCELS = /cancel|del_|delete|shutdown|flush|disable/;
/** What the reader takes a function for that is tied to nothing. */
export const OF_ITS_OWN = 'a function of its own';
const FLUSHES = /^(?:(?:flush|drain|destroy)_workqueue|flush_scheduled_work)$/;
const SETUPS =
  /\b(?:INIT_(?:DELAYED_)?WORK|timer_setup|hrtimer_(?:init|setup)|DECLARE_WORK)\(\s*&?([\w.>-]+)\s*,\s*&?(\w+)/g;
const LATER = /work|timer|timeout|fn$|func|callback|_cb$|expire/i;
const RUNNERS = /kworker|work(?:er|queue)?\b|timer|soft ?irq/i;

/** What the kernel has besides the words that scenarios know, as those. */
const ALIKE: Readonly<Record<string, string>> = {
  cancel_delayed_work_sync: 'cancel_work_sync',
  cancel_delayed_work: 'cancel_work',
  disable_work_sync: 'cancel_work_sync',
  disable_delayed_work_sync: 'cancel_work_sync',
  flush_delayed_work: 'flush_work',
  schedule_delayed_work: 'schedule_work',
  queue_delayed_work: 'queue_work',
  mod_delayed_work: 'queue_work',
  hrtimer_cancel: 'timer_delete_sync',
  hrtimer_try_to_cancel: 'timer_delete',
  hrtimer_start: 'add_timer',
  timer_shutdown_sync: 'timer_delete_sync',
  timer_shutdown: 'timer_delete',
  try_to_del_timer_sync: 'timer_delete',
};

type Columns = readonly (readonly Node[])[];

interface Mention {
  readonly word: string;
  readonly place: string;
  readonly column: number;
  readonly node: Node;
}

/** The columns, those that run the function of a work or timer of which others speak as its function. */
export function withDeferred(
  drawn: Columns,
  titles: readonly string[],
  prose: string,
  edits: Edits = {},
): Columns {
  const columns = drawn.map((nodes) => nodes.map((node) => byWork(node, drawn)));
  const mentions = mentionsIn(columns);
  const flushes = flushesIn(columns);
  const places = [...new Set([...mentions.map(({ place }) => place), ...(flushes ? namedIn(columns) : [])])];
  if (places.length === 0) return columns;
  const setups = new Map([...prose.matchAll(SETUPS)].map(([, place = '', name = '']) => [name, place]));
  const tied: (Deferred & { readonly column: number })[] = [];
  // Who cancels it is not what it calls.
  const isElsewhere = (place: string, column: number) =>
    (mentions.some((one) => one.place === place && one.column !== column) || flushes) &&
    !mentions.some((one) => one.place === place && one.column === column && CANCELS.test(one.word));
  const isRefused = (name: string) => edits[`deferred:${name}`] === OF_ITS_OWN;
  const tie = (all: readonly Node[], column: number): readonly Node[] => {
    const nodes = flat(all, (name) => {
      const place = setups.get(name) ?? byKind(name, places, mentions);
      return place !== null && isElsewhere(place, column) && !isRefused(name);
    });
    return nodes.map((node): Node => {
      if (node.k === 'call' && !isRefused(node.name) && !isAgain(node, columns)) {
        const place =
          placeOf(node, setups, places, titles[column] ?? '') ??
          byKind(node.name, places, mentions) ??
          afterPause(node, columns[column] ?? [], places, mentions);
        if (place !== null && isElsewhere(place, column) && tied.every((one) => one.place !== place)) {
          const deferred = { kind: kindOf(place, mentions), place, name: node.name };
          tied.push({ ...deferred, column });
          return { k: 'interrupt', line: node.line, nmi: false, body: node.body, deferred };
        }
      }
      if (node.k !== 'call' && node.k !== 'interrupt') return node;
      const body = tie(node.body, column);
      const [inner, ...more] = body.filter(({ k }) => k !== 'note');
      // What only leads to it is how the worker, or the interrupt, comes there.
      const isWay = inner?.k === 'interrupt' && inner.deferred !== undefined && more.length === 0;
      if (isWay) node.line.as = 'event';
      return isWay ? inner : { ...node, body };
    });
  };
  const whole = columns.map((nodes, column) => {
    const found = tie(nodes, column);
    const [place, ...others] = places;
    const [first] = nodes;
    const isOwn = !mentions.some((one) => one.column === column) && RUNNERS.test(titles[column] ?? '');
    if (place !== undefined && isRefused(`${last(place)}_fn`)) return found;
    if (nodes.some((node) => node.k === 'call' && isRefused(node.name))) return found;
    if (tied.length > 0 || !isOwn || !first || place === undefined || others.length > 0) return found;
    const deferred = { kind: kindOf(place, mentions), place, name: `${last(place)}_fn` };
    tied.push({ ...deferred, column });
    return [{ k: 'interrupt' as const, line: first.line, nmi: false, body: nodes, deferred }];
  });
  const [work, ...works] = tied.filter(({ kind }) => kind === 'work');
  const flushed = work && works.length === 0 ? work.place : null;
  // One that is queued and does nothing that is drawn is an ordinary one too.
  const isTied = (place: string) =>
    tied.some((one) => one.place === place) ||
    mentions.some((one) => one.place === place && QUEUES.test(one.word) && !one.word.includes('timer'));
  return tied
    .reduce<Columns>((all, one) => queued(all, one, mentions), whole)
    .map((nodes) => nodes.map((node) => known(node, flushed, isTied)));
}

/** A function that is queued by its own name, as a work that has it. */
function byWork(node: Node, columns: Columns): Node {
  if ('body' in node) {
    const within = (nodes: readonly Node[]) => nodes.map((one) => byWork(one, columns));
    const body = within(node.body);
    return node.k === 'if' ? { ...node, body, otherwise: within(node.otherwise) } : { ...node, body };
  }
  const [, word = '', name = ''] = (node.k === 'simple' && BY_FUNCTION.exec(node.code.text)) || [];
  const drawn = new Set<string>();
  for (const nodes of columns)
    everyNode(nodes, (one) => {
      if (one.k === 'call') drawn.add(one.name);
    });
  return drawn.has(name) ? simple(`${word}(&${name}_work)`, node.line) : node;
}

/** Somebody waits for all works of a queue. */
function flushesIn(columns: Columns): boolean {
  let found = false;
  for (const nodes of columns)
    everyNode(nodes, (node) => {
      found ||= node.k === 'simple' && FLUSHES.test(calledName(node.code) ?? '');
    });
  return found;
}

/** Works that functions are called with. */
function namedIn(columns: Columns): readonly string[] {
  const found: string[] = [];
  for (const nodes of columns)
    everyNode(nodes, (node) => {
      const place = node.k === 'call' ? /\(\s*&\s*([\w.>-]*work)\s*\)/.exec(node.code.text)?.[1] : undefined;
      if (place !== undefined) found.push(place);
    });
  return found;
}

/** Calls that speak of a work or a timer. */
function mentionsIn(columns: Columns): readonly Mention[] {
  const found: Mention[] = [];
  columns.forEach((nodes, column) => {
    everyNode(nodes, (node) => {
      // One whose inside is drawn is the author's own.
      if (node.k !== 'simple') return;
      const word = calledName(node.code) ?? '';
      const place = WORDS.test(word) ? /&\s*([\w.>[\]-]+)/.exec(node.code.text)?.[1] : undefined;
      if (place !== undefined) found.push({ word, place, column, node });
    });
  });
  return found;
}

function kindOf(place: string, mentions: readonly Mention[]): Deferred['kind'] {
  const isTimer = mentions.some((one) => one.place === place && one.word.includes('timer'));
  return isTimer ? 'timer' : 'work';
}

/** Of which work or timer a call is the function; null where nothing tells. */
function placeOf(
  { name, code }: Node & { readonly k: 'call' },
  setups: ReadonlyMap<string, string>,
  places: readonly string[],
  title: string,
): string | null {
  if (WORDS.test(name) || wordOf(name) !== null || ASKS.test(name)) return null;
  const said = places.find(
    (place) => place === setups.get(name) || last(place) === last(setups.get(name) ?? ''),
  );
  if (said !== undefined) return said;
  if (places.includes(`${name}_work`)) return `${name}_work`;
  const argument = /\(\s*&\s*([\w.>-]+)\s*\)/.exec(code.text)?.[1];
  if (argument !== undefined) return places.includes(argument) ? argument : null;
  const [only, ...others] = places;
  return only !== undefined && others.length === 0 && (LATER.test(name) || RUNNERS.test(title)) ? only : null;
}

/** Where nothing is indented, the function that `isRun` tells has all that stands below it. */
function flat(nodes: readonly Node[], isRun: (name: string) => boolean): readonly Node[] {
  const at = nodes.findIndex(
    (node) => node.k === 'simple' && /\(\s*\)$/.test(node.code.text) && isRun(calledName(node.code) ?? ''),
  );
  const head = nodes[at];
  const body = nodes.slice(at + 1);
  const isOpen = body.every(({ k, line }) => k !== 'call' && line.cell.indent === head?.line.cell.indent);
  if (head?.k !== 'simple' || !isOpen || body.every(({ k }) => k === 'note')) return nodes;
  const { line, code } = head;
  return [...nodes.slice(0, at), { k: 'call', line, name: calledName(code) ?? '', code, body }];
}

/** What is done with a timer or a work, and not by it. */
const ASKS =
  /(?:^|_)(?:start|stop|arm|disarm|rearm|cancel|del|delete|add|mod|init|setup|kill|flush|queue|enqueue|schedule|shutdown|set)_(?:\w+_)?(?:timer|timeout|work)$/;

/** The only timer where its name speaks of one, or the only work: `foo_timeout()`. */
function byKind(name: string, places: readonly string[], mentions: readonly Mention[]): string | null {
  if (WORDS.test(name) || wordOf(name) !== null || ASKS.test(name)) return null;
  const kind = /work/i.test(name) ? 'work' : /timer|timeout|expire/i.test(name) ? 'timer' : null;
  const [only, ...others] = places.filter((place) => kindOf(place, mentions) === kind);
  return only !== undefined && others.length === 0 ? only : null;
}

/** Behind `(wait a time)`, below where its column queues the only one there is. */
function afterPause(
  node: Node,
  nodes: readonly Node[],
  places: readonly string[],
  mentions: readonly Mention[],
): string | null {
  const [only, ...others] = places;
  const above: Node[] = [];
  everyNode(nodes.slice(0, Math.max(0, nodes.indexOf(node))), (one) => {
    above.push(one);
  });
  const isPaused = above.some(({ k, line }) => k === 'note' && PAUSE.test(line.text.code));
  const isQueued = mentions.some((one) => above.includes(one.node) && QUEUES.test(one.word));
  return only !== undefined && others.length === 0 && isPaused && isQueued ? only : null;
}

const PAUSE = /^\W*(?:waits?|sleeps?|some time|a while|after|later|time (?:passes|out)|expires?|fires?)\b/i;

/** It is drawn more than once: one function would not do now this and now that. */
function isAgain(node: Node & { readonly k: 'call' }, columns: Columns): boolean {
  let found = false;
  for (const nodes of columns)
    everyNode(nodes, (other) => {
      found ||= other !== node && other.k === 'call' && other.name === node.name;
    });
  return found;
}

function last(place: string): string {
  return /(\w+)\W*$/.exec(place)?.[1] ?? place;
}

/** It is queued from the start where nobody queues it; a timer expires where its function is drawn. */
function queued(
  columns: Columns,
  { kind, place, column }: Deferred & { readonly column: number },
  mentions: readonly Mention[],
): Columns {
  const own = mentions.filter((one) => one.place === place);
  const start = kind === 'timer' ? `add_timer_on(&${place}, ${String(column)})` : `schedule_work(&${place})`;
  const queues = own.filter(({ word }) => QUEUES.test(word));
  if (queues.length > 0) {
    if (kind === 'work') return columns;
    return columns.map((nodes, at) =>
      at === column
        ? nodes
        : nodes.map((node) => (queues.some((one) => one.node === node) ? simple(start, node.line) : node)),
    );
  }
  const at =
    own.find((one) => one.column !== column)?.column ?? columns.findIndex((_, other) => other !== column);
  const line = columns[at]?.[0]?.line;
  if (!line) return columns;
  const before = simple(start, { ...line, seen: null });
  return columns.map((nodes, other) => (at === other ? [before, ...nodes] : nodes));
}

function simple(text: string, line: Line): Node {
  const code = readCode(text);
  return code?.k === 'simple' ? { k: 'simple', line, code } : { k: 'note', line };
}

/** A call by its other name, where scenarios have none like it; `flushed`: the only work that there is. */
function known(node: Node, flushed: string | null, isTied: (place: string) => boolean): Node {
  if ('body' in node) {
    const within = (nodes: readonly Node[]) => nodes.map((one) => known(one, flushed, isTied));
    const body = within(node.body);
    return node.k === 'if' ? { ...node, body, otherwise: within(node.otherwise) } : { ...node, body };
  }
  if (node.k !== 'simple') return node;
  const name = calledName(node.code) ?? '';
  if (FLUSHES.test(name) && flushed !== null) return simple(`flush_work(&${flushed})`, node.line);
  const place = /&\s*[\w.>[\]-]+/.exec(node.code.text)?.[0];
  // What is tied is an ordinary work or timer, whatever it is called with.
  const isOwn = place !== undefined && isTied(place.replace(/^&\s*/, ''));
  const alike = wordOf(name) && !isOwn ? undefined : ALIKE[name];
  if (alike === undefined || place === undefined) return node;
  const before = /^[\w.>-]+\s*=\s*/.exec(node.code.text)?.[0] ?? '';
  return simple(`${before}${alike}(${alike === 'queue_work' ? 'system_wq, ' : ''}${place})`, node.line);
}

/** The functions of works and timers of which nobody draws what they do. */
export const IDLE = {
  work: 'static void work_of_others(struct work_struct *work) {\n}\n',
  timer: 'static void timer_of_others(struct timer_list *timer) {\n}\n',
} as const;

/** Works and timers that are queued and whose functions are not drawn: they do nothing, as initializers by their paths. */
function idleBeginnings(columns: Columns, things: Things): Map<string, string> {
  const found = new Map<string, string>();
  for (const { word, place, column } of mentionsIn(columns)) {
    const e = readExpression(place);
    const path = e && things.pathOf(e, column);
    const shape = path === null ? null : things.shapeOfPath(path);
    const base = shape === null ? null : things.types.typeOf(shape).base;
    if (path === null || !QUEUES.test(word)) continue;
    if (base === 'struct work_struct') found.set(path, '{ .func = work_of_others }');
    if (base === 'struct timer_list') found.set(path, '{ .function = timer_of_others }');
  }
  return found;
}

/** Works and timers with their functions, as initializers by their paths. */
export function deferredBeginnings(columns: Columns, things: Things): ReadonlyMap<string, string> {
  const found = idleBeginnings(columns, things);
  columns.forEach((nodes, column) => {
    everyNode(nodes, (node) => {
      if (node.k !== 'interrupt' || !node.deferred) return;
      const { kind, place, name } = node.deferred;
      const e = readExpression(place);
      const path = e && things.pathOf(e, column);
      if (path !== null) found.set(path, `{ .${kind === 'work' ? 'func' : 'function'} = ${name} }`);
    });
  });
  return found;
}

/**
 * Where a task that calls schedule() has set its state, when no row says so. The kernel sets it before it looks whether
 * there is anything to wait for, or who wakes the task in between would wake nobody:
 *
 *     CPU 0                      set_current_state(TASK_UNINTERRUPTIBLE)
 *     if (!READ_ONCE(work))      if (!READ_ONCE(work))
 *         schedule();                schedule();
 *
 * It is put before the column's first row, so that its barrier orders nothing that is drawn. Where the wake-up is drawn
 * between the look and the sleep, that is what the author shows, and the state is set only at the sleep.
 */
import { readCode } from './c-code.ts';
import type { Line, Node } from './column-tree.ts';
import { setsState } from './guards.ts';
import { everyNode } from './node-walk.ts';
import type { Inference } from './reading.ts';
import { WAKES } from './stuck.ts';

const STATE = 'set_current_state(TASK_UNINTERRUPTIBLE)';
/** Who wakes up from these is running, whatever it has set before. */
const MAY_SLEEP =
  /^(?:\w+\s*=\s*)?(?:mutex_lock|down_|wait_|synchronize_|flush_|cancel_\w*sync|msleep|kthread_park|swait_)/;

type Columns = readonly (readonly Node[])[];

/** The columns, each that only calls schedule() with its state set; and what was taken so. */
export function withStates(columns: Columns): {
  readonly columns: Columns;
  readonly inferences: readonly Inference[];
} {
  const inferences: Inference[] = [];
  const whole = columns.map((nodes, column) => {
    const sleep = sleepIn(nodes);
    if (!sleep || setsState(nodes)) return nodes;
    const isLate = isWokenBetween(columns, column, sleep.line);
    inferences.push({
      key: `state:${String(column)}`,
      text: `the state of the task that calls schedule() taken as set ${isLate ? 'just before that' : 'before it looks whether to sleep'}`,
      taken: STATE,
      choices: [],
      line: sleep.line.cell.place.line,
    });
    return isLate ? atSleep(nodes) : atStart(nodes);
  });
  return { columns: whole, inferences };
}

function isSleep(node: Node): boolean {
  return node.k === 'simple' && /^schedule\(/.test(node.code.text);
}

function sleepIn(nodes: readonly Node[]): Node | null {
  let found: Node | null = null;
  everyNode(nodes, (node) => {
    if (isSleep(node)) found ??= node;
  });
  return found;
}

/** A wake-up is drawn in a row of its own between the last condition and the sleep; where columns stand side by side as
 *  programs no row is before another's. */
function isWokenBetween(columns: Columns, column: number, { row }: Line): boolean {
  const rows = columns.map((nodes) => {
    const own = new Set<number>();
    everyNode(nodes, ({ line }) => own.add(line.row));
    return own;
  });
  if ([...(rows[column] ?? [])].filter((one) => rows.some((o, i) => i !== column && o.has(one))).length > 1)
    return false;
  let looked = -1;
  everyNode(columns[column] ?? [], (node) => {
    if ((node.k === 'if' || node.k === 'while') && node.line.row < row) looked = node.line.row;
  });
  return columns.some((nodes, other) => {
    if (other === column) return false;
    let isBetween = false;
    everyNode(nodes, (node) => {
      const at = node.line.row;
      isBetween ||= node.k === 'simple' && WAKES.test(node.code.text) && at > looked && at < row;
    });
    return isBetween;
  });
}

function stateAt(line: Line): readonly Node[] {
  const code = readCode(STATE);
  return code?.k === 'simple' ? [{ k: 'simple', line: { ...line, seen: null }, code }] : [];
}

/** Before every call of schedule(). */
function atSleep(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => (isSleep(node) ? [...stateAt(node.line), node] : [within(node, atSleep)]));
}

function within(node: Node, change: (nodes: readonly Node[]) => readonly Node[]): Node {
  if (!('body' in node)) return node;
  const body = change(node.body);
  return node.k === 'if' ? { ...node, body, otherwise: change(node.otherwise) } : { ...node, body };
}

/** At the start of the column, or of each turn of the loop that sleeps; behind what sleeps for other reasons. */
function atStart(nodes: readonly Node[]): readonly Node[] {
  const at = nodes.findIndex((node) => sleepIn([node]) !== null);
  const sleeping = nodes[at];
  if (!sleeping) return nodes;
  const isLoop = sleeping.k === 'while' || sleeping.k === 'for';
  if (isLoop) return nodes.map((node) => (node === sleeping ? within(node, atStart) : node));
  const last = nodes.slice(0, at).findLastIndex((node) => {
    let waits = false;
    everyNode([node], (one) => {
      waits ||= one.k === 'simple' && MAY_SLEEP.test(one.code.text);
    });
    return waits;
  });
  const first = nodes[last + 1] ?? sleeping;
  return [...nodes.slice(0, last + 1), ...stateAt(first.line), ...nodes.slice(last + 1)];
}

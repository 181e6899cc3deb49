/**
 * Who cannot go on when the table ends, and what its words say of that: tasks that sleep and nobody wakes, who waits for
 * another to end while holding what that takes, loops that nobody ends.
 */
import type { FoundTable } from '../found.ts';
import { isChangedElsewhere, type Access } from './accesses.ts';
import type { Node } from './column-tree.ts';
import { everyNode, hasWord } from './node-walk.ts';
import type { Constraint } from './outcome.ts';
import type { Things } from './things.ts';

/** "*** DEADLOCK ***", "spins for ever": the author says it in the table or just below. */
export function isSaidToHang({ claims, rows, after }: FoundTable): boolean {
  const cells = [...claims, ...rows.flatMap((row) => row.cells)].map(({ text }) => text);
  return (
    /\*{2,}\s*dead-?lock/i.test(after) ||
    cells.some((text) =>
      /\bdead-?locks?\b|\b(?:spins(?! (?:on|for|until|while|till)\b(?! ?ever))|hangs|stuck)\b|\b(?:waits|blocks|sleeps)\b[^;]{0,40}?\bfor ?ever\b|\bwaits?\b.*\bnever\b/i.test(
        text,
      ),
    )
  );
}

/** Something in the columns can wait: else "sleeps for ever" is what follows from the values that are found. */
export function mayWait({ columns }: Things): boolean {
  return columns.some((nodes) => {
    let waits = false;
    everyNode(nodes, (node) => {
      waits ||= node.k === 'while' || node.k === 'for' || (node.k === 'simple' && WAITS.test(node.code.text));
    });
    return waits;
  });
}

/** Words that can wait. */
const WAITS =
  /lock|down|wait|schedule|sync|flush|drain|cancel|napi_disable|kill|park|stop|cond_load|mutex|seq\w*_begin|spin|poll/;

/** Words that wait until something else has ended. */
const AWAITS =
  /^(?:(?:del_timer|timer_(?:delete|shutdown)|cancel_(?:delayed_)?work|irq_work)_sync|hrtimer_cancel|flush_\w*work\w*|drain_workqueue|synchronize_\w+|tasklet_kill|napi_disable|kthread_(?:stop|park)|(?:\w+_)?wait_(?:for|event|on)\w*|mutex_lock|down_(?:read|write))/;

/** Somebody waits for another to end while holding something that this one takes. */
export function waitsHolding(accesses: readonly Access[], things: Things): boolean {
  return things.columns.some((nodes, column) => {
    const waiting: Node[] = [];
    everyNode(nodes, (node) => {
      if (node.k === 'simple' && AWAITS.test(node.code.text)) waiting.push(node);
    });
    return waiting.length > 0 && accesses.some(({ column: own, kind }) => own === column && kind === 'lock');
  });
}

/** A loop that waits for what no row of another column changes. */
export function spinsForEver(accesses: readonly Access[], things: Things): boolean {
  return things.columns.some((nodes) => {
    let found = false;
    everyNode(nodes, (node) => {
      if (node.k !== 'while' || node.body.some((inner) => inner.k !== 'note' && !isPause(inner))) return;
      const own = accesses.filter((access) => access.node === node);
      found ||= own.length > 0 && !own.some((access) => isChangedElsewhere(access, accesses));
    });
    return found;
  });
}

function isPause(node: Node): boolean {
  return node.k === 'simple' && /^(?:cpu_relax|barrier|[mun]delay|cond_resched|yield)\(/.test(node.code.text);
}

/** A task that sets its state and calls schedule(), and one that is woken by its state. */
export function sleepsByState(things: Things): boolean {
  return things.columns.some(
    (nodes, column) =>
      hasWord(nodes, /^schedule\b/) &&
      hasWord(nodes, /^(__)?set_(current|special)_state\b|^prepare_to_\w*wait/) &&
      things.columns.some(
        (others, other) => other !== column && hasWord(others, /^(s?wake_up|try_to_wake_up|complete)/),
      ),
  );
}

/** A task that waits for a condition, and one that wakes it only where it finds that somebody waits. */
export function wakesIf({ columns }: Things): boolean {
  return columns.some(
    (nodes, column) =>
      hasWord(nodes, WAITS_FOR) &&
      columns.some((others, other) => {
        const asking: Node[] = [];
        everyNode(others, (node) => {
          if (node.k === 'if' && node.line.seen === null && hasWord(node.body, WAKES)) asking.push(node);
        });
        return other !== column && asking.length > 0;
      }),
  );
}

const WAITS_FOR = /^(?:s?wait_event|wait_var_event|___?wait_event|rcuwait_wait_event)/;

export const SLEEPS = /^(schedule(?:_timeout\w*)?\b|(\w+_)?wait_(event|for)|wait_on_bit|kthread_park)/;
export const WAKES = /^(s?wake_up|try_to_wake_up|complete|kthread_unpark|rcuwait_wake_up)/;

/** One column ends asleep, and the other has found nobody to wake. */
export function missesSleeper({ columns }: Things, found: readonly Constraint[]): boolean {
  return columns.some((nodes, column) => {
    let [last, isAsked] = [null as Node | null, false];
    everyNode(nodes, (node) => {
      if (node.k === 'simple' || node.k === 'if') last = node;
      isAsked ||= node.k === 'if';
    });
    return (
      last !== null &&
      isAsleep(last) &&
      // Whether it comes to that is found too.
      (!isAsked || found.some((one) => one.column === column)) &&
      found.some((one) => one.column !== column && one.seen.k === 'zero' && asksWhoSleeps(one.node))
    );
  });
}

/** A branch that wakes somebody is taken. */
export function findsSleeper(found: readonly Constraint[]): boolean {
  return found.some(({ node, seen }) => seen.k === 'other' && node.k === 'if' && hasWord(node.body, WAKES));
}

function isAsleep(node: Node): boolean {
  return node.k === 'simple' && SLEEPS.test(node.code.text);
}

/** It wakes only where it finds somebody, by what it does then or by what it asks. */
function asksWhoSleeps(node: Node): boolean {
  if (node.k === 'if' && hasWord(node.body, WAKES)) return true;
  return 'code' in node && /wak(?:e|ing)|wait(?:er|ing|queue)|sleep|has_sleeper/i.test(node.code.text);
}

/** A task whose column ends with a word of the kernel that says that it sleeps, and nobody is drawn to wake it. */
export function sleepsForEver({ columns }: Things): boolean {
  const statements = columns.map((nodes) => {
    const rows: (Node & { readonly k: 'simple' })[] = [];
    const passed = new Set<Node>();
    everyNode(nodes, (node) => {
      if (node.k === 'if' && (passed.has(node) || node.line.seen?.k === 'zero'))
        everyNode(node.body, (inner) => passed.add(inner));
      if (node.k === 'simple' && !passed.has(node)) rows.push(node);
    });
    return rows;
  });
  return statements.some((rows, column) => {
    const last = rows.at(-1);
    if (!last || !SLEEPS.test(last.code.text) || goesOnBehind(columns[column] ?? [], last)) return false;
    return !statements.some(
      (others, other) =>
        other !== column &&
        others.some(({ code, line }) => WAKES.test(code.text) && line.row > last.line.row),
    );
  });
}

/** A statement that cannot be executed stands behind the sleep: whatever it does, it is drawn as done. */
function goesOnBehind(nodes: readonly Node[], { line: { row } }: Node): boolean {
  let found = false;
  everyNode(nodes, ({ k, line }) => {
    found ||= k === 'note' && line.as === 'statement' && line.code?.k === 'simple' && line.row > row;
  });
  return found;
}

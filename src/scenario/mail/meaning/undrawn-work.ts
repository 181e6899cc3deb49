/**
 * Who waits for a work or a timer that no column runs. In the scenario its function does nothing, so that nobody ever
 * waits for it long; what it would do, and which locks it would take, nobody has drawn.
 */
import { calledName, type Node } from './column-tree.ts';
import { everyNode } from './node-walk.ts';

const WAITS_FOR_ONE =
  /^(?:flush_(?:delayed_)?work|(?:cancel|disable)_(?:delayed_)?work_sync|del_timer_sync|timer_(?:delete|shutdown)_sync|hrtimer_cancel)$/;
const WAITS_FOR_ALL = /^(?:flush_workqueue|drain_workqueue|destroy_workqueue|flush_scheduled_work)$/;

/** Words for calls that were taken for what their names say: what does not happen so may happen all the same. */
export function namedOnly(calls: readonly string[]): string | null {
  const names = [...new Set(calls)];
  const [first, second] = names;
  if (first === undefined) return null;
  if (names.length > 2) return `what ${first} and others do is only told by their names`;
  return second === undefined
    ? `what ${first} does is only told by its name`
    : `what ${first} and ${second} do is only told by their names`;
}

/** Words for it, null where all that is waited for is drawn. */
export function undrawnIn(columns: readonly (readonly Node[])[]): string | null {
  const run = new Set<string>();
  for (const nodes of columns)
    everyNode(nodes, (node) => {
      if (node.k === 'interrupt' && node.deferred) run.add(node.deferred.place);
    });
  const found = new Set<string>();
  for (const nodes of columns)
    everyNode(nodes, (node) => {
      if (node.k !== 'simple') return;
      const name = calledName(node.code) ?? '';
      const place = /\(\s*&?\s*([\w.>[\]-]+)/.exec(node.code.text)?.[1] ?? '';
      if (WAITS_FOR_ONE.test(name) && place !== '' && !run.has(place))
        found.add(`the function of ${place} is not drawn`);
      if (WAITS_FOR_ALL.test(name) && run.size === 0)
        found.add(`no column is known to run a work that ${name}() waits for`);
    });
  return found.size === 0 ? null : [...found].join(', and ');
}

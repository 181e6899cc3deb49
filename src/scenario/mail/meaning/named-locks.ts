/** Locks that a function is named after: `cgroup_lock()` takes what another column calls `&cgroup_mutex`. */
import { everyExpression, textOf } from './call-places.ts';
import type { Node } from './column-tree.ts';

/** What such a function does, as C; null where no column takes a lock of that name. */
export function namedLock(name: string, columns: readonly (readonly Node[])[]): string | null {
  const stem = name.replace(/_(?:un)?lock$/, '');
  let found: string | null = null;
  for (const nodes of columns)
    everyExpression(nodes, (e) => {
      const [lock] = e.k === 'call' && /^(?:mutex|spin|raw_spin)_lock/.test(e.callee.text) ? e.args : [];
      const place = lock?.k === 'address' ? textOf(lock.a) : '';
      if (e.k !== 'call' || !new RegExp(`^${stem}_(?:mutex|lock)$`).test(place)) return;
      const word = /^(?:mutex|spin|raw_spin)/.exec(e.callee.text)?.[0] ?? 'spin';
      found ??= `${word}_${name.includes('unlock') ? 'un' : ''}lock(&${place})`;
    });
  return found;
}

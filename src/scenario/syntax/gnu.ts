/** What GCC adds to C and the kernel writes: `a ?: b`, `[a ... b] = value`; a range is read as two constants side by side. */
import type { Expression, InitializerList, Span } from './syntax.ts';

/** `a ?: b`, where `a` is evaluated once (GCC, “Conditionals with Omitted Operands”). */
export function orElse(a: Expression, b: Expression, { from, to }: Span): Expression {
  const at = { from, to };
  const once: Expression = { k: 'name', name: '__once', ...at };
  const e: Expression = { k: 'conditional', c: once, a: once, b, ...at };
  const word = { from: a.from, to: a.to };
  const declarator = {
    name: { text: '__once', ...word },
    stars: 0,
    extents: [],
    callable: false,
    init: a,
    ...word,
  };
  return {
    k: 'statements',
    body: [
      {
        k: 'local',
        type: { name: '__auto_type', tag: null, ...word },
        declarators: [declarator],
        effects: [],
        ...at,
      },
      { k: 'simple', simple: { k: 'expression', e, ...at }, effects: [], ...at },
    ],
    ...at,
  };
}

type Item = InitializerList['items'][number];

/** `[a ... b] = value` is that many (GCC, “Designated Initializers”). */
export function eachOf(item: Item, constant: (e: Expression) => number): readonly Item[] {
  const [first, ...more] = item.path;
  if (!first || !('k' in first) || first.k !== 'comma') return [item];
  const [least = 0, most = 0] = first.parts.map(constant);
  return Array.from({ length: Math.min(Math.max(most - least + 1, 0), 1000) }, (_, i) => ({
    ...item,
    path: [{ k: 'number', value: least + i, from: first.from, to: first.to }, ...more],
  }));
}

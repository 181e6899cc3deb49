/**
 * Calls that give an object up, by their names: `kmem_cache_free(cache, p)` frees `p`, `put_device(d)` drops a reference
 * to `d`, and frees it where the text says so: beside it, or by speaking of a use after free where nothing else frees.
 */
import type { Expression } from '../../syntax/syntax.ts';
import type { Line, Node } from './column-tree.ts';
import type { Harm } from './harms.ts';
import { everyNode } from './node-walk.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import { wordsOf } from './verbs.ts';
import { asExpression, visit } from './walk-expression.ts';

type Call = Expression & { readonly k: 'call' };

/** What such functions take that is no object: numbers, ranges, page tables. */
const NUMBERS =
  /^(?:irqs?|swap|ida|idr|id|minor|bits?|slot|tag|area|range|blocks?|extent|vector|percpu|region|space|budget|credits?)$/;
const LAST =
  /\bfree[sd]?\b|\bfreeing\b|\blast (?:ref\w*|one|user|put)\b|\bfinal\b|(?:->|=>|→|to|hits|reaches|becomes) ?(?:0|zero)\b/i;

const FREED = /^(?!.*\balready\b)(?:this |which |it )?(?:\w+(?:\(\))? )?(?:is |gets )?(?:now )?free[sd]\b/i;

/** Whether a function's name says that it frees what it is given. */
export function frees(name: string): boolean {
  const words = wordsOf(name);
  return (
    (words.some((word) => /^k?v?free(?:d|ing)?$|^destroy$/.test(word)) || name === 'consume_skb') &&
    // `get_free_page()` takes something that is free.
    !words.some((word) =>
      /^(?:get|gets|find|alloc|allocate|is|has|next|first|nr|no|num|count|any|need)$/.test(word),
    ) &&
    !words.some((word) => NUMBERS.test(word) || /^(?:un)?(?:freeze|frozen)$/.test(word))
  );
}

/** `get` or `put` where a name says that a reference is taken or dropped, else null. */
export function referenceIn(name: string): 'get' | 'put' | null {
  if (/^(?:f|d|i|bd|css_?)put$|(?:^|_)(?:put(?:ref)?|unref|unhold)(?:_|$)|(?:^|_)drop_ref/.test(name))
    return 'put';
  return /^(?:f|d|i)get$|^igrab$|(?:^|_)(?:get|hold|ref|grab)$|^get_(?!.*(?:by|next|first|cpu|state|user))\w+$/.test(
    name,
  )
    ? 'get'
    : null;
}

/** A name that says that an object is given up, where nothing else says what frees it. */
const RELEASE = /(?:^|_)(?:release|destroy|dispose|teardown|reap|purge)(?:_|$)/;

/** The object that a `kref` is in: of `kref_put(&p->kref, release)` it is `p`. */
export function holderOf({ args: [kref] }: Call): Expression | undefined {
  return kref?.k === 'address' && kref.a.k === 'member' && kref.a.arrow ? kref.a.base : undefined;
}

/** The object that a call is about: of `kmem_cache_free(cache, p)` the second argument. */
export function objectOf({ callee, args }: Call): Expression | undefined {
  return /^kmem_cache_free$|^mempool_free$|^dma_pool_free$/.test(callee.text)
    ? (args[callee.text === 'mempool_free' ? 0 : 1] ?? args[0])
    : (args.find(({ k }) => k !== 'number') ?? args[0]);
}

/** The rows in which a reference is dropped that is the last one. `textOf`: a place as text. */
export function lastPuts(
  columns: readonly (readonly Node[])[],
  harms: ReadonlySet<Harm>,
  hasFree: boolean,
  textOf: (e: Expression) => string,
): ReadonlySet<Line> {
  const found = new Set<Line>();
  const puts: { readonly line: Line; readonly column: number; readonly object: string }[] = [];
  const releases: typeof puts = [];
  const uses: { readonly row: number; readonly column: number; readonly object: string }[] = [];
  const loads: { readonly column: number; readonly name: string; readonly from: string }[] = [];
  const placeOf = (e: Expression) => textOf(e).replace(/\[\w*\]/g, '[]');
  columns.forEach((nodes, column) => {
    let above: Line | null = null;
    everyNode(nodes, (node) => {
      // `-> freed` below the call.
      const { code, remarks } = node.line.text;
      if (
        node.k === 'note' &&
        above &&
        [code, ...remarks].some((one) => FREED.test(one) || /^(?:the )?last ref/i.test(one))
      )
        found.add(above);
      if (node.k !== 'note') above = null;
      if (node.k !== 'simple' && node.k !== 'if' && node.k !== 'while') return;
      const e = node.k === 'simple' ? asExpression(node.code.simple) : node.code.cond;
      visit(e, 'value', (part, how) => {
        if (how === 'base' || (part.k === 'name' && how === 'value'))
          uses.push({ row: node.line.row, column, object: placeOf(part) });
      });
      if (e.k === 'assign' && e.target.k === 'name')
        loads.push({ column, name: e.target.name, from: placeOf(e.value) });
      const isKref = e.k === 'call' && e.callee.text === 'kref_put';
      if (e.k !== 'call' || node.k !== 'simple' || (!isKref && wordOf(e.callee.text))) return;
      const held = isKref ? holderOf(e) : e.args[0];
      const object = held && placeOf(held);
      if (object === undefined || object === '' || object.startsWith('&')) return;
      const isPut = referenceIn(e.callee.text) === 'put';
      above = node.line;
      if (remarks.some((remark) => (isPut ? LAST : FREED).test(remark))) found.add(node.line);
      if (RELEASE.test(e.callee.text)) releases.push({ line: node.line, column, object });
      if (!isPut) return;
      puts.push({ line: node.line, column, object });
    });
  });
  if (found.size > 0 || hasFree || !harms.has('use-after-free')) return found;
  // The last one before somebody else uses the object.
  const isUsed = ({ line, column, object }: (typeof puts)[number]) =>
    uses.some(
      (use) =>
        use.column !== column &&
        use.row > line.row &&
        (use.object === object ||
          loads.some((one) => one.column === use.column && one.name === use.object && one.from === object)),
    );
  const deadly = puts.findLast(isUsed) ?? releases.findLast(isUsed);
  if (deadly) found.add(deadly.line);
  return found;
}

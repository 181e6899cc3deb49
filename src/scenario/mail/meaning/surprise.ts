/**
 * What programs that stand side by side are drawn for, where nothing says what they find: the values that no order of the
 * rows explains. Each load finds what was there or what another column stores; they are a surprise if "comes before" goes
 * round in a circle through program order, from a store to who finds it, and from who does not find it to the store.
 *
 *     A = 1          r1 = B      1
 *     smp_mb()       smp_mb()
 *     B = 1          r2 = A      0
 */
import type { Access } from './accesses.ts';

/** More loads are not tried: each doubles what is to be looked at. */
const MOST = 8;

/** Loads with what they find, as the store that they find or null for what was there; null where nothing is a surprise.
 *  As few as possible find a store. `asked` are the loads of which a value can be told; `isSaid`: whether the author says of
 *  one that it finds the store. */
export function surpriseIn(
  accesses: readonly Access[],
  asked: readonly Access[],
  isSaid: (load: Access, store: Access) => boolean | null = () => null,
): ReadonlyMap<Access, Access | null> | null {
  const own = accesses.filter(({ kind }) => kind === 'load' || kind === 'store' || kind === 'change');
  const loads = asked.flatMap((load) => {
    const path = ledTo(load.path, own);
    const stores = own.filter((one) => one.kind !== 'load' && one.path === path && one !== load);
    const [store] = stores;
    const isOthers = store !== undefined && store.column !== load.column;
    // Of several stores nobody says which is found: then it is what was there before the first.
    return load.kind !== 'store' && isOthers && stores.every(({ column }) => column === store.column)
      ? [{ load, store, isOnly: stores.length === 1 }]
      : [];
  });
  if (loads.length === 0 || loads.length > MOST) return null;
  const tries = [...Array(2 ** loads.length).keys()].sort((a, b) => bits(a) - bits(b) || a - b);
  const isFound = (tried: number, i: number) => (tried >> i) % 2 === 1;
  for (const tried of tries) {
    // What was there again, behind a look that has found the store, is nowhere.
    const isBack = loads.some(
      ({ load, store, isOnly }, i) =>
        isFound(tried, i) &&
        (!isOnly ||
          loads.some(
            (later, at) =>
              at > i && later.store === store && later.load.column === load.column && !isFound(tried, at),
          )),
    );
    const isOther = loads.some(
      ({ load, store }, i) => (isSaid(load, store) ?? isFound(tried, i)) !== isFound(tried, i),
    );
    if (isBack || isOther) continue;
    const edges: (readonly [Access, Access])[] = loads.map(({ load, store }, i) =>
      isFound(tried, i) ? [store, load] : [load, store],
    );
    if (!isRound(own, edges)) continue;
    return new Map(loads.map(({ load, store }, i) => [load, isFound(tried, i) ? store : null]));
  }
  return null;
}

/** The place that a load finds through a pointer, once it finds what is stored to that: `b` for `*p` where `p = &b`. */
export function ledTo(path: string, own: readonly Access[]): string {
  const [pointer = '', rest] = path.split(/\*(?=$|\.)/);
  if (rest === undefined) return path;
  const stored = own.filter((one) => one.kind === 'store' && one.path === pointer);
  const [target] = stored.length === 1 ? [/^&(\w+)$/.exec(stored[0]?.value ?? '')?.[1]] : [];
  return target === undefined ? path : `${target}${rest}`;
}

function bits(number: number): number {
  return number === 0 ? 0 : (number % 2) + bits(number >> 1);
}

/** Whether the columns' orders and the edges go round in a circle. */
function isRound(own: readonly Access[], edges: readonly (readonly [Access, Access])[]): boolean {
  const next = (access: Access): readonly Access[] => [
    ...own
      .slice(own.indexOf(access) + 1)
      .filter(({ column }) => column === access.column)
      .slice(0, 1),
    ...edges.flatMap(([from, to]) => (from === access ? [to] : [])),
  ];
  const done = new Set<Access>();
  const open = new Set<Access>();
  const goesRound = (access: Access): boolean => {
    if (open.has(access)) return true;
    if (done.has(access)) return false;
    open.add(access);
    const found = next(access).some(goesRound);
    open.delete(access);
    done.add(access);
    return found;
  };
  return own.some(goesRound);
}

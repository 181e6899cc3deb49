/**
 * How wide the columns of a mail's table are: who says little is given little room, so that as few lines as can be are
 * wrapped; where it makes no difference, all alike.
 */

/** Narrower than this no statement can be read. */
const LEAST = 14;
/** How many lines one character away from alike has to save, for each column. */
const UNEVEN = 0.3;

/** Widths that add up to `room`. `lines`: how many a column takes when it is so wide. */
export function columnWidths(
  count: number,
  room: number,
  lines: (column: number, width: number) => number,
): readonly number[] {
  const even = Math.floor(room / Math.max(1, count));
  if (count < 2 || even <= LEAST) return Array.from({ length: Math.max(1, count) }, () => even);
  const most = room - (count - 1) * LEAST;
  const costs = Array.from({ length: count }, (_, column) =>
    Array.from({ length: most - LEAST + 1 }, (__, by) => {
      const width = LEAST + by;
      return lines(column, width) + UNEVEN * Math.abs(width - even);
    }),
  );
  return best(costs, even * count);
}

interface Shared {
  readonly cost: number;
  readonly widths: readonly number[];
}

/** The cheapest widths that fill the room, column by column. */
function best(costs: readonly (readonly number[])[], room: number): readonly number[] {
  let known = new Map<number, Shared>([[0, { cost: 0, widths: [] }]]);
  for (const own of costs) {
    const next = new Map<number, Shared>();
    for (const [used, { cost, widths }] of known)
      own.forEach((more, by) => {
        const width = LEAST + by;
        const so = { cost: cost + more, widths: [...widths, width] };
        const at = used + width;
        if (at <= room && so.cost < (next.get(at)?.cost ?? Number.POSITIVE_INFINITY)) next.set(at, so);
      });
    known = next;
  }
  return known.get(room)?.widths ?? [];
}

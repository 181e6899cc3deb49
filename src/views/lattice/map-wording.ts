/** A progress map in sentences. */
import { cpuName } from '../../score/index.ts';
import type { Program, ProgressMap } from '../../state/index.ts';
import type { MapLayout } from './map-layout.ts';

type Cell = ProgressMap['cells'][number];

const number = new Intl.NumberFormat('en');
const states = (n: number) => (n === 1 ? '1 state' : `${number.format(n)} states`);

export interface Totals {
  readonly states: number;
  readonly doomed: number;
  readonly turns: number;
}

export function totalsOf({ cells }: ProgressMap): Totals {
  return cells.reduce(
    (all, { open, clear, doomed, turns }) => ({
      states: all.states + open + clear + doomed,
      doomed: all.doomed + doomed,
      turns: all.turns + turns,
    }),
    { states: 0, doomed: 0, turns: 0 },
  );
}

export function mapSummary(map: ProgressMap): string {
  const all = totalsOf(map);
  if (all.doomed === 0) return `${states(all.states)}, none of them doomed: no interleaving fails.`;
  if (all.doomed === all.states) return `${states(all.states)}; every interleaving fails.`;
  return `${states(all.states)}, ${number.format(all.doomed)} doomed; ${turnWords(all.turns)}.`;
}

function turnWords(turns: number): string {
  return turns === 1 ? 'one is a point of no return' : `${number.format(turns)} are a point of no return`;
}

/** One cell: how far who has come, what the states there can still become, and where a click goes. */
export function cellText(
  program: Program,
  { axes, movers }: ProgressMap,
  { size }: MapLayout,
  cell: Cell,
): string {
  const [first, second] = axes;
  const place = (at: number, width: number) =>
    width === 1 ? String(at) : `${at * width} to ${(at + 1) * width - 1}`;
  const when = [
    `${cpuName(program, first)} at ${place(cell.x, size[0])}`,
    ...(first === second ? [] : [`${cpuName(program, second)} at ${place(cell.y, size[1])}`]),
  ].join(', ');
  const others = movers.length > 2 ? ', wherever the others are' : '';
  const all = cell.open + cell.clear + cell.doomed;
  const fates = (['open', 'clear', 'doomed'] as const).filter((fate) => cell[fate] > 0);
  const what =
    fates.length === 1
      ? `${states(all)}, ${all === 1 ? '' : 'all '}${fates[0] ?? ''}`
      : `${states(all)}: ${fates.map((fate) => `${number.format(cell[fate])} ${fate}`).join(', ')}`;
  const ends = [
    ...(cell.turns > 0 ? [turnWords(cell.turns)] : []),
    ...(cell.broken > 0 ? [`${number.format(cell.broken)} fail`] : []),
    ...(cell.finished > 0 ? [`${number.format(cell.finished)} end well`] : []),
  ];
  return `${when}${others}: ${[what, ...ends].join('; ')}.`;
}

/** What another option changes, once both are known. */
export function holeWords(a: Totals, aTitle: string, b: Totals, bTitle: string): string {
  const [hole, whole] = a.doomed > b.doomed ? [a, b] : [b, a];
  const [holed, closed] = hole === a ? [aTitle, bTitle] : [bTitle, aTitle];
  if (hole.doomed === 0) return `Nothing is doomed with ${aTitle} or ${bTitle}.`;
  const part = `${number.format(hole.doomed)} of ${states(hole.states)} are doomed`;
  if (whole.doomed === 0)
    return `With ${holed} ${part}; with ${closed} the hole is closed, none of ${states(whole.states)} is.`;
  return `With ${holed} ${part}; with ${closed} ${number.format(whole.doomed)} of ${number.format(whole.states)}.`;
}

/** A lattice in sentences: what it amounts to, and each state in it. */
import { choiceWords, cpuName } from '../../score/index.ts';
import type { Lattice, Program } from '../../state/index.ts';
import type { LatticeLayout } from './layout.ts';
import { stateLooks } from './marks.ts';

const count = new Intl.NumberFormat('en');
const states = (n: number) => (n === 1 ? '1 state' : `${count.format(n)} states`);

/** What the whole picture says. */
export function summaryOf(lattice: Lattice): string {
  const { nodes } = lattice;
  const doomed = nodes.filter(({ fate }) => fate === 'doomed').length;
  if (doomed === 0) return `${states(nodes.length)}, none of them doomed: no interleaving fails.`;
  if (nodes[0]?.fate === 'doomed') return `${states(nodes.length)}; every interleaving fails.`;
  const turns = stateLooks(lattice).filter((look) => look === 'turn').length;
  const ways = turns > 0 ? `; ${turns === 1 ? 'one is' : `${turns} are`} a point of no return` : '';
  return `${states(nodes.length)}, ${count.format(doomed)} doomed${ways}.`;
}

/** A step as its CPU's part in a run: "CPU 1: READ flag → 0". */
function moveText(program: Program, move: Lattice['moves'][number]): string {
  return `${cpuName(program, move.cpu)}: ${moveWords(program, move)}`;
}

export function moveWords(program: Program, move: Lattice['moves'][number]): string {
  return choiceWords(program, { ...move, choice: 0, entry: -1, alternative: null });
}

/** One state: when it is, how it can end, and the step that leads to it on `from`'s side. */
export function stateText(
  program: Program,
  { nodes, edges, moves }: Lattice,
  layout: LatticeLayout,
  at: number,
  from: number | null,
): string {
  const node = nodes[at];
  if (!node) return '';
  const [first, second] = layout.movers;
  const when =
    layout.kind === 'two' && first !== undefined && second !== undefined
      ? `${cpuName(program, first)} at ${layout.column[at] ?? 0}, ${cpuName(program, second)} at ${layout.row[at] ?? 0}`
      : `after ${node.depth} steps`;
  const entering = edges.find(({ from: a, to }) => to === at && (from === null || a === from));
  const move = entering && moves[entering.move];
  const step = move ? `, ${moveText(program, move)}` : '';
  return `${when[0]?.toUpperCase() ?? ''}${when.slice(1)}${step}. ${fateText(node)}`;
}

function fateText({ fate, end, property }: Lattice['nodes'][number]): string {
  if (end === 'violated') return `Violates ${property ?? 'a property'}.`;
  if (end === 'deadlock') return 'Deadlock.';
  if (end === 'livelock') return 'Livelock.';
  if (end === 'finished')
    return fate === 'doomed' ? 'Over, and something is wrong.' : 'Over, and all is well.';
  if (fate === 'doomed') return 'Doomed: every continuation fails.';
  if (fate === 'clear') return 'Clear: no continuation fails.';
  return fate === 'open' ? 'Open: it can still end either way.' : '';
}

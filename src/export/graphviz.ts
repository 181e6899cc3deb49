/** All interleavings as a graph in Graphviz's language: a node for each state by its fate, an edge for each step. */
import { safeText } from '../base/index.ts';
import type { ChoiceInfo, Program } from '../machine/index.ts';
import { choiceWords, cpuName } from '../score/index.ts';

/** As much of a lattice as is drawn. */
export interface StateGraph {
  readonly nodes: readonly {
    readonly fate: 'open' | 'doomed' | 'clear' | 'unknown';
    readonly end: string | null;
    readonly property: string | null;
  }[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly move: number }[];
  readonly moves: readonly Pick<ChoiceInfo, 'key' | 'cpu' | 'kind' | 'pc' | 'words' | 'hardware'>[];
}

/** Said by shape and stroke as well as by colour, so that it prints. */
const LOOK = {
  open: 'color="#555555"',
  doomed: 'color="#b00020", style=dashed',
  clear: 'color="#00663a", peripheries=2',
  unknown: 'color="#999999", style=dotted',
} as const;

export function graphviz({ nodes, edges, moves }: StateGraph, program: Program, title: string): string {
  const lines = [
    `// ${title.replace(/\s+/g, ' ')}: dashed, every continuation fails; two rings, none does; ✕ a violation.`,
    'digraph interleavings {',
    '  node [shape=circle, label="", width=0.25, fontname="sans-serif"];',
    '  edge [fontname="monospace", fontsize=10, arrowsize=0.6];',
    `  labelloc=t; label=${quoted(title)};`,
    ...nodes.map(({ fate, end, property }, nth) => {
      const isBad = end !== null && end !== 'finished';
      const label = nth === 0 ? 'start' : isBad ? `✕ ${property ?? end}` : end === null ? '' : 'end';
      const shape = label === '' ? '' : `shape=box, label=${quoted(label)}, `;
      return `  n${nth} [${shape}${LOOK[isBad ? 'doomed' : fate]}];`;
    }),
    ...edges.map(({ from, to, move }) => {
      const info = moves[move];
      const words = info
        ? `${cpuName(program, info.cpu)}: ${choiceWords(program, { ...info, choice: 0, entry: -1, alternative: null })}`
        : '';
      return `  n${from} -> n${to} [label=${quoted(words)}];`;
    }),
    '}',
    '',
  ];
  return safeText(lines.join('\n'));
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(/\s+/g, ' ')}"`;
}

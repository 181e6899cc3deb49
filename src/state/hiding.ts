/**
 * What is kept from a reader who is to find out: nothing is searched meanwhile, and the shown run is told without fates,
 * notes and title.
 */
import type { StoreApi } from 'zustand/vanilla';
import { engrave } from '../score/index.ts';
import type { ChoiceView } from './answers.ts';
import type { RunNode } from './run-tree.ts';
import type { SessionState } from './session-state.ts';

/** `verdict`: of what is shown; `others`: what other variants, claims and the library tell; `everything`: both. */
export type Hidden = 'nothing' | 'verdict' | 'others' | 'everything';

export const hidesVerdict = ({ hidden }: Pick<SessionState, 'hidden'>) =>
  hidden === 'verdict' || hidden === 'everything';
export const hidesOthers = ({ hidden }: Pick<SessionState, 'hidden'>) =>
  hidden === 'others' || hidden === 'everything';

export function createHiding(desk: { readonly store: StoreApi<SessionState>; readonly explore: () => void }) {
  return {
    hide: (hidden: Hidden) => {
      if (desk.store.getState().hidden === hidden) return;
      desk.store.setState({ hidden });
      desk.explore();
    },
  };
}

const veiled = new WeakMap<RunNode, RunNode>();

/** The run as somebody sees it who does not know how it ends; the same object as long as it is the same run. */
export function veil(node: RunNode): RunNode {
  const known = veiled.get(node);
  if (known) return known;
  const without = (choices: readonly ChoiceView[]) =>
    choices.map((choice): ChoiceView => ({ ...choice, fate: 'unknown' }));
  const run = {
    ...node.run,
    steps: node.run.steps.map((step) => ({
      ...step,
      fate: 'unknown' as const,
      note: null,
      choices: without(step.choices),
    })),
    next: without(node.run.next),
  };
  const { source } = node;
  const shown: RunNode = {
    ...node,
    // What it is called where nobody in a thread wrote it tells nothing.
    source: source.kind === 'link' && source.by === null ? source : { kind: 'hand', title: 'by hand' },
    run,
    score: engrave(node.program, run, node.retold?.lost),
  };
  veiled.set(node, shown);
  return shown;
}

/**
 * The run on the page beside another one: aligned step by step, and, where the two stand under other options, what can
 * end differently.
 */
import { createStore } from 'zustand/vanilla';
import { engrave, type Score } from '../score/index.ts';
import type { Instance, Replies } from '../protocol/index.ts';
import type { Model, OutcomeComparison, Program, Run, Settings } from './answers.ts';
import { LIMITS } from './inquiry.ts';
import { messageOf } from './notice.ts';
import type { ScenarioFile, WorkerClient } from './ports.ts';
import { instanceKey } from './retelling.ts';
import type { RunNode } from './run-tree.ts';

export type Alignment = Replies['align'];

/** What may stand beside the run on the page. */
export interface Candidate {
  /** Tells candidates apart within a scenario. */
  readonly id: string;
  readonly title: string;
  readonly settings: Settings;
  readonly model: Model;
  /** A run of the tree, keys to play, or a named interleaving. */
  readonly run: { readonly node: number } | { readonly keys: readonly string[] } | { readonly name: string };
}

export interface OtherRun {
  readonly candidate: Candidate;
  readonly program: Program;
  readonly run: Run;
  readonly score: Score;
  /** Steps asked for that its options do not allow. */
  readonly dropped: number;
}

export interface ComparisonState {
  readonly status: 'none' | 'loading' | 'ready' | 'failed';
  readonly chosen: string | null;
  readonly other: OtherRun | null;
  readonly alignment: Alignment | null;
  /** Run on the page that the alignment is of. */
  readonly aligned: Run | null;
  readonly outcomes: OutcomeComparison | null;
  readonly message: string | null;
}

const MOST_DROPPED = 60;

const empty: ComparisonState = {
  status: 'none',
  chosen: null,
  other: null,
  alignment: null,
  aligned: null,
  outcomes: null,
  message: null,
};

export type Comparison = ReturnType<typeof createComparison>;

export function createComparison(client: WorkerClient) {
  const store = createStore<ComparisonState>(() => empty);
  const set = (part: Partial<ComparisonState>) => store.setState(part);
  let ticket = 0;

  async function fetchOther(
    file: ScenarioFile,
    candidate: Candidate,
    nodes: readonly RunNode[],
  ): Promise<OtherRun> {
    const { settings, model, run: wanted } = candidate;
    if ('node' in wanted) {
      const node = nodes[wanted.node];
      if (node) return { candidate, program: node.program, run: node.run, score: node.score, dropped: 0 };
    }
    const instance: Instance = { id: file.id, text: file.text, settings, model };
    const program = await client.request({ do: 'program', instance }).promise;
    if ('name' in wanted) {
      const run = await client.request({ do: 'interleaving', instance, name: wanted.name }).promise;
      return { candidate, program, run, score: engrave(program, run), dropped: 0 };
    }
    const keys = 'keys' in wanted ? [...wanted.keys] : [];
    let run = await client.request({ do: 'replay', instance, keys }).promise;
    let dropped = 0;
    // What is not possible there (a barrier that is not) is left out, and the run goes on behind it.
    while (run.problem && dropped < MOST_DROPPED) {
      keys.splice(run.problem.step, 1);
      dropped++;
      run = await client.request({ do: 'replay', instance, keys }).promise;
    }
    return { candidate, program, run, score: engrave(program, run), dropped };
  }

  /** Lays `candidate` beside the run of `node`; null: nothing. */
  async function beside(
    file: ScenarioFile,
    node: RunNode,
    candidate: Candidate | null,
    nodes: readonly RunNode[],
  ): Promise<void> {
    const mine = ++ticket;
    if (!candidate) {
      set(empty);
      return;
    }
    const { chosen, other: before } = store.getState();
    set({ chosen: candidate.id, message: null, ...(chosen === candidate.id ? {} : { status: 'loading' }) });
    try {
      const other = await fetchOther(file, candidate, nodes);
      const keys = (run: Run) => run.steps.map((step) => step.key);
      const a = keys(node.run);
      const alignment = await client.request({ do: 'align', a, b: keys(other.run) }).promise;
      if (mine !== ticket) return;
      const same =
        instanceKey(node.settings, node.model) === instanceKey(candidate.settings, candidate.model);
      set({
        status: 'ready',
        other,
        alignment,
        aligned: node.run,
        ...(same || before?.candidate.id !== candidate.id ? { outcomes: null } : {}),
      });
      if (same) return;
      const outcomes = await client.request({
        do: 'compare',
        a: { id: file.id, text: file.text, settings: node.settings, model: node.model },
        b: { id: file.id, text: file.text, settings: candidate.settings, model: candidate.model },
        limits: LIMITS,
      }).promise;
      if (mine === ticket) set({ outcomes });
    } catch (error) {
      if (mine === ticket) set({ status: 'failed', message: messageOf(error) });
    }
  }

  return { store, beside };
}

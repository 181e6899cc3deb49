/**
 * The run on the page beside another one: aligned step by step, and, where the two stand under other options, what can
 * end differently.
 */
import { createStore } from 'zustand/vanilla';
import { engrave, type Score } from '../score/index.ts';
import type { Instance, Replies } from '../protocol/index.ts';
import type { Model, OutcomeComparison, Program, Run, RunStep, Settings } from './answers.ts';
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
  /** A run of the tree, keys to play, a named interleaving, or the shortest that ends so after the same first keys. */
  readonly run:
    | { readonly node: number }
    | { readonly keys: readonly string[] }
    | { readonly name: string }
    | { readonly from: readonly string[]; readonly ends: 'well' | 'badly' };
}

export interface OtherRun {
  readonly candidate: Candidate;
  readonly program: Program;
  readonly run: Run;
  readonly score: Score;
  /** Effects of the run on the page that its options do not allow. */
  readonly dropped: number;
  /** Too few steps exist there: this is its own shortest run instead. */
  readonly instead: boolean;
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

/** Where more of a run than this does not exist, its rest says nothing. */
const MOST_LOST = 1 / 3;

const empty: ComparisonState = {
  status: 'none',
  chosen: null,
  other: null,
  alignment: null,
  aligned: null,
  outcomes: null,
  message: null,
};

/** What a step does, whichever machine does it: the access that takes its value or becomes visible, else its choice. */
function accessWords({ code, cells }: Program, { key, trace }: RunStep): string {
  const { cpu, pc, kind } = trace.info;
  const instr = pc === null ? undefined : code[pc];
  if (!instr) return key;
  if (trace.reads.some((one) => one.cpu === cpu && one.pc === pc)) return `${cpu} reads ${instr.at.key}`;
  const changes = trace.writes.some(({ cell }) => cells[cell]?.kind !== 'ghost');
  return kind === 'visible' || (instr.op === 'store' && changes) ? `${cpu} writes ${instr.at.key}` : key;
}

export type Comparison = ReturnType<typeof createComparison>;

export function createComparison(client: WorkerClient) {
  const store = createStore<ComparisonState>(() => empty);
  const set = (part: Partial<ComparisonState>) => store.setState(part);
  let ticket = 0;

  async function fetchOther(
    file: ScenarioFile,
    here: RunNode,
    candidate: Candidate,
    nodes: readonly RunNode[],
  ): Promise<OtherRun> {
    const { settings, model, run: wanted } = candidate;
    const whole = { candidate, dropped: 0, instead: false };
    if ('node' in wanted) {
      const node = nodes[wanted.node];
      if (node) return { ...whole, program: node.program, run: node.run, score: node.score };
    }
    const instance: Instance = { id: file.id, text: file.text, settings, model };
    const program = await client.request({ do: 'program', instance }).promise;
    const play = (keys: readonly string[]) => client.request({ do: 'replay', instance, keys }).promise;
    if ('name' in wanted) {
      const run = await client.request({ do: 'interleaving', instance, name: wanted.name }).promise;
      return { ...whole, program, run, score: engrave(program, run) };
    }
    if ('ends' in wanted) {
      const way = await shortest(instance, wanted.from, wanted.ends);
      const run = await play(way ?? wanted.from);
      return { ...whole, program, run, score: engrave(program, run) };
    }
    const keys = 'keys' in wanted ? wanted.keys : [];
    if (instanceKey(here.settings, here.model) === instanceKey(settings, model)) {
      const run = await play(keys);
      return { ...whole, program, run, score: engrave(program, run) };
    }
    // The same accesses there, as nearly as they are possible.
    const of = { ...instance, settings: here.settings, model: here.model };
    const told = await client.request({ do: 'translate', instance, of, keys, whole: true }).promise;
    const dropped = told.left + told.gone;
    let { run } = told;
    const lost = dropped > (run.steps.length + dropped) * MOST_LOST;
    const instead = lost
      ? ((await shortest(instance, [], 'badly')) ?? (await shortest(instance, [], 'well')))
      : null;
    if (instead) run = await play(instead);
    return { candidate, program, run, score: engrave(program, run), dropped, instead: instead !== null };
  }

  /** The shortest run that begins with `from` and ends so, as choice keys; null where none does. */
  async function shortest(
    instance: Instance,
    from: readonly string[],
    ends: 'well' | 'badly',
  ): Promise<readonly string[] | null> {
    const { outcomes } = await client.request({
      do: 'explore',
      instance,
      limits: LIMITS,
      ...(from.length > 0 ? { from } : {}),
    }).promise;
    const ways = outcomes.filter(({ bad }) => bad === (ends === 'badly')).map(({ witness }) => witness);
    const [way] = ways.sort((a, b) => a.length - b.length);
    return way ? [...from, ...way] : null;
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
      const other = await fetchOther(file, node, candidate, nodes);
      const same =
        instanceKey(node.settings, node.model) === instanceKey(candidate.settings, candidate.model);
      // Another machine makes other choices of the same accesses.
      const words = ({ program, run }: Pick<OtherRun, 'program' | 'run'>) =>
        run.steps.map((step) => (same ? step.key : accessWords(program, step)));
      const alignment = await client.request({ do: 'align', a: words(node), b: words(other) }).promise;
      if (mine !== ticket) return;
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

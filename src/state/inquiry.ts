/**
 * What is asked of the search about the shown options and model: the verdict, the fates of the shown run's steps, and,
 * where a scenario has no interleaving to begin with, a first run to look at.
 */
import type { StoreApi } from 'zustand/vanilla';
import { engrave, stuckWords } from '../score/index.ts';
import { hidesVerdict } from './hiding.ts';
import type { Instance } from '../protocol/index.ts';
import type { ExploreResult, Model, Run, Settings } from './answers.ts';
import { messageOf } from './notice.ts';
import type { Pending, WorkerClient } from './ports.ts';
import { hasFates, instanceKey, notesOf, withNotes } from './retelling.ts';
import { currentNode, refresh, replaceSource, type RunNode } from './run-tree.ts';
import type { SessionState } from './session-state.ts';

export interface Desk {
  readonly client: WorkerClient;
  readonly store: StoreApi<SessionState>;
  readonly instanceOf: (settings: Settings, model: Model) => Instance | null;
}

/** Enough for every bundled scenario; what is larger is reported as bounded. */
export const LIMITS = { states: 5_000_000 };

export function createInquiry({ client, store, instanceOf }: Desk) {
  const get = () => store.getState();
  /** Runs that were asked for their fates; what was not explored stays unknown. */
  const told = new WeakSet<Run>();
  /** Answers whose graph was lost and asked for again. */
  const relived = new WeakSet<ExploreResult>();
  let search: { readonly key: string; readonly pending: Pending<ExploreResult> } | null = null;

  async function explore(): Promise<void> {
    const now = currentNode(get().tree);
    const instance = now && instanceOf(now.settings, now.model);
    if (!now || !instance) return;
    if (hidesVerdict(get())) {
      stop();
      store.setState({ exploration: { status: 'hidden' }, stuck: [] });
      return;
    }
    const key = instanceKey(now.settings, now.model);
    if (search?.key === key && get().exploration.status !== 'failed') return settle(now);
    stop();
    const { exploration } = get();
    const before = exploration.status === 'running' && exploration.before && { before: exploration.before };
    store.setState({ exploration: { status: 'running', progress: null, ...before }, stuck: [] });
    const pending = client.request({ do: 'explore', instance, limits: LIMITS }, (progress) => {
      if (search?.pending === pending && get().exploration.status === 'running')
        store.setState({ exploration: { status: 'running', progress, ...before } });
    });
    search = { key, pending };
    // Opening another scenario stops the search, and its promise still settles.
    const isAsked = () => search?.pending === pending;
    try {
      const result = await pending.promise;
      if (!isAsked()) return;
      store.setState({ exploration: { status: 'done', result } });
      const shown = currentNode(get().tree);
      if (shown) await settle(shown);
      const keys = result.outcomes.find(({ kind }) => kind === 'deadlock')?.witness;
      if (!keys) return;
      const run = await client.request({ do: 'replay', instance, keys }).promise;
      const program = await client.request({ do: 'program', instance }).promise;
      if (isAsked()) store.setState({ stuck: stuckWords(program, run) });
    } catch (error) {
      if (isAsked()) {
        search = null;
        store.setState({ exploration: { status: 'failed', message: messageOf(error) } });
      }
    }
  }

  /** Everything is explored: the shown run gets its fates, an empty first page a run worth looking at. */
  async function settle(now: RunNode): Promise<void> {
    const { exploration } = get();
    const instance = instanceOf(now.settings, now.model);
    if (!instance || exploration.status !== 'done') return;
    if (isBlank(now, get())) return begin(now, instance, exploration.result);
    if (hasFates(now.run) || told.has(now.run)) return;
    told.add(now.run);
    const keys = now.run.steps.map((step) => step.key);
    const run = await client.request({ do: 'replay', instance, keys, fates: true }).promise;
    if (run.steps.length !== keys.length) return;
    if (exploration.result.limit === null && knowsNothing(run) && !relived.has(exploration.result))
      return relive(now, instance, exploration.result);
    const { problem, end, named } = now.run;
    const retold = {
      ...withNotes(run, notesOf(now.run)),
      problem,
      end: problem ? end : run.end,
      ...(named ? { named } : {}),
    };
    told.add(retold);
    if (get().tree.nodes[now.id]?.run === now.run)
      store.setState({
        tree: refresh(get().tree, now.id, retold, engrave(now.program, retold, now.retold?.lost)),
      });
  }

  /** The thread that had the graph is gone: another one explores once more, unseen, so that fates go on. */
  async function relive(now: RunNode, instance: Instance, result: ExploreResult): Promise<void> {
    relived.add(result);
    told.delete(now.run);
    const pending = client.request({ do: 'explore', instance, limits: LIMITS });
    if (search) search = { key: search.key, pending };
    await pending.promise;
    if (search?.pending === pending && currentNode(get().tree) === now) await settle(now);
  }

  async function begin(now: RunNode, instance: Instance, result: ExploreResult): Promise<void> {
    const bad = result.witness;
    const keys = bad ?? result.outcomes.find((outcome) => outcome.kind === 'finished')?.witness;
    if (!keys) return;
    const run = await client.request({ do: 'replay', instance, keys, fates: true }).promise;
    if (!isBlank(now, get())) return;
    const title = bad ? `shortest to ${result.properties[0] ?? result.verdict}` : 'a run that finishes';
    const tree = replaceSource(get().tree, now.id, { kind: 'witness', title });
    store.setState({ tree: refresh(tree, now.id, run, engrave(now.program, run)) });
  }

  function stop(): void {
    search?.pending.cancel();
    search = null;
  }

  return { explore, stop, cancel: () => search?.pending.cancel() };
}

function knowsNothing({ steps, next }: Run): boolean {
  const known = [...steps.flatMap(({ choices }) => choices), ...next];
  return known.length > 0 && known.every(({ fate }) => fate === 'unknown');
}

/** Nothing was asked for and nothing has been done yet. */
function isBlank(now: RunNode, { tree, wanted, position }: SessionState): boolean {
  const isEmpty = now.source.kind === 'hand' && now.run.steps.length === 0 && now.run.problem === null;
  return (
    tree.nodes.length === 1 &&
    tree.nodes[0] === now &&
    wanted === null &&
    (isEmpty || (now.provisional === true && position === 0))
  );
}

/**
 * One scenario being looked at. Only the functions returned by `createSession` write the store.
 * Invariant: replies to a question that has been asked anew are dropped (`ticket`), so the view never mixes two answers.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { engrave } from '../score/index.ts';
import type { Instance } from '../protocol/index.ts';
import type {
  Diagnostic,
  ExploreResult,
  Model,
  Outcome,
  Program,
  Progress,
  Scenario,
  Settings,
} from './answers.ts';
import { failed, messageOf, problemOf, type Notice } from './notice.ts';
import type { Pending, ScenarioFile, WorkerClient } from './ports.ts';
import { hasFates, instanceKey, notesOf, sameSettings, withNotes, type Note } from './retelling.ts';
import {
  currentNode,
  emptyTree,
  goTo,
  grow,
  redo,
  refresh,
  undo,
  type RunNode,
  type RunSource,
  type RunTree,
} from './run-tree.ts';

export type Exploration =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly progress: Progress | null }
  | { readonly status: 'done'; readonly result: ExploreResult }
  | { readonly status: 'failed'; readonly message: string };

export interface SessionState {
  readonly phase: 'empty' | 'loading' | 'ready' | 'failed';
  readonly file: ScenarioFile | null;
  readonly scenario: Scenario | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly tree: RunTree;
  readonly position: number;
  /** What the reader has chosen and the page does not show yet; the old run stays on the page meanwhile. */
  readonly wanted: { readonly settings: Settings; readonly model: Model } | null;
  readonly exploration: Exploration;
  readonly notice: Notice | null;
  /** Memory cell whose readers and writers are pointed out. */
  readonly cell: number | null;
}

/** What to show of a scenario; the first interleaving where nothing is said. */
export interface Target {
  readonly interleaving?: string;
  readonly variant?: string;
  readonly view?: {
    readonly settings: Settings;
    readonly model: Model;
    readonly keys: readonly string[];
    readonly step: number;
  };
}

const initial: SessionState = {
  phase: 'empty',
  file: null,
  scenario: null,
  diagnostics: [],
  tree: emptyTree,
  position: 0,
  wanted: null,
  exploration: { status: 'idle' },
  notice: null,
  cell: null,
};

/** Enough for every bundled scenario; what is larger is reported as bounded. */
const LIMITS = { states: 5_000_000 };

export type Session = ReturnType<typeof createSession>;

export function createSession(client: WorkerClient) {
  const store = createStore<SessionState>(() => initial);
  const set = (part: Partial<SessionState>) => store.setState(part);
  const get = () => store.getState();
  const node = () => currentNode(get().tree);
  let ticket = 0;
  let search: { readonly key: string; readonly pending: Pending<ExploreResult> } | null = null;

  const instanceOf = (settings: Settings, model: Model): Instance | null => {
    const { file } = get();
    return file && { id: file.id, text: file.text, settings, model };
  };

  /** Asks for a run, and shows it unless something newer was asked for meanwhile. */
  async function show(
    source: RunSource,
    settings: Settings,
    model: Model,
    keys: readonly string[],
    options: ShowOptions = {},
  ): Promise<void> {
    const instance = instanceOf(settings, model);
    if (!instance) return;
    const mine = ++ticket;
    set({ wanted: { settings, model } });
    try {
      const program =
        sameProgram(instance, node()) ?? (await client.request({ do: 'program', instance }).promise);
      const run =
        source.kind === 'interleaving'
          ? await client.request({ do: 'interleaving', instance, name: source.name }).promise
          : await client.request({ do: 'replay', instance, keys }).promise;
      if (mine !== ticket) return;
      const told = options.notes ? withNotes(run, options.notes) : run;
      const { tree, position } = get();
      const next = grow(
        tree,
        {
          parent: options.parent ?? null,
          fork: options.fork ?? 0,
          source,
          settings,
          model,
          program,
          run: told,
          score: engrave(program, told),
        },
        position,
      );
      const at = Math.min(options.position ?? 0, told.steps.length);
      set({
        phase: 'ready',
        wanted: null,
        tree: next,
        position: at,
        notice: problemOf(told, source, options.quiet ?? false),
      });
      void explore();
    } catch (error) {
      if (mine === ticket)
        set({ wanted: null, phase: get().tree.current < 0 ? 'failed' : 'ready', notice: failed(error) });
    }
  }

  function sameProgram(instance: Instance, last: RunNode | null): Program | null {
    return last && sameSettings(last.settings, instance.settings) ? last.program : null;
  }

  async function open(file: ScenarioFile, target: Target = {}): Promise<void> {
    const same = get().file?.id === file.id && get().file?.text === file.text ? get().scenario : null;
    const mine = ++ticket;
    if (!same) {
      stopSearch();
      set({ ...initial, phase: 'loading', file });
      try {
        const { scenario, diagnostics } = await client.request({
          do: 'compile',
          id: file.id,
          text: file.text,
        }).promise;
        if (mine !== ticket) return;
        set({ scenario, diagnostics, phase: scenario ? 'loading' : 'failed' });
      } catch (error) {
        if (mine === ticket) set({ phase: 'failed', notice: failed(error) });
        return;
      }
    }
    const { scenario } = get();
    if (scenario) await showTarget(scenario, target);
  }

  async function showTarget(scenario: Scenario, target: Target): Promise<void> {
    if (target.view) {
      const { settings, model, keys, step } = target.view;
      return show({ kind: 'link', title: 'from a link' }, settings, model, keys, { position: step });
    }
    const variant = scenario.variants.find((one) => one.id === target.variant);
    if (variant && !target.interleaving) {
      const now = node();
      const keys = now?.run.steps.map((step) => step.key) ?? [];
      return show(
        now?.source ?? { kind: 'hand', title: 'by hand' },
        variant.settings,
        variant.model,
        keys,
        follow(now),
      );
    }
    const interleaving =
      scenario.interleavings.find((one) => one.id === target.interleaving) ??
      (target.variant ? undefined : scenario.interleavings[0]);
    const of = scenario.variants.find((one) => one.id === interleaving?.of);
    const settings = of?.settings ?? {};
    const model = of?.model ?? scenario.model;
    if (!interleaving) return show({ kind: 'hand', title: 'by hand' }, settings, model, []);
    const { id, title, by, about } = interleaving;
    return show({ kind: 'interleaving', name: id, title, by, about }, settings, model, []);
  }

  /** Options for showing the current run under other settings: same steps as far as they go, same notes. */
  const follow = (now: RunNode | null): ShowOptions =>
    now
      ? {
          parent: now.id,
          fork: 0,
          position: get().position,
          notes: notesOf(now.run),
          quiet: false,
        }
      : {};

  function change(settings: Settings, model: Model): void {
    const now = node();
    if (!now) return;
    const source: RunSource =
      now.source.kind === 'interleaving' ? { kind: 'hand', title: now.source.title } : now.source;
    void show(
      source,
      settings,
      model,
      now.run.steps.map((step) => step.key),
      follow(now),
    );
  }

  async function explore(): Promise<void> {
    const now = node();
    const instance = now && instanceOf(now.settings, now.model);
    if (!now || !instance) return;
    const key = instanceKey(now.settings, now.model);
    if (search?.key === key && get().exploration.status !== 'failed') return refreshFates(now);
    stopSearch();
    set({ exploration: { status: 'running', progress: null } });
    const pending = client.request({ do: 'explore', instance, limits: LIMITS }, (progress) => {
      if (search?.pending === pending && get().exploration.status === 'running')
        set({ exploration: { status: 'running', progress } });
    });
    search = { key, pending };
    try {
      const result = await pending.promise;
      if (search.pending !== pending) return;
      set({ exploration: { status: 'done', result } });
      const shown = node();
      if (shown) await refreshFates(shown);
    } catch (error) {
      if (search.pending === pending) {
        search = null;
        set({ exploration: { status: 'failed', message: messageOf(error) } });
      }
    }
  }

  /** Once everything is explored, the steps of the run on the page get their fates. */
  async function refreshFates(now: RunNode): Promise<void> {
    const instance = instanceOf(now.settings, now.model);
    if (!instance || get().exploration.status !== 'done' || hasFates(now.run)) return;
    const keys = now.run.steps.map((step) => step.key);
    const run = await client.request({ do: 'replay', instance, keys }).promise;
    if (!hasFates(run) || run.steps.length !== keys.length) return;
    const told = {
      ...withNotes(run, notesOf(now.run)),
      problem: now.run.problem,
      end: now.run.problem ? now.run.end : run.end,
    };
    if (get().tree.nodes[now.id]?.run === now.run)
      set({ tree: refresh(get().tree, now.id, told, engrave(now.program, told)) });
  }

  function stopSearch(): void {
    search?.pending.cancel();
    search = null;
  }

  const length = () => node()?.run.steps.length ?? 0;
  const goToPosition = (position: number) => {
    const at = Math.max(0, Math.min(length(), Math.round(position)));
    if (at !== get().position) set({ position: at });
  };

  async function take(key: string): Promise<void> {
    const now = node();
    const { position } = get();
    if (!now) return;
    const next = now.run.steps[position];
    if (next?.key === key) {
      goToPosition(position + 1);
      return;
    }
    const keys = [...now.run.steps.slice(0, position).map((step) => step.key), key];
    const source: RunSource = { kind: 'hand', title: 'by hand' };
    // Going on at the end of a run by hand is the same branch; elsewhere it is a fork.
    await show(source, now.settings, now.model, keys, {
      parent: now.id,
      fork: position,
      position: position + 1,
      notes: notesOf(now.run),
    });
  }

  function leap(move: typeof undo): void {
    const moved = move(get().tree, get().position);
    if (moved) {
      ticket++;
      set({ ...moved, wanted: null, notice: null });
      void explore();
    }
  }

  return {
    store: store as Pick<StoreApi<SessionState>, 'getState' | 'subscribe' | 'getInitialState'>,
    open,
    length,
    goTo: goToPosition,
    stepBy: (steps: number) => goToPosition(get().position + steps),
    take,
    setOption: (name: string, value: string) => {
      const now = node();
      if (now) change({ ...now.settings, [name]: value }, now.model);
    },
    setModel: (model: Model) => {
      const now = node();
      if (now) change(now.settings, model);
    },
    chooseVariant: (id: string) => {
      const variant = get().scenario?.variants.find((one) => one.id === id);
      if (variant) change(variant.settings, variant.model);
    },
    explore: () => void explore(),
    cancelSearch: () => search?.pending.cancel(),
    /** Shows the shortest run to an outcome, at its last step. */
    showWitness: async (keys: readonly string[], title: string) => {
      const now = node();
      if (now)
        await show({ kind: 'witness', title }, now.settings, now.model, keys, {
          parent: now.id,
          fork: 0,
          position: keys.length,
          quiet: true,
        });
    },
    showOutcome: (outcome: Outcome) => {
      const now = node();
      if (now)
        void show(
          { kind: 'witness', title: `shortest to ${outcome.label}` },
          now.settings,
          now.model,
          outcome.witness,
          { parent: now.id, position: outcome.witness.length, quiet: true },
        );
    },
    visit: (id: number) => {
      const tree = goTo(get().tree, id, get().position);
      if (tree !== get().tree) {
        ticket++;
        set({
          tree,
          position: Math.min(get().position, tree.nodes[id]?.run.steps.length ?? 0),
          wanted: null,
          notice: null,
        });
        void explore();
      }
    },
    undo: () => leap(undo),
    redo: () => leap(redo),
    selectCell: (cell: number | null) => set({ cell }),
    dismiss: () => set({ notice: null }),
    announce: (notice: Notice) => set({ notice }),
  };
}

interface ShowOptions {
  readonly parent?: number;
  readonly fork?: number;
  readonly position?: number;
  readonly notes?: readonly Note[];
  /** No notice about where the run ends. */
  readonly quiet?: boolean;
}

/**
 * One scenario being looked at. Only the functions returned by `createSession` write the store.
 * Invariant: replies to a question that has been asked anew are dropped (`ticket`), so the view never mixes two answers.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { engrave } from '../score/index.ts';
import type { Instance } from '../protocol/index.ts';
import type { Model, Outcome, Program, Scenario, Settings } from './answers.ts';
import { askedRun } from './asked-run.ts';
import { createHiding } from './hiding.ts';
import { createInquiry } from './inquiry.ts';
import type { KeptWork } from './kept-work.ts';
import { lostOf } from './link-run.ts';
import { failed, problemOf, type Notice } from './notice.ts';
import { createOpening } from './opening.ts';
import type { LinkView, ScenarioFile, WorkerClient } from './ports.ts';
import {
  fromOrigin,
  instanceKey,
  notesOf,
  originOf,
  retell,
  retellingNotice,
  sameSettings,
  toOrigin,
  withNotes,
  type Note,
} from './retelling.ts';
import { createRewriting } from './rewriting.ts';
import { createRunOn } from './run-on.ts';
import {
  comeTo,
  currentNode,
  goTo,
  grow,
  redo,
  sameRun,
  undo,
  type RunNode,
  type RunSource,
  type RunTree,
} from './run-tree.ts';
import { initialSession, type SessionState, type Target } from './session-state.ts';
import { sameStop, type Stop } from './stops.ts';

export type Session = ReturnType<typeof createSession>;

/** `recall` gives what was kept of earlier work on a file. */
export function createSession(
  client: WorkerClient,
  recall: (file: ScenarioFile) => Promise<KeptWork | null> = () => Promise.resolve(null),
) {
  const store = createStore<SessionState>(() => initialSession);
  const set = (part: Partial<SessionState>) => store.setState(part);
  const get = () => store.getState();
  const node = () => currentNode(get().tree);
  let ticket = 0;

  const instanceOf = (settings: Settings, model: Model): Instance | null => {
    const { file } = get();
    return file && { id: file.id, text: file.text, settings, model };
  };
  const inquiry = createInquiry({ client, store, instanceOf });
  const explore = () => {
    inquiry.explore().catch((error: unknown) => set({ notice: failed(error) }));
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
      const wanted = { source, keys, step: options.position ?? 0, ...options };
      const asked = await askedRun(client, get().scenario, instance, program, wanted);
      if (mine !== ticket) return;
      // Nothing is known of what a link's steps mean: a run under its options, not an empty one.
      if (!asked) {
        if (node()) await change(settings, model);
        else await show({ kind: 'hand', title: 'by hand' }, settings, model, []);
        return;
      }
      const { run, source: from, linked } = asked;
      const told = options.notes ? withNotes(run, options.notes) : run;
      const { tree, position } = get();
      const next = grow(
        tree,
        {
          parent: options.parent ?? null,
          fork: options.fork ?? 0,
          source: from,
          settings,
          model,
          program,
          run: told,
          score: engrave(program, told, linked?.lost),
          ...(linked && linked.lost.length > 0 ? { retold: lostOf(linked) } : {}),
        },
        position,
      );
      const at = Math.min(linked?.position ?? options.position ?? 0, told.steps.length);
      set({
        phase: 'ready',
        wanted: null,
        tree: next,
        position: at,
        notice: linked?.notice ?? problemOf(told, from, options.quiet ?? false),
      });
      explore();
    } catch (error) {
      if (mine !== ticket) return;
      const again = () => void show(source, settings, model, keys, options);
      set({ wanted: null, phase: node() ? 'ready' : 'failed', notice: failed(error, again) });
    }
  }

  function sameProgram(instance: Instance, last: RunNode | null): Program | null {
    if (!last || !sameSettings(last.settings, instance.settings)) return null;
    return get().scenario?.litmus && last.model !== instance.model ? null : last.program;
  }

  const opening = createOpening({
    client,
    store,
    supersede: () => {
      inquiry.stop();
      return ++ticket;
    },
    isCurrent: (one) => one === ticket,
    explore,
    show: showTarget,
    recall,
  });

  async function showTarget(scenario: Scenario, target: Target): Promise<void> {
    if (target.view) {
      const { settings, model, keys, step, older, title = 'from a link' } = target.view;
      const source = { kind: 'link', title, by: null, about: null } as const;
      const known = older?.readable === false ? null : sameRun(get().tree, target.view);
      if (known) {
        visit(known.id, step);
        return;
      }
      return show(source, settings, model, keys, { position: step, ...(older ? { older } : {}) });
    }
    const variant = scenario.variants.find((one) => one.id === target.variant);
    if (variant && !target.interleaving) {
      if (node()) return change(variant.settings, variant.model);
      return show({ kind: 'hand', title: 'by hand' }, variant.settings, variant.model, []);
    }
    const interleaving =
      scenario.interleavings.find((one) => one.id === target.interleaving) ??
      (target.variant ? undefined : scenario.interleavings[0]);
    const of = scenario.variants.find((one) => one.id === interleaving?.of);
    const settings = of?.settings ?? {};
    const model = of?.model ?? scenario.model;
    if (!interleaving) return show({ kind: 'hand', title: 'by hand' }, settings, model, []);
    const { id, title, by, about } = interleaving;
    const there = get().tree.nodes.find(({ source }) => source.kind === 'interleaving' && source.name === id);
    if (there) {
      visit(there.id, 0);
      return;
    }
    return show({ kind: 'interleaving', name: id, title, by, about }, settings, model, []);
  }

  /** The current run under other settings: the same effects in the same order (`whole`: to its end, as nearly as can be).
   *  It is always the reader's own run that is told again, so that going back and forth loses nothing. */
  async function change(settings: Settings, model: Model, whole = false): Promise<void> {
    const now = node();
    const instance = instanceOf(settings, model);
    if (!now || !instance) return;
    const { tree, position } = get();
    const origin = originOf(tree, now);
    const wanted = instanceKey(settings, model);
    const at = toOrigin(now, position);
    const there = tree.nodes.find(
      (one) =>
        (one === origin || one.retold?.origin === origin.id) &&
        instanceKey(one.settings, one.model) === wanted,
    );
    if (there && !whole) {
      const here = fromOrigin(there, at);
      set({ tree: comeTo(get().tree, there.id, here, at) });
      visit(there.id, here);
      return;
    }
    const of = instanceOf(origin.settings, origin.model);
    const keys = origin.run.steps.map((step) => step.key);
    const mine = ++ticket;
    set({ wanted: { settings, model } });
    try {
      const program =
        sameProgram(instance, now) ?? (await client.request({ do: 'program', instance }).promise);
      const told = await client.request({
        do: 'translate',
        instance,
        of,
        keys,
        ...(whole ? { whole } : {}),
      }).promise;
      if (mine !== ticket) return;
      const { title } = origin.source;
      const { retold, ...shown } = retell(origin, program, told);
      const source: RunSource = { kind: 'hand', title: whole ? `nearest to ${title}` : title };
      const here = fromOrigin({ ...shown, retold }, at);
      const came = { ...retold, came: { here, origin: at } };
      const node = { parent: origin.id, fork: 0, source, settings, model, ...shown };
      set({
        phase: 'ready',
        wanted: null,
        tree: grow(get().tree, whole ? node : { ...node, retold: came }, get().position),
        position: whole ? told.run.steps.length : here,
        notice: whole ? null : retellingNotice({ ...node, retold: came }),
      });
      explore();
    } catch (error) {
      if (mine === ticket)
        set({ wanted: null, notice: failed(error, () => void change(settings, model, whole)) });
    }
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

  const { runTo, runToEnd } = createRunOn({
    client,
    store,
    instanceOf,
    supersede: () => ++ticket,
    isCurrent: (one) => one === ticket,
    goTo: goToPosition,
    show: (now, keys, title) =>
      show({ kind: 'hand', title }, now.settings, now.model, keys, {
        parent: now.id,
        fork: get().position,
        position: keys.length,
        notes: notesOf(now.run),
      }),
  });

  /** What is to be said of the run that a tree shows. */
  const noticeOf = (tree: RunTree): Notice | null => {
    const shown = currentNode(tree);
    return shown && retellingNotice(shown);
  };

  /** Back to a run taken before. */
  function visit(id: number, position: number): void {
    ticket++;
    const tree = goTo(get().tree, id, get().position);
    const at = Math.min(position, tree.nodes[id]?.run.steps.length ?? 0);
    set({ tree, position: at, wanted: null, notice: noticeOf(tree) });
    explore();
  }

  function leap(move: typeof undo): void {
    const moved = move(get().tree, get().position);
    if (moved) {
      ticket++;
      set({ ...moved, wanted: null, notice: noticeOf(moved.tree) });
      explore();
    }
  }

  return {
    store: store as Pick<StoreApi<SessionState>, 'getState' | 'subscribe' | 'getInitialState'>,
    ...opening,
    ...createHiding({ store, explore }),
    ...createRewriting({ store, supersede: () => ++ticket, stop: inquiry.stop, explore }),
    length,
    goTo: goToPosition,
    take,
    setOption: (name: string, value: string) => {
      const now = get().wanted ?? node();
      if (now) void change({ ...now.settings, [name]: value }, now.model);
    },
    setModel: (model: Model) => {
      const now = get().wanted ?? node();
      if (now) void change(now.settings, model);
    },
    chooseVariant: (id: string) => {
      const variant = get().scenario?.variants.find((one) => one.id === id);
      if (variant) void change(variant.settings, variant.model);
    },
    explore,
    cancelSearch: inquiry.cancel,
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
    /** Shows the run of `keys` as it is under these settings: a cell of the matrix, a way through the lattice. */
    showRun: async (
      keys: readonly string[],
      source: RunSource,
      under: { readonly settings: Settings; readonly model: Model },
      fork = 0,
    ) => {
      const now = node();
      if (now)
        await show(source, under.settings, under.model, keys, {
          parent: now.id,
          fork,
          position: keys.length,
          quiet: true,
        });
    },
    /** The current run under other settings and another model. */
    choose: (settings: Settings, model: Model) => void change(settings, model),
    /** The nearest run that these options allow to the one whose rest is lost. */
    showNearest: () => {
      const now = node();
      if (now) void change(now.settings, now.model, true);
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
    visit: (id: number) => visit(id, get().position),
    undo: () => leap(undo),
    redo: () => leap(redo),
    /** Another instance at the end of a run; without keys the current run as far as it goes there. */
    showInstance: (settings: Settings, model: Model, keys: readonly string[] | null, title: string) => {
      const now = node();
      if (!now) return;
      if (keys === null) void change(settings, model);
      else {
        const options = { parent: now.id, position: keys.length, quiet: true };
        void show({ kind: 'witness', title }, settings, model, keys, options);
      }
    },
    runTo,
    runToEnd,
    toggleStop: (stop: Stop) => {
      const { stops } = get();
      const others = stops.filter((one) => !sameStop(one, stop));
      set({ stops: others.length < stops.length ? others : [...stops, stop] });
    },
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
  /** Of a link to an older text. */
  readonly older?: NonNullable<LinkView['older']>;
}

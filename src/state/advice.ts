/**
 * Advice about the scenario that is shown: which of its orderings are needed, and what would repair it. Versions of its text
 * are compiled and searched by the same threads as everything else, many at a time, and each answer is shown as it comes.
 */
import { createStore } from 'zustand/vanilla';
import {
  findNeeds,
  findRepairs,
  judgedByKernel,
  judgedOnce,
  judgementOf,
  kernelDependencies,
  lineStarts,
  placeBefore,
  sameCode,
  tryRepairs,
  underModels,
  within,
  type Judge,
  type Needed as NeededUnder,
  type NeededTogether as TogetherUnder,
  type Kill,
  type Repair,
  type RepairAnswer,
} from '../advice/index.ts';
import type { Instance, Replies } from '../protocol/index.ts';
import type { Model, WhyHolds } from './answers.ts';
import { messageOf } from './notice.ts';
import type { Pending, WorkerClient } from './ports.ts';
import { instanceKey } from './retelling.ts';

export type { Kill, Repair, RepairAnswer };
export type Needed = NeededUnder<AdviceModel>;
export type NeededTogether = TogetherUnder<AdviceModel>;
export type Ordering = Needed['ordering'];
/** The machine's models, and the kernel's own. */
export type AdviceModel = Model | 'lkmm';

export interface AdviceState {
  /** What it is about; null before anything is asked. */
  readonly about: Instance | null;
  readonly status: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  /** In the order of the text; null until they are known. */
  readonly orderings: readonly Ordering[] | null;
  readonly needs: readonly Needed[];
  readonly together: readonly NeededTogether[];
  /** By property, why it never happens, or that it does. */
  readonly whys: ReadonlyMap<string, WhyHolds>;
  /** What would repair the instance under its own model; null until that is known. */
  readonly repair: RepairAnswer | null;
  /** The same under the kernel's own model, where it fails there. */
  readonly kernelRepair: RepairAnswer | null;
  /** Repairs are being looked for, by themselves or with the rest. */
  readonly isRepairing: boolean;
  /** What the reader rules out of repairs: words, and whose code. */
  readonly without: readonly string[];
  readonly message: string | null;
}

export const ADVICE_MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
/** Of a version that needs more what was found by then counts. */
const LIMITS = { states: 300_000, ms: 10_000 };
/** There are many, and few are about the scenario. */
const DEPENDENCY_LIMITS = { states: 100_000, ms: 2000 };
/** Milliseconds for repairs under the kernel's model. */
const FOR_KERNEL = 10_000;
/** Each of the versions of which one is where a property fails. */
const WHY_LIMITS = { states: 60_000, ms: 4000 };
const empty: AdviceState = {
  about: null,
  status: 'idle',
  orderings: null,
  needs: [],
  together: [],
  whys: new Map(),
  repair: null,
  kernelRepair: null,
  isRepairing: false,
  without: [],
  message: null,
};

export type Advice = ReturnType<typeof createAdvice>;

const advices = new WeakMap<WorkerClient, Advice>();

/** The page's one adviser, made when somebody first asks: the tab, the code's margin and the mail tell of the same answers. */
export function adviceOf(client: WorkerClient): Advice {
  const known = advices.get(client) ?? createAdvice(client);
  advices.set(client, known);
  return known;
}

/** What is known of an instance so far; nothing where another was asked about. */
export function adviceAbout(state: AdviceState, instance: Instance): AdviceState {
  return state.about && isSame(state.about, instance) ? state : empty;
}

/** What a mail about an instance is to say besides; null where nobody wants that, or nobody has asked. */
export function adviceForMail(client: WorkerClient, instance: Instance): AdviceState | null {
  const advice = advices.get(client);
  if (!advice?.wishes.getState().mail) return null;
  const state = adviceAbout(advice.store.getState(), instance);
  return state.status === 'idle' ? null : state;
}

/** Where else the answers are wanted. */
interface Wishes {
  readonly margin: boolean;
  readonly mail: boolean;
}

function createAdvice(client: WorkerClient) {
  const store = createStore<AdviceState>(() => empty);
  const wishes = createStore<Wishes>(() => ({ margin: false, mail: false }));
  let asking: Versions | null = null;
  let menu: Replies['strengthenings'] = { orderings: [], others: [] };
  let kernelMenu = menu;

  /** What is known already, or on its way, is not asked again. */
  async function ask(
    instance: Instance,
    arches: readonly string[],
    properties: readonly string[],
  ): Promise<void> {
    const { about, status } = store.getState();
    if (about && isSame(about, instance) && (status === 'running' || status === 'done')) return;
    stop();
    const mine = new Versions(client, instance);
    asking = mine;
    const set = (part: Partial<AdviceState>) => {
      if (asking === mine) store.setState(part);
    };
    set({ ...empty, about: instance, status: 'running', isRepairing: true });
    try {
      const { text } = instance;
      const orderings = await mine.wait(client.request({ do: 'orderings', text }));
      set({ orderings });
      const all = await mine.wait(client.request({ do: 'strengthenings', text, arches }));
      const kernels = await mine.wait(client.request({ do: 'strengthenings', text, arches: 'lkmm' }));
      if (asking === mine) [menu, kernelMenu] = [all, kernels];
      const found: Needed[] = [];
      const depending = client.request({
        do: 'dependencies',
        instance: { ...instance, model: 'arm' },
        text,
        limits: DEPENDENCY_LIMITS,
      });
      const told = (needed: Needed) => {
        found.push(needed);
        set({ needs: [...found] });
      };
      const [{ together }, kernel, , dependencies] = await Promise.all([
        findNeeds(orderings, ADVICE_MODELS, mine.judge, told),
        needsOfKernel(mine, orderings, told),
        lookForRepairs(mine, instance.model),
        mine.wait(depending),
      ]);
      const depend = dependencies.needs.map(({ ordering }) => ordering);
      const onArm = dependencies.together.map((one) => ({ ...one, model: 'arm' as const }));
      found.push(...underModels(dependencies.needs, ADVICE_MODELS));
      set({
        together: [...together, ...onArm, ...kernel],
        orderings: [...orderings, ...depend],
        needs: [...found],
      });
      if (depend.length > 0) {
        const spare = found.flatMap(({ ordering, model, need }) =>
          model === 'lkmm' && need === 'no effect' && !ordering.base ? [ordering] : [],
        );
        const ofKernel = await kernelDependencies(dependencies.needs, spare, mine.kernelLoose);
        set({
          together: [...together, ...onArm, ...kernel, ...ofKernel.together],
          needs: [...found, ...ofKernel.needs],
        });
      }
      const starts = lineStarts(text);
      for (const slug of properties) {
        const unwanted = { k: 'property', slug } as const;
        const why = await mine.wait(
          client.request({ do: 'why-holds', instance, unwanted, starts, table: null, limits: WHY_LIMITS }),
        );
        set({ whys: new Map([...store.getState().whys, [slug, why]]) });
      }
      set({ status: 'done', isRepairing: false });
    } catch (error) {
      set(
        mine.stopped
          ? { status: 'stopped' }
          : { status: 'failed', message: messageOf(error), isRepairing: false },
      );
    }
  }

  /** Where the kernel's model speaks of all that the scenario has; what would repair it there comes besides. */
  async function needsOfKernel(
    mine: Versions,
    orderings: readonly Ordering[],
    told: (needed: Needed) => void,
  ): Promise<readonly NeededTogether[]> {
    const base = await mine.kernelJudge([], 'lkmm');
    if (base.k !== 'judged' || base.verdict === 'bounded') return [];
    const { together } = await findNeeds(orderings, ['lkmm'] as const, mine.kernelJudge, told);
    await lookForKernelRepairs(mine);
    return together;
  }

  async function lookForKernelRepairs(mine: Versions): Promise<void> {
    const { without } = store.getState();
    const base = await mine.kernelJudge([], 'lkmm');
    if (base.k !== 'judged' || base.bad.length === 0) return;
    const kernelRepair = await tryRepairs(
      within(kernelMenu, without),
      (edits) => mine.kernelJudge(edits, 'lkmm'),
      await mine.judge([], 'sc'),
      FOR_KERNEL,
    );
    if (asking === mine && store.getState().without === without) store.setState({ kernelRepair });
  }

  async function lookForRepairs(mine: Versions, model: Model): Promise<void> {
    const { without } = store.getState();
    const repair = await findRepairs(within(menu, without), [model], mine.judge, mine.before);
    if (asking === mine && store.getState().without === without) store.setState({ repair });
  }

  /** Repairs are looked for anew without what the reader rules out, also where all was stopped; else versions that were judged
   *  are known. */
  async function limit(without: readonly string[]): Promise<void> {
    const { about } = store.getState();
    if (!asking || !about) return;
    if (asking.stopped) asking = new Versions(client, about);
    const mine = asking;
    store.setState({ without, repair: null, kernelRepair: null, isRepairing: true });
    try {
      await lookForRepairs(mine, about.model);
      await lookForKernelRepairs(mine);
    } catch (error) {
      if (asking === mine && !mine.stopped) store.setState({ status: 'failed', message: messageOf(error) });
    }
    if (asking === mine && store.getState().without === without) store.setState({ isRepairing: false });
  }

  function stop(): void {
    asking?.stop();
    const { isRepairing, repair } = store.getState();
    if (!isRepairing) return;
    const unknown = { k: 'unknown', reason: 'looking for it was stopped' } as const;
    store.setState({ isRepairing: false, repair: repair ?? unknown });
  }

  return {
    store,
    wishes,
    ask,
    limit,
    stop,
    /** The text that a repair makes, or all of one but a part. */
    made: async (text: string, { edits }: Pick<Repair, 'edits'>): Promise<string> =>
      (await client.request({ do: 'rewrite', text, edits }).promise).text,
  };
}

/** The same text under the same options and model. */
function isSame(a: Instance, b: Instance): boolean {
  return a.text === b.text && instanceKey(a.settings, a.model) === instanceKey(b.settings, b.model);
}

/** One question, whose versions are each compiled and searched once. */
export class Versions {
  stopped = false;
  private readonly client: WorkerClient;
  private readonly instance: Instance;
  private readonly pending = new Set<Pending<unknown>>();
  private readonly pieces = new Map<string, Replies['rewrite']['pieces']>();

  constructor(client: WorkerClient, instance: Instance) {
    this.client = client;
    this.instance = instance;
  }

  readonly judge: Judge = judgedOnce((edits, model, first) => this.version(edits, model, first));

  /** Of reads too of which nothing depends. */
  readonly kernelLoose: Parameters<typeof kernelDependencies>[2] = async (edits, loose) => {
    const { text, settings } = this.instance;
    return judgedByKernel(
      await this.wait(this.client.request({ do: 'kernel-version', text, settings, edits, loose })),
    );
  };

  readonly kernelJudge: Judge<'lkmm'> = judgedOnce((edits) => this.kernelLoose(edits, []));

  readonly before: Parameters<typeof findRepairs>[3] = (edits, place) =>
    placeBefore(this.pieces.get(JSON.stringify(edits)) ?? [], place);

  stop(): void {
    this.stopped = true;
    for (const one of this.pending) one.cancel();
  }

  async wait<T>(one: Pending<T>): Promise<T> {
    this.goOn();
    this.pending.add(one);
    try {
      const answer = await one.promise;
      // What was found by then is no answer.
      this.goOn();
      return answer;
    } finally {
      this.pending.delete(one);
    }
  }

  private goOn(): void {
    if (this.stopped) throw new Error('stopped');
  }

  private async version(...[edits, model, first = false]: Parameters<Judge>): ReturnType<Judge> {
    const { client } = this;
    const { text, pieces } = await this.wait(
      client.request({ do: 'rewrite', text: this.instance.text, edits, bare: true }),
    );
    this.pieces.set(JSON.stringify(edits), pieces);
    const instance = { ...this.instance, text, model };
    const base = await this.wait(client.request({ do: 'program', instance: this.instance }));
    let program;
    try {
      program = await this.wait(client.request({ do: 'program', instance }));
    } catch (error) {
      if (this.stopped) throw error;
      return { k: 'refused', message: messageOf(error) };
    }
    if (edits.length > 0 && sameCode(base, program)) return { k: 'same' };
    const result = await this.wait(client.request({ do: 'explore', instance, limits: { ...LIMITS, first } }));
    const { witness } = result;
    const run = witness && (await this.wait(client.request({ do: 'replay', instance, keys: witness })));
    return { k: 'judged', ...judgementOf(result, program, run) };
  }
}

/**
 * The law by brute force: every state, every step, and of them only what lies on runs that can be completed without a
 * squash. A violated property ends nothing here: whether its run can be completed is asked of what would come next.
 *
 *   alive     some run from here ends, or goes on for ever as a fair machine would
 *   all       violated on some alive run
 *   first     violated on some alive run in which nothing was violated before
 *
 * A step that all fair runs take some day (`must`) and that only leads into what is not alive, in each state of a set
 * that is never left, makes the set dead: a pending load has to take a value, a store has to become visible.
 */

export interface Successor {
  readonly key: string;
  /** Properties violated by this step, with which the run ends. */
  readonly violated: readonly number[];
  /** Properties violated by this step; the run goes on. */
  readonly reported: readonly number[];
}

export interface Step {
  readonly cpu: number;
  /** No fair run puts it off for ever; not so what is predicted, or lies behind a wait that nothing may ever end. */
  readonly must: () => boolean;
  /** One for each guess that follows; none: the step squashes the run. */
  readonly to: readonly Successor[];
}

/** A machine that is judged; states are texts. */
export interface Law {
  initial(): readonly Successor[];
  steps(key: string): readonly Step[];
  isFinished(key: string): boolean;
  finalValues(key: string): readonly number[];
  finalViolations(key: string): readonly number[];
  /** Equal for states between which a deadlock may move, but for the CPUs' places. */
  memory(key: string): string;
  /** Per CPU the statement that it is at, null: it is finished. */
  places(key: string): readonly (number | null)[];
  /** Something has happened in this state under a guess of which no one knows yet whether it comes true. */
  isTentative(key: string): boolean;
}

/** First and last statement of each loop and wait. */
export type Loops = readonly { readonly from: number; readonly to: number }[];

export interface Judgement {
  readonly all: ReadonlySet<number>;
  readonly first: ReadonlySet<number>;
  readonly deadlock: boolean;
  readonly livelock: boolean;
  /** Observed values of finished runs, joined by commas. */
  readonly finals: ReadonlySet<string>;
  readonly states: number;
}

interface Edge {
  readonly to: number;
  readonly violated: readonly number[];
  readonly reported: readonly number[];
}

interface Node {
  readonly key: string;
  readonly finished: boolean;
  readonly steps: readonly (Pick<Step, 'cpu' | 'must'> & { readonly to: readonly Edge[] })[];
}

/** Null where there are more than `limit` states. */
export function judge(law: Law, loops: Loops, limit: number): Judgement | null {
  const numbers = new Map<string, number>();
  const keys: string[] = [];
  const numberOf = (key: string): number => {
    let n = numbers.get(key);
    if (n === undefined) {
      numbers.set(key, (n = keys.length));
      keys.push(key);
    }
    return n;
  };
  const edges = (to: readonly Successor[]): Edge[] =>
    to.map(({ key, violated, reported }) => ({ to: numberOf(key), violated, reported }));
  const starts = edges(law.initial());
  const nodes: Node[] = [];
  for (let n = 0; n < keys.length; n++) {
    if (keys.length > limit) return null;
    const key = keys[n] as string;
    const finished = law.isFinished(key);
    const steps = finished ? [] : law.steps(key).map(({ cpu, must, to }) => ({ cpu, must, to: edges(to) }));
    const broken = finished ? law.finalViolations(key) : [];
    // A final is judged in a step of its own.
    if (broken.length > 0)
      steps.push({ cpu: -1, must: () => false, to: [{ to: n, violated: broken, reported: [] }] });
    nodes.push({ key, finished, steps });
  }
  const alive = aliveOf(law, nodes);
  return gather(law, loops, nodes, alive, starts);
}

function targets({ steps }: Node): number[] {
  return steps.flatMap(({ to }) => to.map((edge) => edge.to));
}

function aliveOf(law: Law, nodes: readonly Node[]): readonly boolean[] {
  const alive = nodes.map(() => false);
  for (const component of components(nodes, (n) => targets(nodes[n] as Node))) {
    const inside = new Set(component);
    const members = component.map((n) => nodes[n] as Node);
    const lives =
      members.some((node) => node.finished || targets(node).some((to) => !inside.has(to) && alive[to])) ||
      goesOnForEver(law, members, (to) => inside.has(to));
    if (lives) for (const n of component) alive[n] = true;
  }
  return alive;
}

/** Of a set that leads nowhere else: whether a fair machine may stay in it. */
function goesOnForEver(law: Law, members: readonly Node[], stays: (to: number) => boolean): boolean {
  if (members.every(({ key }) => law.isTentative(key))) return false;
  const cpus = new Set(members.flatMap(({ steps }) => steps.map(({ cpu }) => cpu)));
  return ![...cpus].some((cpu) =>
    members.every(({ steps }) =>
      steps.some((step) => step.cpu === cpu && !step.to.some(({ to }) => stays(to)) && step.must()),
    ),
  );
}

function gather(
  law: Law,
  loops: Loops,
  nodes: readonly Node[],
  alive: readonly boolean[],
  starts: readonly Edge[],
): Judgement {
  const all = new Set<number>();
  const first = new Set<number>();
  const finals = new Set<string>();
  const note = (edges: readonly Edge[], seen: Set<number>) => {
    for (const { to, violated, reported } of edges)
      if (alive[to]) for (const p of [...violated, ...reported]) seen.add(p);
  };
  const edgesOf = (n: number) => (nodes[n] as Node).steps.flatMap(({ to }) => to);
  const reach = (from: readonly Edge[], passes: (edge: Edge) => boolean): Set<number> => {
    const seen = new Set<number>();
    const todo = [...from];
    for (let edge = todo.pop(); edge; edge = todo.pop()) {
      if (!alive[edge.to] || !passes(edge) || seen.has(edge.to)) continue;
      seen.add(edge.to);
      todo.push(...edgesOf(edge.to));
    }
    return seen;
  };
  note(starts, first);
  note(starts, all);
  for (const n of reach(starts, () => true)) note(edgesOf(n), all);
  const clean = (edge: Edge) => edge.violated.length === 0;
  const reached = reach(starts, clean);
  for (const n of reached) {
    const { key, finished } = nodes[n] as Node;
    note(edgesOf(n), first);
    if (finished && law.finalViolations(key).length === 0) finals.add(law.finalValues(key).join());
  }

  const kinds = new Set<'deadlock' | 'livelock'>();
  for (const component of components(nodes, (n) =>
    edgesOf(n)
      .filter(clean)
      .map(({ to }) => to),
  )) {
    const inside = new Set(component);
    const leaves = component.some(
      (n) =>
        (nodes[n] as Node).finished ||
        edgesOf(n).some((edge) => alive[edge.to] === true && (!clean(edge) || !inside.has(edge.to))),
    );
    if (leaves || !component.some((n) => reached.has(n))) continue;
    kinds.add(kindOf(law, loops, component.map((n) => (nodes[n] as Node).key))); // prettier-ignore
  }
  return {
    all,
    first,
    deadlock: kinds.has('deadlock'),
    livelock: kinds.has('livelock'),
    finals,
    states: nodes.length,
  };
}

/** Deadlock: memory stays, and every CPU in one statement or one loop. */
function kindOf(law: Law, loops: Loops, keys: readonly string[]): 'deadlock' | 'livelock' {
  if (new Set(keys.map((key) => law.memory(key))).size > 1) return 'livelock';
  const places = keys.map((key) => law.places(key));
  const still = (places[0] ?? []).every((_, cpu) => {
    const at = new Set(places.map((place) => place[cpu] ?? null));
    if (at.size === 1) return true;
    return loops.some(({ from, to }) => [...at].every((pc) => pc !== null && from <= pc && pc <= to));
  });
  return still ? 'deadlock' : 'livelock';
}

/** Strongly connected components, each after those that it leads to (Tarjan). */
function components(nodes: readonly Node[], next: (n: number) => readonly number[]): number[][] {
  const found: number[][] = [];
  const index = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  for (let root = 0; root < nodes.length; root++) {
    if (index.has(root)) continue;
    const path = [{ n: root, todo: [...next(root)] }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { n, todo } = top;
      if (!index.has(n)) {
        lowest.set(n, index.size);
        index.set(n, index.size);
        open.push(n);
        isOpen.add(n);
      }
      const to = todo.pop();
      if (to !== undefined) {
        if (!index.has(to)) path.push({ n: to, todo: [...next(to)] });
        else if (isOpen.has(to)) lowest.set(n, Math.min(lowest.get(n) ?? 0, index.get(to) ?? 0));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) lowest.set(above.n, Math.min(lowest.get(above.n) ?? 0, lowest.get(n) ?? 0));
      if (lowest.get(n) !== index.get(n)) continue;
      const component = open.splice(open.indexOf(n));
      for (const member of component) isOpen.delete(member);
      found.push(component);
    }
  }
  return found;
}

/**
 * Fix it in the code: where something may be added that orders, what a text with additions is, and the fewest with which
 * nothing fails. Places and additions are those that the search for repairs knows; of what options leave out nothing is
 * offered, as it would change nothing.
 */
import { findRepairs } from '../../advice/index.ts';
import { engrave } from '../../score/index.ts';
import type { Replies } from '../../protocol/index.ts';
import { Versions } from '../advice.ts';
import type { ExploreResult, Program, Scenario, Settings } from '../answers.ts';
import type { WorkerClient } from '../ports.ts';
import type { Rewritten } from '../rewriting.ts';
import { emptyTree, grow } from '../run-tree.ts';
import { LIMITS } from './instances.ts';
import type { FixTask } from './question.ts';

export type Addition = Replies['strengthenings']['orderings'][number];

/** A statement before which something may be added, or whose access may order more. */
export interface CodePlace {
  readonly file: 0 | 1;
  readonly from: number;
  readonly to: number;
  /** Whose code it is in: `CPU 0`, `writer()`. */
  readonly inside: string;
  /** The statement, as it runs under these options. */
  readonly line: string;
  readonly forms: readonly Addition[];
}

export interface CodeMenu {
  /** In the order of the text, the scenario's own first. */
  readonly places: readonly CodePlace[];
  /** It fails also where nothing is reordered: what orders accesses does not help, and `forms` hold what else may. */
  readonly failsInOrder: boolean;
}

const FEWEST = { ms: 10_000, repairs: 1, parts: 6 };
/** What helps where accesses in order do not: old instructions and translations are dropped. */
const BEYOND_ORDER: ReadonlySet<Addition['keeps']> = new Set(['complete', 'fetches']);
/** What a stronger addition in the same place does too. */
const WEAKER: ReadonlySet<Addition['keeps']> = new Set(['stores', 'loads']);

export function createPlacing(client: WorkerClient) {
  const instanceOf = ({ file, settings, model }: FixTask, text = file.text) => ({
    id: file.id,
    text,
    settings,
    model,
  });

  async function menuOf(task: FixTask, scenario: Scenario): Promise<CodeMenu> {
    const instance = instanceOf(task);
    const arches = scenario.options.find(({ name }) => name === 'arch')?.values ?? [scenario.arch];
    const [menu, program, inOrder] = await Promise.all([
      client.request({ do: 'strengthenings', text: task.file.text, arches }).promise,
      client.request({ do: 'program', instance }).promise,
      client.request({ do: 'explore', instance: { ...instance, model: 'sc' }, limits: LIMITS }).promise,
    ]);
    const failsInOrder = inOrder.witness !== null;
    return {
      places: placesOf([...menu.orderings, ...(failsInOrder ? menu.others : [])], program),
      failsInOrder,
    };
  }

  /** The text with what was added. */
  async function textWith({ file }: FixTask, added: readonly Addition[]): Promise<string> {
    if (added.length === 0) return file.text;
    const edits = added.flatMap((one) => one.edits);
    return (await client.request({ do: 'rewrite', text: file.text, edits }).promise).text;
  }

  /** The fewest additions to the text with which nothing fails; null where none were found. */
  async function fewestIn(task: FixTask, { places, failsInOrder }: CodeMenu): Promise<number | null> {
    const versions = new Versions(client, instanceOf(task));
    const forms = places.flatMap(strongest).map((form) => ({ ...form, cost: 1 }));
    const menu = {
      orderings: forms.filter(({ keeps }) => (failsInOrder ? BEYOND_ORDER.has(keeps) : keeps !== 'none')),
      others: forms.filter(({ keeps }) => keeps === 'none'),
    };
    const answer = await findRepairs(menu, [task.model], versions.judge, versions.before, FEWEST);
    const [first] = answer.k === 'repairs' || answer.k === 'not ordering' ? answer.repairs : [];
    return first ? first.parts.length : null;
  }

  /** What the page shows of an attempt in another text: its shortest bad run, at its end. */
  async function shownIn(
    task: FixTask,
    {
      text,
      settings,
      result,
    }: { readonly text: string; readonly settings: Settings; readonly result: ExploreResult },
  ): Promise<Rewritten | null> {
    const file = { id: `${task.file.id}+`, text, bundled: false, passing: true };
    const instance = { ...instanceOf({ ...task, settings }, text), id: file.id };
    const [{ scenario }, program, run] = await Promise.all([
      client.request({ do: 'compile', id: file.id, text }).promise,
      client.request({ do: 'program', instance }).promise,
      client.request({ do: 'replay', instance, keys: result.witness ?? [], fates: true }).promise,
    ]);
    if (!scenario) return null;
    const source = { kind: 'witness', title: 'how it still fails' } as const;
    const node = { parent: null, fork: 0, source, settings, model: task.model, program, run };
    return {
      file,
      scenario,
      diagnostics: [],
      tree: grow(emptyTree, { ...node, score: engrave(program, run) }, 0),
      position: run.steps.length,
      stops: [],
      cell: null,
      notice: null,
    };
  }

  return { menuOf, textWith, fewestIn, shownIn };
}

function placesOf(forms: readonly Addition[], program: Program): readonly CodePlace[] {
  const places = new Map<string, CodePlace>();
  const add = (form: Addition, { file, from, to, inside }: Omit<CodePlace, 'line' | 'forms'>) => {
    const key = `${file}:${from}`;
    const known = places.get(key);
    const line = known?.line ?? lineOf(program, { file, from, to });
    if (line === null) return;
    places.set(key, { file, from, to, inside, line, forms: [...(known?.forms ?? []), form] });
  };
  const isInserted = ({ excludes, keeps }: Addition) => excludes === null && keeps !== 'none';
  for (const form of forms.filter(isInserted)) add(form, form);
  const statements = [...places.values()];
  for (const form of forms.filter((one) => !isInserted(one))) {
    // What a condition accesses belongs to the statement that it is in, the smallest of those.
    const [holder] = statements
      .filter(({ file, from, to }) => file === form.file && from <= form.from && form.to <= to)
      .sort((a, b) => a.to - a.from - (b.to - b.from));
    if (form.keeps !== 'none' || holder) add(form, holder ?? form);
  }
  const bodies = [...new Set([...places.values()].map(({ inside }) => inside))];
  return [...places.values()].sort(
    (a, b) => a.file - b.file || bodies.indexOf(a.inside) - bodies.indexOf(b.inside) || a.from - b.from,
  );
}

/** The first of a statement that runs, in its words; null where nothing of it does. */
function lineOf(
  { code, scopes }: Program,
  { file, from, to }: Pick<CodePlace, 'file' | 'from' | 'to'>,
): string | null {
  const within = (one: { readonly file: number; readonly from: number }) =>
    one.file === file && one.from >= from && one.from < to;
  const begun = [...code.map(({ at }) => at), ...scopes].filter(within).sort((a, b) => a.from - b.from);
  return begun[0]?.text ?? null;
}

/** Of each kind the strongest is enough to know how few there may be. */
function strongest({ forms }: CodePlace): readonly Addition[] {
  const hasAll = forms.some(({ keeps, excludes }) => keeps === 'all' && excludes === null);
  return hasAll ? forms.filter(({ keeps }) => !WEAKER.has(keeps)) : forms;
}

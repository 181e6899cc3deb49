/**
 * What is shown, in another text: the run by its effects as far as they are still there, stops by their lines, locations
 * by their names. A run that nobody chose is only a placeholder until a better one is found.
 */
import { engrave } from '../../score/index.ts';
import type { Instance } from '../../protocol/index.ts';
import type { Diagnostic, Model, Program, Scenario, Settings, Translation } from '../answers.ts';
import type { Notice } from '../notice.ts';
import type { ScenarioFile, WorkerClient } from '../ports.ts';
import { fromOrigin, retell, toOrigin } from '../retelling.ts';
import type { Rewritten } from '../rewriting.ts';
import { currentNode, emptyTree, grow, type Retold, type RunNode } from '../run-tree.ts';
import type { SessionState } from '../session-state.ts';
import type { Stop } from '../stops.ts';

/** The run that a reader made, in the text in which it was made: it is what is told again, however often that changes. */
export interface Anchor {
  readonly node: RunNode;
  readonly instance: Instance;
  /** Of the node that tells it now. */
  readonly retold: Retold | null;
}

export interface Retexted {
  readonly shown: Rewritten;
  readonly anchor: Anchor | null;
}

interface NewText {
  readonly file: ScenarioFile;
  readonly scenario: Scenario;
  readonly diagnostics: readonly Diagnostic[];
}

/** `last` is what the run on the page goes back to; null where the reader has made it. */
export async function retext(
  client: WorkerClient,
  state: () => SessionState,
  { file, scenario, diagnostics }: NewText,
  last: Anchor | null,
): Promise<Retexted> {
  const { tree, position, file: oldFile, stops, cell, wanted, scenario: before } = state();
  const now = currentNode(tree);
  const settings = settingsFor(
    scenario,
    wanted?.settings ?? now?.settings ?? scenario.variants[0]?.settings ?? {},
  );
  // A model that nobody chose follows the text: `arch x86` begins with tso.
  const first = now ? scenario.model : (scenario.variants[0]?.model ?? scenario.model);
  const old = wanted?.model ?? now?.model;
  const model = old !== undefined && old !== before?.model ? old : first;
  const instance = { id: file.id, text: file.text, settings, model };
  const program = await client.request({ do: 'program', instance }).promise;
  const common = { file, scenario, diagnostics };
  const kept = {
    stops: stops.flatMap((stop) => stopIn(stop, oldFile?.text ?? '', file.text, program)),
    cell: cellIn(program, now?.program, cell),
  };
  const show = (node: Omit<RunNode, 'id'>, at: number, notice: Notice | null): Rewritten => ({
    ...common,
    ...kept,
    tree: grow(emptyTree, node, 0),
    position: Math.min(at, node.run.steps.length),
    notice,
  });
  const fresh = { parent: null, fork: 0, settings, model, program };
  if (!now || !oldFile) {
    const run = await client.request({ do: 'replay', instance, keys: [] }).promise;
    const source = { kind: 'hand', title: 'by hand' } as const;
    return { shown: show({ ...fresh, source, run, score: engrave(program, run) }, 0, null), anchor: null };
  }
  if (now.source.kind === 'interleaving') {
    const { name } = now.source;
    const written = scenario.interleavings.find(({ id }) => id === name);
    if (written) {
      const run = await client.request({ do: 'interleaving', instance, name }).promise;
      const source = {
        kind: 'interleaving',
        name,
        title: written.title,
        by: written.by,
        about: written.about,
      } as const;
      if (!run.problem)
        return {
          shown: show({ ...fresh, source, run, score: engrave(program, run) }, position, null),
          anchor: null,
        };
    }
  }
  const anchor = last ?? {
    node: now,
    instance: { id: oldFile.id, text: oldFile.text, settings: now.settings, model: now.model },
    retold: null,
  };
  const unasked = !last && isUnasked(state(), now);
  const told = await client.request({
    do: 'translate',
    instance,
    of: anchor.instance,
    keys: anchor.node.run.steps.map(({ key }) => key),
    ...(unasked ? { whole: true } : {}),
  }).promise;
  const { retold, ...run } = retell(anchor.node, program, told);
  const at = toOrigin({ ...now, ...(last?.retold ? { retold: last.retold } : {}) }, position);
  const here =
    last || anchor.retold ? fromOrigin({ ...run, retold }, at) : fromOrigin({ ...run, retold }, position);
  const source = { kind: 'hand', title: now.source.title } as const;
  if (unasked) return { shown: show({ ...fresh, ...run, source, provisional: true }, 0, null), anchor: null };
  const came = { ...retold, came: { here, origin: last ? at : position } };
  // Under this text it is a run like any other: option flips go back to it, not to what no text has any more.
  const alone = {
    ...retold,
    origin: null,
    positions: run.run.steps.map((_, nth) => nth),
    came: { here: 0, origin: 0 },
  };
  alone.positions.push(run.run.steps.length);
  const node = { ...fresh, ...run, source, retold: alone };
  return { shown: show(node, here, editNotice(told)), anchor: { ...anchor, retold: came } };
}

/** Begun by the page, not by the reader. */
function isUnasked({ tree, position }: SessionState, now: RunNode): boolean {
  const { kind } = now.source;
  return tree.nodes.length === 1 && position === 0 && (kind === 'witness' || now.provisional === true);
}

/** The settings that the text still has, each with a value that it still has. */
function settingsFor(scenario: Scenario, settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) =>
      scenario.options.some((option) => option.name === name && option.values.includes(value)),
    ),
  );
}

/** A stop at a line is at the line that says the same; of several the nearest. */
function stopIn(stop: Stop, old: string, text: string, program: Program): readonly Stop[] {
  if (stop.kind === 'cell') {
    const cell = program.cells.findIndex(({ name }) => name === stop.name);
    return cell < 0 ? [] : [{ ...stop, cell }];
  }
  if (stop.file !== 0) return [stop];
  const words = old.slice(stop.from, stop.to);
  let best = -1;
  for (let at = text.indexOf(words); words !== '' && at >= 0; at = text.indexOf(words, at + 1))
    if (best < 0 || Math.abs(at - stop.from) < Math.abs(best - stop.from)) best = at;
  return best < 0 ? [] : [{ ...stop, from: best, to: best + words.length }];
}

function cellIn(program: Program, old: Program | undefined, cell: number | null): number | null {
  const name = cell === null ? undefined : old?.cells[cell]?.name;
  const found = program.cells.findIndex((one) => one.name === name);
  return name === undefined || found < 0 ? null : found;
}

/** What has become of the run; null where all of it is there. */
function editNotice({ broken, gone, run }: Pick<Translation, 'broken' | 'gone' | 'run'>): Notice | null {
  if (broken) {
    const far = run.steps.length === 0 ? 'from its first step on' : `behind step ${run.steps.length}`;
    return {
      tone: 'calm',
      what: `In this text the run is not possible ${far}. ${broken.why}`,
      todo: 'What it did before stays in pencil below.',
      offers: ['nearest'],
    };
  }
  if (gone === 0) return null;
  return {
    tone: 'calm',
    what: `${gone} ${gone === 1 ? 'step' : 'steps'} of this run ${gone === 1 ? 'is' : 'are'} not in the text any more.`,
    todo: 'What the text still has of it is as it was.',
  };
}

/** Whether the page shows what an anchor was last told as. */
export function tells(anchor: Anchor | null, state: SessionState, made: RunNode | null): anchor is Anchor {
  const now = currentNode(state.tree);
  if (!anchor || !made || !now) return false;
  return (
    now.id === made.id &&
    state.tree.nodes.length === 1 &&
    sameKeys(now, made) &&
    settingsKey(now) === settingsKey(made)
  );
}

/** What is shown or asked for, apart from the place in it: who changes that meanwhile means the new text too. */
export function askedFor({ tree, wanted }: SessionState): string {
  const now = currentNode(tree);
  return JSON.stringify([wanted, now && settingsKey(now), now?.run.steps.map(({ key }) => key)]);
}

function sameKeys(a: RunNode, b: RunNode): boolean {
  return (
    a.run.steps.length === b.run.steps.length &&
    a.run.steps.every(({ key }, nth) => key === b.run.steps[nth]?.key)
  );
}

function settingsKey({ settings, model }: { readonly settings: Settings; readonly model: Model }): string {
  return JSON.stringify([model, settings]);
}

/** Pieces of work that do not depend on each other; the same in this thread and in another one. */
import { assertNever } from '../base/index.ts';
import { dependencyNeeds, finish, Versions, type Judged, type DependencyNeeds } from '../advice/index.ts';
import { exploreVerdict, type MatrixAnswer, type MatrixModel } from '../explore/index.ts';
import type { Model } from '../machine/index.ts';
import type { Settings, TextEdit } from '../scenario/index.ts';
import { checkKernelVariant, kernelCell } from './check-kernel.ts';
import { checkInterleaving, checkVariant, type CheckedInterleaving, type CheckedVariant } from './checked.ts';
import { type Asked, type FileRows, rowsOfFile, type TestFile } from './litmus-rows.ts';
import { loadScenario, makeMachine, makeProgram, type ScenarioFile } from './scenario-files.ts';
import { UserError } from './user-error.ts';

export type Task =
  | { readonly do: 'variant'; readonly path: string; readonly id: string; readonly limit: number }
  | { readonly do: 'interleaving'; readonly path: string; readonly id: string }
  | {
      readonly do: 'cell';
      readonly path: string;
      readonly settings: Settings;
      readonly model: MatrixModel;
      readonly limit: number;
    }
  /** A version of the file's text, by its edits. */
  | {
      readonly do: 'judge';
      readonly path: string;
      readonly edits: readonly TextEdit[];
      readonly settings: Settings;
      readonly model: Model;
      readonly limit: number;
      readonly first: boolean;
    }
  /** What depends on what, under `arm`. */
  | {
      readonly do: 'dependencies';
      readonly path: string;
      readonly settings: Settings;
      readonly limit: number;
    }
  /** The rows of litmus tests. */
  | { readonly do: 'litmus'; readonly files: readonly TestFile[]; readonly asked: Asked };

interface Results {
  readonly variant: CheckedVariant;
  readonly interleaving: CheckedInterleaving;
  readonly cell: MatrixAnswer<MatrixModel> | null;
  readonly judge: Judged;
  readonly dependencies: DependencyNeeds;
  readonly litmus: readonly FileRows[];
}

export type ResultOf<T extends Task> = Results[T['do']];

/** For each search without one: there are many, and few are about the scenario. */
const DEPENDENCY_MS = 2000;

/** For each search of a version. */
const VERSION_MS = 10_000;

const loaded = new Map<string, ScenarioFile>();

function load(path: string): ScenarioFile {
  const file = loaded.get(path) ?? loadScenario(path);
  loaded.set(path, file);
  return file;
}

export async function perform(task: Task): Promise<Results[keyof Results]> {
  if (task.do === 'litmus') return task.files.map((file) => rowsOfFile(file, task.asked));
  const file = load(task.path);
  switch (task.do) {
    case 'variant': {
      const ofKernel = file.scenario.kernelVariants?.find(({ id }) => id === task.id);
      if (ofKernel) return checkKernelVariant(file, ofKernel);
      const variant = file.scenario.variants.find(({ id }) => id === task.id);
      if (!variant) throw new UserError(`${task.path} has no variant ${task.id}.`);
      return checkVariant(file, variant, task.limit);
    }
    case 'interleaving': {
      const interleaving = file.scenario.interleavings.find(({ id }) => id === task.id);
      if (!interleaving) throw new UserError(`${task.path} has no interleaving ${task.id}.`);
      return checkInterleaving(file, interleaving);
    }
    case 'cell': {
      const { settings, model, limit } = task;
      if (model === 'lkmm') return kernelCell(file, settings);
      const result = exploreVerdict(makeMachine(file, settings, model), { states: limit });
      const { verdict, properties, states, ms, witness } = result;
      return { settings, model, verdict, properties, states, ms, witness };
    }
    case 'judge':
      return judgeVersion(file, task);
    case 'dependencies': {
      const limits = { states: task.limit, ms: DEPENDENCY_MS };
      return finish(dependencyNeeds(makeProgram(file, task.settings), file.text, limits));
    }
    default:
      return assertNever(task);
  }
}

/** Of the file, under the settings that were asked last. */
let versions: { readonly key: string; readonly made: Versions } | null = null;

function judgeVersion(
  file: ScenarioFile,
  { path, edits, settings, model, limit, first }: Extract<Task, { readonly do: 'judge' }>,
): Judged {
  const key = JSON.stringify([path, settings]);
  if (versions?.key !== key) versions = { key, made: new Versions(file.text, settings) };
  return versions.made.judge(edits, model, { states: limit, ms: VERSION_MS, first });
}

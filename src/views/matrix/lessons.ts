/** What a matrix teaches, in words: which smallest changes turn the verdict, model by model. */
import type { MatrixAnswer, Scenario, Settings, Switch } from '../../state/index.ts';
import type { CellPlace, ColumnModel } from './grid-axes.ts';

/** What is known of a cell. */
type Known = CellPlace & Pick<MatrixAnswer, 'verdict'>;

export interface Lesson {
  /** Models that teach the same. */
  readonly models: readonly ColumnModel[];
  /** "holds", "violated" …: as the page has it set. */
  readonly now: MatrixAnswer['verdict'];
  /** Each a set of changes that is enough together. */
  readonly turns: readonly { readonly changes: readonly string[]; readonly to: MatrixAnswer['verdict'] }[];
}

export function lessonsOf(
  base: Settings,
  answers: readonly Known[],
  switches: readonly Switch[],
): readonly Lesson[] {
  const lessons: Lesson[] = [];
  for (const model of ['sc', 'tso', 'arm', 'lkmm'] as const) {
    const now = answers.find(
      (one) =>
        one.model === model && Object.entries(one.settings).every(([name, value]) => base[name] === value),
    )?.verdict;
    if (!now) continue;
    const turns = switches
      .filter((one) => one.model === model)
      .map(({ changes, to }) => ({
        changes: Object.entries(changes).map(([name, value]) => `${name} = ${value}`),
        to,
      }));
    const key = JSON.stringify([now, turns]);
    const same = lessons.findIndex((one) => JSON.stringify([one.now, one.turns]) === key);
    if (same < 0) lessons.push({ models: [model], now, turns });
    else lessons[same] = { models: [...(lessons[same]?.models ?? []), model], now, turns };
  }
  return lessons;
}

/**
 * Which of the chosen options matter at all, in words: those that are in one of the smallest changes. Null where none is.
 * "the sender's smp_mb() and the ISB, and only these, matter; check does not."
 */
export function matterWords(
  { turns }: Lesson,
  scenario: Scenario,
  chosen: readonly string[],
): { readonly matter: string; readonly not: string | null } | null {
  const named = new Set(turns.flatMap(({ changes }) => changes.map((change) => change.split(' = ')[0])));
  const [matter, not] = [true, false].map((wanted) =>
    chosen.filter((name) => named.has(name) === wanted).map((name) => optionWords(scenario, name)),
  );
  if (!matter || matter.length === 0) return null;
  const several = matter.length > 1;
  if (!not || not.length === 0)
    return { matter: `${several ? 'Each of ' : ''}${listed(matter)} matters.`, not: null };
  return {
    matter: `${listed(matter)}, and only ${several ? 'these, matter' : 'this, matters'};`,
    not: `${listed(not)} ${not.length > 1 ? 'do' : 'does'} not.`,
  };
}

const LONG = 44;

/** An option as its author names it, as far as that is short; else by its name in the program. */
function optionWords(scenario: Scenario, name: string): string {
  const [words = ''] = (scenario.options.find((one) => one.name === name)?.text ?? '').split(/[,;:]/);
  return words === '' || words.length > LONG ? name : words;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/**
 * Questions about how a scenario can end, made from what the machine finds: results that are possible under some models only,
 * under all, and combinations of values seen that are possible under none.
 */
import type { ExploreResult, Outcome, Scenario, Settings } from '../answers.ts';
import type { ScenarioFile, WorkerClient } from '../ports.ts';
import { LIMITS, MODELS, underWords } from './instances.ts';
import type { Question } from './question.ts';

type Values = Readonly<Record<string, string>>;

/** Combinations that are looked at. */
const MOST = 64;
/** How many are asked of each kind. */
const ASKED = { some: 2, none: 1, all: 1 } as const;

/** In an order that tells nothing; none where nothing is observed, or not everything could be searched. */
export function createOutcomeQuestions(client: WorkerClient) {
  return async (file: ScenarioFile, scenario: Scenario, settings: Settings): Promise<readonly Question[]> => {
    const { id, text } = file;
    const results = await Promise.all(
      MODELS.map(
        (model) =>
          client.request({ do: 'explore', instance: { id, text, settings, model }, limits: LIMITS }).promise,
      ),
    );
    if (results.some(({ limit }) => limit !== null)) return [];
    const ends = results.map(endsOf);
    const asked = conditionOf(scenario, results);
    const groups: Record<keyof typeof ASKED, Values[]> = { some: [], none: [], all: [] };
    for (const values of combinations(ends.flat())) {
      if (asked.has(wordsOf(values))) continue;
      const shown = ends.filter((seen) => seen.some((one) => wordsOf(one) === wordsOf(values))).length;
      groups[shown === 0 ? 'none' : shown === MODELS.length ? 'all' : 'some'].push(values);
    }
    // What violates a property has no end: to ask for its values would be a catch.
    if (results.some(({ outcomes }) => outcomes.some((one) => one.kind === 'violated' && !hasValues(one))))
      groups.none = [];
    const kinds = Object.keys(ASKED) as (keyof typeof ASKED)[];
    return kinds
      .flatMap((kind) => groups[kind].slice(0, ASKED[kind]))
      .sort((a, b) => (wordsOf(a) < wordsOf(b) ? -1 : 1))
      .map((values) => ({
        id: `ends ${wordsOf(values)}`,
        file,
        settings,
        models: MODELS,
        subject: { kind: 'outcome', values },
        text: null,
        under: underWords(scenario, settings),
      }));
  };
}

function endsOf({ outcomes }: ExploreResult): readonly Values[] {
  return outcomes.filter(hasValues).map(({ values }) => values);
}

const hasValues = ({ values }: Outcome) => Object.keys(values).length > 0;

/** The final states in which a litmus test's condition holds, in words: that is asked about already. */
function conditionOf({ litmus }: Scenario, results: readonly ExploreResult[]): ReadonlySet<string> {
  const quantifier = litmus?.quantifier ?? null;
  if (quantifier === null) return new Set();
  const holds = ({ bad }: Outcome) => bad === (quantifier !== 'forall');
  return new Set(
    results.flatMap(({ outcomes }) =>
      outcomes.filter((one) => hasValues(one) && holds(one)).map(({ values }) => wordsOf(values)),
    ),
  );
}

/** Every value that a name was seen with, with every one of the others. */
function combinations(seen: readonly Values[]): readonly Values[] {
  const names = Object.keys(seen[0] ?? {});
  let made: readonly Values[] = names.length > 0 ? [{}] : [];
  for (const name of names) {
    const values = [...new Set(seen.map((one) => one[name] ?? ''))].sort();
    made = made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))).slice(0, MOST);
  }
  return made;
}

function wordsOf(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** What a scenario gives to ask: each claim that a variant shows, then each property, then ends that may or may not be; of a
 *  litmus test whether what its condition asks for can be. */
import type { Scenario } from '../answers.ts';
import type { ScenarioFile } from '../ports.ts';
import { MODELS, underWords } from './instances.ts';
import type { BreakGoal, Question, Subject } from './question.ts';

/** Of what is asked under one choice of options, so that no question stands twice. */
function keyOf({ subject, settings }: Pick<Question, 'subject' | 'settings'>): string {
  return JSON.stringify([subject, Object.entries(settings).sort()]);
}

export function questionsOf(file: ScenarioFile, scenario: Scenario): readonly Question[] {
  const [first] = scenario.properties;
  const asked = new Set<string>();
  const questions: Question[] = [];
  const add = (question: Question) => {
    const key = keyOf(question);
    if (asked.has(key)) return;
    asked.add(key);
    questions.push(question);
  };
  const ask = (variant: Scenario['variants'][number], claim?: Question['claim']) => {
    // What is expected of a variant only chooses which property is asked about; the answer is the search's.
    const slug = variant.properties[0] ?? first?.slug;
    const stuck = variant.expect === 'deadlock' || variant.expect === 'livelock' || slug === undefined;
    const subject: Subject = stuck
      ? { kind: variant.expect === 'livelock' ? 'livelock' : 'deadlock' }
      : { kind: 'property', slug };
    add({
      id: claim?.id ?? variant.id,
      file,
      settings: variant.settings,
      models: MODELS,
      subject,
      text: null,
      under: underWords(scenario, variant.settings),
      ...(claim ? { claim } : {}),
    });
  };
  const condition = conditionOf(scenario);
  if (condition) add({ id: 'condition', file, settings: {}, models: MODELS, ...condition, under: null });
  for (const { id, by, text, truth, shownBy } of scenario.claims) {
    const variant = shownBy
      .flatMap((name) => scenario.variants.find((one) => one.id === name) ?? [])
      .find(({ settings }) => !asked.has(keyOf({ subject: subjectOf(settings), settings })));
    if (variant) ask(variant, { id, by, text, truth });
  }
  for (const variant of scenario.variants) ask(variant);
  return questions;

  function subjectOf(settings: Question['settings']): Subject {
    const variant = scenario.variants.find((one) => one.settings === settings);
    return { kind: 'property', slug: variant?.properties[0] ?? first?.slug ?? '' };
  }
}

/** What a litmus test's condition asks for; null where it asks nothing, or is none. */
function conditionOf({ litmus, properties }: Scenario): Pick<BreakGoal, 'subject' | 'text'> | null {
  const [asked] = properties;
  if (!litmus || litmus.quantifier === null || !asked) return null;
  const states = litmus.condition.replace(/^(~\s*|not\s+)?(exists|forall)\s*/, '');
  return {
    subject: { kind: 'property', slug: asked.slug },
    text: `A run ends ${litmus.quantifier === 'forall' ? 'otherwise than' : 'with'} ${states}.`,
  };
}

/** What may happen, as a sentence. */
export function subjectWords(scenario: Scenario, subject: Subject): string {
  switch (subject.kind) {
    case 'property': {
      const known = [...scenario.properties, ...(scenario.rules ?? [])];
      return known.find(({ slug }) => slug === subject.slug)?.text ?? subject.slug;
    }
    case 'deadlock':
      return 'Some CPU waits for ever, and nothing that can still happen lets it go on.';
    case 'livelock':
      return 'Some CPU goes round for ever without getting anywhere.';
    case 'outcome':
      return `It ends with ${Object.entries(subject.values)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', ')}.`;
  }
}

/** What can be brought about, and mended: one for each variant in which something fails; a litmus test's condition under each
 *  model, its own first. */
export function failuresOf(file: ScenarioFile, scenario: Scenario): readonly BreakGoal[] {
  const condition = conditionOf(scenario);
  if (condition)
    return [scenario.model, ...MODELS.filter((model) => model !== scenario.model)].map((model) => ({
      file,
      settings: {},
      model,
      ...condition,
    }));
  return scenario.variants.flatMap(({ settings, model, expect, properties }): readonly BreakGoal[] => {
    const goal = (subject: Subject): readonly BreakGoal[] => [{ file, settings, model, subject, text: null }];
    if (expect === 'deadlock' || expect === 'livelock') return goal({ kind: expect });
    const slug = properties[0] ?? scenario.properties[0]?.slug;
    return expect === 'violated' && slug !== undefined ? goal({ kind: 'property', slug }) : [];
  });
}

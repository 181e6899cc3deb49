/** A lesson's questions as the page asks them: with the file, the settings and the models that each is about. */
import { modelOf, plainText, settingsOf, type Ending, type Question as Asked } from '../../course/index.ts';
import type { Scenario } from '../answers.ts';
import type { BreakGoal, FixTask, Question, Subject } from '../learning/question.ts';
import type { ScenarioFile } from '../ports.ts';
import { settingsOf as everySetting } from '../selectors.ts';

export type LessonQuestion = { readonly asked: Asked } & (
  | { readonly k: 'predict'; readonly question: Question }
  | { readonly k: 'break'; readonly goal: BreakGoal }
  | { readonly k: 'fix'; readonly task: FixTask }
);

export function questionsFor(
  questions: readonly Asked[],
  file: ScenarioFile,
  scenario: Scenario,
): readonly LessonQuestion[] {
  return questions.map((asked): LessonQuestion => {
    const settings = settingsOf(asked, scenario);
    const text = plainText(asked.words).replace(/\s+/g, ' ');
    switch (asked.k) {
      case 'predict': {
        const subject = subjectOf(asked.ending);
        const question = { id: asked.key, file, settings, models: asked.models, subject, text, under: null };
        return { k: 'predict', asked, question };
      }
      case 'break': {
        const model = modelOf(asked, scenario);
        return { k: 'break', asked, goal: { file, settings, model, subject: subjectOf(asked.ending), text } };
      }
      case 'fix': {
        const model = modelOf(asked, scenario);
        return {
          k: 'fix',
          asked,
          task: { file, settings: everySetting(scenario, settings), model, options: asked.options },
        };
      }
    }
  });
}

function subjectOf(ending: Ending): Subject {
  if (ending.k === 'values') return { kind: 'outcome', values: ending.values };
  const { slug } = ending;
  return slug === 'deadlock' || slug === 'livelock' ? { kind: slug } : { kind: 'property', slug };
}

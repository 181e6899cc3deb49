/** The machine's answer to a question of a lesson, in words. */
import type { LessonAnswer } from '../../state/index.ts';

export function answerWords(answer: LessonAnswer): string {
  switch (answer.k) {
    case 'predict': {
      const by = Object.entries(answer.steps).map(([model, steps]) =>
        steps === null ? `never under ${model}` : `under ${model} in ${steps} steps at least`,
      );
      const word = { yes: 'Yes', no: 'No', depends: 'It depends on the model' }[answer.can];
      return `${word}: ${by.join(', ')}.`;
    }
    case 'break':
      return `In ${answer.steps} steps under ${answer.model}, and not in fewer.`;
    case 'fix': {
      const ways = answer.solutions.map((changes) =>
        Object.entries(changes)
          .map(([name, value]) => `${name} = ${value}`)
          .join(' and '),
      );
      return `${ways.join(', or ')}.`;
    }
  }
}

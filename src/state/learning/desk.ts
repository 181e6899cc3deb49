/** Everything that questions, rounds and repairs ask of the machine; loaded with the first of them. */
import type { Scenario } from '../answers.ts';
import type { ScenarioFile, WorkerClient } from '../ports.ts';
import { createAnswering } from './answering.ts';
import { createBreaking } from './breaking.ts';
import { createFixing } from './fixing.ts';
import { createOutcomeQuestions } from './outcome-questions.ts';
import { failuresOf, questionsOf, subjectWords } from './questions.ts';

export type LearningDesk = ReturnType<typeof createLearningDesk>;

export function createLearningDesk(client: WorkerClient) {
  const compiled = new Map<string, Promise<Scenario>>();
  /** The scenario that a question is about; rejects where its text does not compile. */
  function scenarioOf({ id, text, bundled }: ScenarioFile): Promise<Scenario> {
    let found = compiled.get(text);
    if (!found) {
      const { promise } = client.request({ do: 'compile', id, text, bundled });
      found = promise.then(({ scenario, diagnostics }) => {
        if (!scenario) throw new Error(diagnostics[0]?.message ?? 'The scenario does not compile.');
        return scenario;
      });
      found.catch(() => compiled.delete(text));
      compiled.set(text, found);
    }
    return found;
  }
  return {
    ...createAnswering(client),
    ...createBreaking(client),
    ...createFixing(client),
    scenarioOf,
    questionsOf,
    outcomeQuestionsOf: createOutcomeQuestions(client),
    failuresOf,
    subjectWords,
  };
}

/** What answers questions, for views: entered when the first of them stands, null until it is there. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { LearningDesk, Parting, Scenario, ScenarioFile } from '../../state/index.ts';
import { usePage, type Page } from '../context.ts';

interface Asked {
  readonly desk: LearningDesk;
  readonly scenario: Scenario;
}

/** The desk with the scenario that is asked about; null until both are there, a sentence where they cannot be had. */
export function useAsked(file: ScenarioFile): Asked | string | null {
  const { learning } = usePage();
  const desk = useStore(learning.store, (state) => state.desk);
  const [found, setFound] = useState<{ readonly text: string; readonly is: Scenario | string } | null>(null);
  useEffect(() => {
    let isAsked = true;
    learning
      .enter()
      .then((entered) => entered.scenarioOf(file))
      .then(
        (is) => isAsked && setFound({ text: file.text, is }),
        (error: unknown) =>
          isAsked &&
          setFound({ text: file.text, is: error instanceof Error ? error.message : String(error) }),
      );
    return () => {
      isAsked = false;
    };
  }, [learning, file]);
  if (found?.text !== file.text) return null;
  if (typeof found.is === 'string') return found.is;
  return desk && { desk, scenario: found.is };
}

/** Shows the run of a parting at its step; where it is refused, as far as it goes there. */
export async function showParting({ session }: Page, file: ScenarioFile, parting: Parting): Promise<void> {
  const { settings, model, keys, step, under } = parting;
  const title = under ? 'where it does happen' : 'how it happens';
  await session.open(file, { view: { settings, model, keys, step, title } });
  if (under) session.choose(under.settings, under.model);
}

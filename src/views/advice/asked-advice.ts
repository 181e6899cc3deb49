/** What is known of the orderings of what is shown: for the tab and for the code's margin. */
import { useCallback, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import {
  adviceAbout,
  adviceOf,
  settingsOf,
  type Advice,
  type AdviceState,
  type RunNode,
  type Scenario,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';

interface AskedAdvice {
  readonly advice: Advice;
  readonly state: AdviceState;
  /** Again, where it was stopped. */
  readonly ask: () => void;
}

/** `wanted`: it is asked for now, unless it is known. Of a litmus test there is none. */
export function useAdvice(node: RunNode, scenario: Scenario, wanted: boolean): AskedAdvice {
  const { client, session } = usePage();
  const advice = adviceOf(client);
  const file = useSession((state) => state.file);
  const instance = useMemo(
    () => ({
      id: file?.id ?? '',
      text: file?.text ?? '',
      settings: settingsOf(scenario, node.settings),
      model: node.model,
    }),
    [file, scenario, node.settings, node.model],
  );
  const arches = scenario.options.find(({ name }) => name === 'arch')?.values.join() ?? scenario.arch;
  const ask = useCallback(() => {
    const slugs = scenario.properties.map(({ slug }) => slug);
    void advice.ask(instance, arches.split(','), slugs);
    // What is about another text nobody waits for any more, whatever tab is open then.
    const leave = session.store.subscribe(({ file: now }) => {
      if (now?.text === instance.text) return;
      leave();
      advice.stop();
    });
  }, [advice, session, instance, arches, scenario]);
  const asks = wanted && !scenario.litmus;
  useEffect(() => {
    if (asks) ask();
  }, [asks, ask]);
  return { advice, state: adviceAbout(useStore(advice.store), instance), ask };
}

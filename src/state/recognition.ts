/** Asks for the interleavings that a run from a link may be, so that it is told in the thread's words. */
import { recognise } from '../permalink/index.ts';
import type { Instance } from '../protocol/index.ts';
import type { Run, Scenario } from './answers.ts';
import type { WorkerClient } from './ports.ts';
import { instanceKey } from './retelling.ts';
import type { RunSource } from './run-tree.ts';
import { settingsOf } from './selectors.ts';

export interface RecognisedRun {
  readonly run: Run;
  readonly source: RunSource;
}

/** The run of an instance in the words of the scenario's interleavings for these very settings; as it is where it is
 *  none of them. */
export async function recogniseRun(
  client: WorkerClient,
  scenario: Scenario,
  instance: Instance,
  run: Run,
  source: RunSource,
): Promise<RecognisedRun> {
  const keyOf = (settings: Instance['settings'], model: Instance['model']) =>
    instanceKey(settingsOf(scenario, settings), model);
  const key = keyOf(instance.settings, instance.model);
  const here = scenario.interleavings.filter(({ of }) => {
    const variant = scenario.variants.find(({ id }) => id === of);
    return variant && keyOf(variant.settings, variant.model) === key;
  });
  const named = await Promise.all(
    here.map(async ({ id, title, by, about }) => {
      const { promise } = client.request({ do: 'interleaving', instance, name: id });
      return { id, title, by, about, run: await promise };
    }),
  );
  const known = recognise(run, named);
  if (!known) return { run, source };
  const { id, title, by, about } = known;
  return {
    run: known.run,
    source:
      id === null ? { kind: 'link', title, by, about } : { kind: 'interleaving', name: id, title, by, about },
  };
}

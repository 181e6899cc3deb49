/** The prelude's text for a scenario: what of it the scenario does not name may be blank. Loaded when code is first shown. */
import { loadMoreFor, preludeText } from '../../scenario/index.ts';

/** Rejects where it does not come. */
export async function preludeFor(scenario: string): Promise<string> {
  await loadMoreFor(scenario);
  return preludeText();
}

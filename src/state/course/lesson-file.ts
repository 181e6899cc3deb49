/** Where a lesson's scenario is: beside it among the reader's own files, in the library, or within the lesson. */
import type { Lesson } from '../../course/index.ts';
import type { CatalogueStore } from '../catalogue.ts';
import type { ScenarioFile } from '../ports.ts';

/** The folder of the course that comes along, from which the paths of its lessons lead. */
const HOME = 'course';

/** Null where there is none. `own` are the files that came with a course of the reader's. */
export async function scenarioFileOf(
  { id, scenario }: Lesson,
  own: Readonly<Record<string, string>>,
  catalogue: CatalogueStore,
): Promise<ScenarioFile | null> {
  if (scenario.k === 'text') return catalogue.add(id, scenario.text);
  const name = scenario.path.replace(/^.*\//, '');
  const brought = own[name];
  if (brought !== undefined) return catalogue.add(name.replace(/\.smp$/, ''), brought);
  return catalogue.load(idAt(scenario.path));
}

/** `../task-isolation/kick.smp`, from the course's folder → `task-isolation/kick`. */
function idAt(path: string): string {
  const parts: string[] = [HOME];
  for (const part of path.replace(/\.smp$/, '').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

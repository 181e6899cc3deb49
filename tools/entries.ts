/** `scenario.smp?entry`: what the library says of a scenario, so that the page need not fetch all texts to list them. */
import { readFileSync } from 'node:fs';
import { indexScenario } from '../src/state/catalogue-entry.ts';

const QUERY = '?entry';

export function scenarioEntries() {
  return {
    name: 'scenario-entries',
    enforce: 'pre' as const,
    load(id: string) {
      if (!id.endsWith(`.smp${QUERY}`)) return null;
      const path = id.slice(0, -QUERY.length);
      const name = path.replace(/^.*\/scenarios\//, '').replace(/\.smp$/, '');
      return `export default ${JSON.stringify(indexScenario(name, readFileSync(path, 'utf8')))};`;
    },
  };
}

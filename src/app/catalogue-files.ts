/** The bundled scenarios: one chunk, loaded beside the page. */
import type { ScenarioFile } from '../state/index.ts';

const texts = import.meta.glob<string>('../../scenarios/**/*.smp', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const bundledFiles: readonly ScenarioFile[] = Object.entries(texts).map(([path, text]) => ({
  id: path.replace(/^.*\/scenarios\//, '').replace(/\.smp$/, ''),
  text,
  bundled: true,
}));

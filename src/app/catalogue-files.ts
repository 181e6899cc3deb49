/** The bundled scenarios: the library's index as one small chunk, each text as a chunk of its own. */
import threads from '../../scenarios/threads.json';
import type { CatalogueEntry, CatalogueThread } from '../state/index.ts';

const texts = import.meta.glob<string>('../../scenarios/**/*.smp', { query: '?raw', import: 'default' });
/** Made by the build from the same texts (vite.config.ts). */
const index = import.meta.glob<CatalogueEntry>('../../scenarios/**/*.smp', {
  query: '?entry',
  import: 'default',
  eager: true,
});

export const bundledThreads: readonly CatalogueThread[] = threads;

export const bundledEntries: readonly CatalogueEntry[] = Object.values(index);

export async function readBundled(id: string): Promise<string | null> {
  const read = texts[`../../scenarios/${id}.smp`];
  return read ? read() : null;
}

/** Prose with its words explained; plain until the glossary is there, and where it does not come. */
import { onDemand } from '../on-demand.tsx';

export const Words = onDemand<{ readonly text: string }>(
  'The words',
  async () => (await import('./marked-text.tsx')).MarkedText,
  { instead: ({ text }) => text },
);

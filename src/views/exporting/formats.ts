/** What a run, its scenario and all its interleavings can leave the page as. */
import type { Page } from '../context.ts';
import { loaded } from '../export-room.ts';

export const FORMATS = [
  ['mail', 'Mail table'],
  ['svg', 'SVG'],
  ['png', 'PNG'],
  ['json', 'JSON'],
  ['mermaid', 'Mermaid diagram'],
  ['dot', 'Graphviz graph'],
  ['litmus', 'C litmus test'],
  ['promela', 'Promela, for Spin'],
  ['text', 'Text of the scenario'],
  ['frame', 'Frame for another page'],
  ['frame-code', 'Frame with the code'],
  ['frame-note', 'Frame with score and note'],
  ['element', 'Element for a blog or documentation'],
] as const;

export type Format = (typeof FORMATS)[number][0];
export type How = 'copy' | 'save';

/** Copies or saves what is shown as one of them, and says what was done, or why it cannot be. */
export async function exportAs(page: Page, format: Format, how: How): Promise<void> {
  page.preferences.showOverlay(null);
  const out = await loaded(page, () => import('./hand-out.ts'));
  await out?.handOut(page, format, how);
}

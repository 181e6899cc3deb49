/** What a run, its scenario and all its interleavings can leave the page as. */
import type { Page } from '../context.ts';

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
] as const;

export type Format = (typeof FORMATS)[number][0];
export type How = 'copy' | 'save';

/** Copies or saves what is shown as one of them, and says what was done, or why it cannot be. */
export async function exportAs(page: Page, format: Format, how: How): Promise<void> {
  page.preferences.showOverlay(null);
  try {
    const { handOut } = await import('./hand-out.ts');
    await handOut(page, format, how);
  } catch {
    page.session.announce({
      tone: 'problem',
      what: 'What writes files could not be loaded: you are offline, or the site was updated.',
      todo: 'Try again when you are online, or reload the page; your runs stay as they are.',
    });
  }
}

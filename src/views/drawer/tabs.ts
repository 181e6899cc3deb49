/** What may lie under the score, and how a command brings it there. */
import type { DrawerTab } from '../../state/index.ts';
import { moveFocus } from '../behaviors/focus.ts';
import type { Page } from '../context.ts';

export const TAB_TITLES: Readonly<Record<DrawerTab, string>> = {
  code: 'Code',
  lattice: 'Lattice',
  matrix: 'Matrix',
  advice: 'Advice',
  compare: 'Compare',
  charts: 'Charts',
};

/** Opens a view under the score, unfolding what is folded; on a narrow page as the sheet that the code has. */
export function openTab(page: Page, tab: DrawerTab): void {
  const { closed } = page.preferences.store.getState();
  if (closed.includes('code')) page.preferences.togglePanel('code');
  page.preferences.showSheet('code');
  page.drawer.show(tab);
  moveFocus(() => document.querySelector<HTMLElement>('.drawer [role="tabpanel"]'));
}

/** The text of what is shown, to be written, in the place of the code. */
export function startEditing(page: Page): void {
  openTab(page, 'code');
  page.drawer.edit(true);
}

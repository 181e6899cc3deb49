/** The code that writes mails, pictures and models, and what hands them out, come when they are first needed. */
import type { Page } from './context.ts';

/** What `load` gives; null where it does not come, which the page then says. */
export async function loaded<T>(page: Page, load: () => Promise<T>): Promise<T | null> {
  try {
    return await load();
  } catch {
    page.session.announce({
      tone: 'problem',
      what: 'What writes mails and files could not be loaded: you are offline, or the site was updated.',
      todo: 'Try again when you are online, or reload the page; your runs stay as they are.',
    });
    return null;
  }
}

export const exportRoom = (page: Page) => loaded(page, () => import('../export/index.ts'));

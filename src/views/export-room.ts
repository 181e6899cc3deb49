/** The code that writes mails, pictures and models comes when it is first needed. */
import type * as ExportRoom from '../export/index.ts';
import type { Page } from './context.ts';

/** Null where it does not come, which the page then says. */
export async function exportRoom(page: Page): Promise<typeof ExportRoom | null> {
  try {
    return await import('../export/index.ts');
  } catch {
    page.session.announce({
      tone: 'problem',
      what: 'What writes mails and files could not be loaded: you are offline, or the site was updated.',
      todo: 'Try again when you are online, or reload the page; your runs stay as they are.',
    });
    return null;
  }
}

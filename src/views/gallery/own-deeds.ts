/** What can be done with texts of one's own: begin one, bring some in, take all away. */
import { safeLine } from '../../base/index.ts';
import { messageOf, type RunNode, type Workshop } from '../../state/index.ts';
import { moveFocus } from '../behaviors/focus.ts';
import type { Page } from '../context.ts';
import { startEditing } from '../drawer/tabs.ts';

async function enter(page: Page): Promise<Workshop | null> {
  return page.workshop.enter().catch(() => {
    page.session.announce({
      tone: 'problem',
      what: 'The editor could not be loaded: you are offline, or the site was updated.',
      todo: 'Try again when you are online, or reload the page.',
    });
    return null;
  });
}

/** A new draft, open in the editor, under the options and the model of `like` where one is given. */
export async function begin(
  page: Page,
  name: string,
  text: string,
  like?: Pick<RunNode, 'settings' | 'model'>,
): Promise<void> {
  page.preferences.showOverlay(null);
  page.preferences.showSheet(null);
  const workshop = await enter(page);
  if (!workshop) return;
  const { id } = workshop.drafts.create({ name, text });
  startEditing(page);
  const view = like && { settings: like.settings, model: like.model, keys: [], step: 0 };
  await page.session.open({ id, text, bundled: false }, view ? { view } : {});
  moveFocus(() => document.querySelector<HTMLElement>('.editor-place'));
}

/** Files of the reader's: the first is opened, all are kept; an archive brings what it has. */
export async function bring(page: Page, files: readonly File[]): Promise<void> {
  const workshop = await enter(page);
  if (!workshop) return;
  const made = [];
  try {
    for (const file of files) {
      if (/\.zip$/i.test(file.name))
        made.push(...(await workshop.drafts.importAll(new Uint8Array(await file.arrayBuffer()))));
      else
        made.push(
          workshop.drafts.create({
            name: safeLine(file.name.replace(/\.\w+$/, '')),
            text: await file.text(),
          }),
        );
    }
  } catch (error) {
    page.session.announce({
      tone: 'problem',
      what: `It could not be brought in: ${messageOf(error)}.`,
      todo: 'What was there before is as it was.',
    });
  }
  const [first] = made;
  if (first) await page.session.open({ id: first.id, text: first.ran ?? first.text, bundled: false });
  const many = made.length === 1 ? 'One text was' : `${made.length} texts were`;
  if (made.length !== 1 || files.length > 1)
    page.session.announce({
      tone: 'calm',
      what: made.length === 0 ? 'All of it is here already.' : `${many} brought in.`,
      todo: 'They are in the library under your own.',
    });
}

/** All drafts with their history, as one file. */
export async function takeAll(page: Page): Promise<void> {
  const workshop = await enter(page);
  if (!workshop) return;
  const day = new Date().toISOString().slice(0, 10);
  page.deeds.save(`smpscope-${day}.zip`, await workshop.drafts.exportAll(), 'application/zip');
}

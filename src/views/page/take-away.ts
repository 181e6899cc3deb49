/** What the palette takes out of the page besides what Export lists: command lines, a link for chats. */
import { settingsOf } from '../../state/index.ts';
import type { Page } from '../context.ts';
import { exportRoom } from '../export-room.ts';

/** The command that prints the run on the page, by its link, or that explores its options. */
export async function copyCommandLine(page: Page, command: 'show' | 'explore'): Promise<void> {
  const { file, scenario, tree } = page.session.store.getState();
  const node = tree.nodes[tree.current];
  const link = await page.deeds.permalink();
  if (!node || !scenario || !file || !link) return;
  const room = await exportRoom(page);
  if (!room) return;
  const { commandLine } = room;
  const initial = settingsOf(scenario, {});
  const changed = Object.entries(node.settings).filter(([name, value]) => initial[name] !== value);
  const line =
    command === 'show'
      ? commandLine({ command, what: link, model: null, settings: {}, flags: ['--format', 'mail'] })
      : commandLine({
          command,
          what: file.bundled ? `scenarios/${file.id}.smp` : `${file.id}.smp`,
          model: node.model,
          settings: Object.fromEntries(changed),
          flags: [],
        });
  await copied(page, line, 'The command line is copied.', `Paste it in a checkout of smpscope: ${line}`);
}

/** The link to this step, by way of the scenario's own page: what is behind a `#` no chat ever sees. */
export async function copyShareLink(page: Page): Promise<void> {
  const { file } = page.session.store.getState();
  const link = await page.deeds.permalink();
  if (!file?.bundled || !link) return;
  const address = new URL(link);
  address.search = '';
  address.pathname = `${address.pathname.replace(/[^/]*$/, '')}s/${file.id}/`;
  await copied(
    page,
    address.href,
    'The link is copied.',
    'Where it is pasted, a chat or a forum shows the scenario’s title and its score; it opens at this step.',
  );
}

async function copied(page: Page, text: string, what: string, todo: string): Promise<void> {
  const done = await page.deeds.copy(text);
  page.session.announce(
    done
      ? { tone: 'calm', what, todo }
      : { tone: 'calm', what: 'The browser did not let the page copy.', todo: `Copy it from here: ${text}` },
  );
}

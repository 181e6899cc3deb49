/** A run as a mail's table, and what is to be said of a link that is too long to be sent alone. */
import * as room from '../../export/index.ts';
import { withoutLost } from '../../score/index.ts';
import { adviceForMail, settingsOf } from '../../state/index.ts';
import { adviceSentences } from '../advice/need-words.ts';
import type { Page } from '../context.ts';

/** The mail table of the run on the page. */
export async function mailOf(page: Page): Promise<string | null> {
  const { scenario, tree, file } = page.session.store.getState();
  const node = tree.nodes[tree.current];
  if (!node || !scenario) return null;
  const options = Object.entries(node.settings).map(([name, value]) => `${name} = ${value}`);
  const link = await page.deeds.permalink();
  const { settings, model } = node;
  const instance = {
    id: scenario.id,
    text: file?.text ?? '',
    settings: settingsOf(scenario, settings),
    model,
  };
  const advice = adviceForMail(page.client, instance);
  const { base } = page.preferences.store.getState();
  const lines = [`run: ${node.source.title}`, [`memory model ${node.model}`, ...options].join(', ')];
  return room.mailTable(
    withoutLost(node.score),
    {
      title: scenario.title,
      lines,
      claims: room.claimsOf(scenario, node.program, node.run),
      further: advice ? adviceSentences(advice) : [],
      link: link === null ? null : room.mailLink(base === '' ? link : room.siteLink(link, base)),
    },
    node.program,
  );
}

/** Of a link that is too long, here or elsewhere, what can be sent instead or beside it. */
export function sayLength(page: Page, link: string | null, save: () => void): void {
  const { file } = page.session.store.getState();
  const [what, todo] =
    link === null
      ? [
          `${file?.id ?? ''} is too long for a link: 200 kB at most travel in one.`,
          'It is kept in this browser with its runs; send the file itself, or copy the run as mail.',
        ]
      : [
          `The link carries the whole text and has ${link.length.toLocaleString('en')} characters; some mailers and chats cut what is longer than 2,000.`,
          'Send the file beside it.',
        ];
  page.session.announce({ tone: 'calm', what, todo, deed: { words: 'Save the file', run: save } });
}

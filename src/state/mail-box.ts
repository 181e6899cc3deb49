/**
 * Mails that the reader brings: pasted, dropped, or from a file. Whatever reads them comes when the first one is there.
 */
import { litmusHeader } from '../base/index.ts';
import { createStore } from 'zustand/vanilla';
import type { CatalogueStore } from './catalogue.ts';
import type { MailDesk } from './mail-desk.ts';
import type { WorkerClient } from './ports.ts';
import type { Session } from './session.ts';

export interface Mail {
  /** A file's name, or what it is where it has none. */
  readonly name: string;
  readonly text: string;
}

export interface MailBoxState {
  readonly open: boolean;
  /** Null: the reader is asked for one. */
  readonly mail: Mail | null;
}

export type MailBox = ReturnType<typeof createMailBox>;

export function createMailBox(client: WorkerClient, session: Session, catalogue: CatalogueStore) {
  const store = createStore<MailBoxState>(() => ({ open: false, mail: null }));
  let desk: Promise<MailDesk> | null = null;
  return {
    store,
    /** Opens a mail; null asks for one. */
    show: (mail: Mail | null) => store.setState({ open: true, mail }),
    /** The mail of before, else asks for one. */
    reopen: () => store.setState({ open: true }),
    close: () => store.setState({ open: false }),
    /** Where it is read. Rejects where its code does not come; ask again. */
    desk: (): Promise<MailDesk> => {
      desk ??= import('./mail-desk.ts').then(
        ({ createMailDesk }) => createMailDesk(client, session, catalogue),
        (error: unknown) => {
          desk = null;
          throw error;
        },
      );
      return desk;
    },
  };
}

/** Whether a text is to be read as a mail, and not as a scenario or a litmus test: by its name, else by how it begins. */
export function isMail({ name, text }: Mail): boolean {
  if (/\.(?:eml|mbox|mbx|patch|diff|html?)$/i.test(name)) return true;
  if (/\.(?:smp|litmus)$/i.test(name)) return false;
  if (/^\s*(?:\/\/.*\s+|\/\*[^*]*\*+\/\s*)*scenario\s+"/.test(text)) return false;
  return litmusHeader(text) === null || !text.includes('{');
}

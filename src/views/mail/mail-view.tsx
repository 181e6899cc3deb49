/**
 * A mail and what is read out of it, beside the score: the text with its tables marked, what each row became, what was
 * inferred and can be changed, and whether it can happen. The scenario that comes of it is shown like any other.
 */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { safeLine } from '../../base/index.ts';
import type { Mail, MailDesk, MailDeskState } from '../../state/index.ts';
import { returnFocus } from '../behaviors/focus.ts';
import { openFiles } from '../behaviors/incoming.ts';
import { usePage } from '../context.ts';
import { Icon } from '../page/icons.tsx';
import { Answer } from './answer.tsx';
import { MailText } from './mail-text.tsx';
import { RowList } from './row-list.tsx';
import { TableList } from './table-list.tsx';
import { TakenSo } from './taken-so.tsx';
import './mail.css';

export function MailView() {
  const page = usePage();
  const { mail } = useStore(page.mail.store);
  const [desk, setDesk] = useState<MailDesk | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    page.mail.desk().then(setDesk, () => setLost(true));
  }, [page]);
  useEffect(() => {
    if (desk && mail && desk.store.getState().mail !== mail.text) void desk.read(mail.text);
  }, [desk, mail]);
  const close = () => {
    desk?.cancel();
    page.mail.close();
    page.preferences.showSheet(null);
    returnFocus();
  };
  return (
    <section className="mail" aria-label="Mail">
      <div className="mail-head">
        <h2>{mail ? <Subject desk={desk} mail={mail} /> : 'New from a mail'}</h2>
        {mail && (
          <button type="button" onClick={() => page.mail.show(null)}>
            Another
          </button>
        )}
        <button type="button" className="sign" aria-label="Close the mail" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {lost && (
        <p role="status">
          What reads mails could not be loaded: you are offline, or the site was updated. Close this and try
          again when you are online.
        </p>
      )}
      {!mail && <AskForMail />}
      {mail && desk && <ReadMail desk={desk} mail={mail} />}
    </section>
  );
}

function Subject({ desk, mail }: { readonly desk: MailDesk | null; readonly mail: Mail }) {
  if (!desk) return mail.name;
  return <FoundSubject desk={desk} mail={mail} />;
}

function FoundSubject({ desk, mail }: { readonly desk: MailDesk; readonly mail: Mail }) {
  const { found, chosen } = useStore(desk.store);
  const letter = found?.tables[chosen]?.letter ?? found;
  const by = [letter?.from, letter?.date].filter(Boolean).join(', ');
  return (
    <>
      {safeLine(letter?.subject ?? (mail.name === 'pasted' ? 'A pasted text' : mail.name))}
      {by !== '' && <span className="quiet"> {safeLine(by)}</span>}
    </>
  );
}

/** What can be read, and how to bring it. */
function AskForMail() {
  const page = usePage();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const read = (one: string) => {
    if (one.trim() !== '') page.mail.show({ name: 'pasted', text: one });
  };
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="mail-asked"
      onSubmit={(event) => {
        event.preventDefault();
        read(text);
      }}
    >
      <label htmlFor="mail-field">
        Paste a mail, a commit message, a comment or a page of an archive: the tables in it are found, and the
        one that you choose is run.
      </label>
      <textarea
        id="mail-field"
        ref={field}
        rows={12}
        spellCheck={false}
        value={text}
        placeholder={EXAMPLE}
        onChange={(event) => setText(event.target.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain');
          if (text.trim() !== '' || !pasted.trim().includes('\n')) return;
          event.preventDefault();
          read(pasted);
        }}
      />
      <div className="mail-deeds">
        <button type="submit" className="main" aria-disabled={text.trim() === ''}>
          Read it
        </button>
        <label className="open-file">
          Open a file
          <input
            type="file"
            accept=".eml,.mbox,.patch,.diff,.txt,text/plain,message/rfc822"
            onChange={(event) => {
              void openFiles(page, [...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
      </div>
      <p className="quiet">
        It works without this field too: paste anywhere on the page, or drop a file on it.
      </p>
    </form>
  );
}

const EXAMPLE = `CPU 0                  CPU 1
-----                  -----
WRITE_ONCE(x, 1);      WRITE_ONCE(y, 1);
r1 = READ_ONCE(y);     r2 = READ_ONCE(x);

forbidden: r1 == 0 && r2 == 0`;

/** A mail that was copied out of here has a link to the run itself. */
function LinkedRun({ desk, text }: { readonly desk: MailDesk; readonly text: string }) {
  const fragment = /https?:\/\/[^\s<>"#]+#(\d{1,2}\/[^\s<>"]+)/.exec(text)?.[1];
  if (fragment === undefined) return null;
  return (
    <p className="mail-link">
      The mail has a link to a run.{' '}
      <a href={`#${fragment}`} onClick={() => desk.goElsewhere()}>
        Open the run
      </a>
    </p>
  );
}

/** A mail that was copied out of here: what the reader has changed in it since is what is shown. */
function CopiedFrom({
  desk,
  copied: { title, mistake },
}: {
  readonly desk: MailDesk;
  readonly copied: NonNullable<MailDeskState['copied']>;
}) {
  return (
    <div className="mail-answer">
      <p role="status">
        This was copied from “{safeLine(title)}”.{' '}
        {mistake === null
          ? 'Its lines are shown beside as rows of that scenario, as they stand here.'
          : `Its lines are no rows of it any more: ${safeLine(mistake)}`}
      </p>
      <p className="mail-deeds">
        <button type="button" onClick={() => void desk.readAnew()}>
          Read the table itself
        </button>
      </p>
    </div>
  );
}

function ReadMail({ desk, mail }: { readonly desk: MailDesk; readonly mail: Mail }) {
  const state = useStore(desk.store);
  const { phase, share, message, found, chosen, reading } = state;
  const table = found?.tables[chosen];
  if (phase === 'searching')
    return (
      <p className="mail-wait" role="status">
        Looking for tables{share > 0 && `, ${Math.round(share * 100)} %`} …{' '}
        <progress max={1} value={share} aria-label="Searched" />
        <button type="button" onClick={() => desk.cancel()}>
          Cancel
        </button>
      </p>
    );
  if (phase === 'cancelled' || phase === 'failed')
    return (
      <p role="status">
        {phase === 'failed' ? `It could not be read: ${message ?? ''}` : 'The search was cancelled.'}{' '}
        <button type="button" onClick={() => void desk.read(mail.text)}>
          Read it again
        </button>
      </p>
    );
  if (state.copied)
    return (
      <>
        <CopiedFrom desk={desk} copied={state.copied} />
        <LinkedRun desk={desk} text={mail.text} />
        <pre className="mail-text">{mail.text.slice(0, 20_000)}</pre>
      </>
    );
  if (!table)
    return (
      <>
        <p role="status">
          No table was found in it. One needs a line of headings, such as <code>CPU 0</code> and{' '}
          <code>CPU 1</code>, with steps below them; lines such as <code>CPU 0: x = 1</code> do as well.
        </p>
        <pre className="mail-text">{mail.text.slice(0, 20_000)}</pre>
      </>
    );
  return (
    <>
      <TableList desk={desk} />
      <Answer desk={desk} />
      <LinkedRun desk={desk} text={mail.text} />
      <MailText desk={desk} text={mail.text} table={table} />
      {reading ? (
        <>
          <RowList desk={desk} reading={reading} />
          {!state.known && <TakenSo desk={desk} reading={reading} />}
          {!state.known && reading.source !== null && (
            <details className="mail-source">
              <summary>The scenario</summary>
              <pre>{state.shown?.file.text ?? reading.source}</pre>
            </details>
          )}
        </>
      ) : (
        <p className="quiet" role="status">
          {message === null ? 'Reading it …' : `It could not be read: ${message}`}
        </p>
      )}
    </>
  );
}

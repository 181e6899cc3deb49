/** What there is to open: threads, their scenarios, and under the open one its variants and interleavings. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import {
  hidesOthers,
  searchCatalogue,
  variantOf,
  type CatalogueEntry,
  type Target,
} from '../../state/index.ts';
import { returnFocus } from '../behaviors/focus.ts';
import { listKeys } from '../behaviors/list-keys.ts';
import { openFiles } from '../behaviors/incoming.ts';
import { newFromMail, openCourse, openScenario } from '../deeds.ts';
import { useNode, usePage, useSession } from '../context.ts';
import { grouped } from '../grouping.ts';
import { onDemand } from '../on-demand.tsx';

const OwnGroup = onDemand('Your own', async () => (await import('../gallery/own-group.tsx')).OwnGroup);
const PutAway = onDemand('The library', async () => (await import('../learning/put-away.tsx')).PutAway);
const KeptList = onDemand('What is kept', async () => (await import('./kept-list.tsx')).KeptList);

export function Library() {
  return useSession(hidesOthers) ? <PutAway /> : <Shelves />;
}

function Shelves() {
  const page = usePage();
  const { catalogue, preferences } = page;
  const { entries, threads, loaded, query } = useStore(catalogue.store);
  const openId = useSession((state) => state.file?.id);
  const found = searchCatalogue(entries, query);
  const groups = grouped(found, (entry) => entry.group);
  return (
    <nav aria-label="Scenarios" className="library" onKeyDown={listKeys}>
      <input
        id="library-search"
        type="search"
        placeholder="Search scenarios"
        aria-label="Search scenarios"
        value={query}
        onChange={(event) => catalogue.search(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            catalogue.search('');
            returnFocus();
            preferences.showSheet(null);
          } else if (event.key === 'Enter' && found[0]) {
            void openScenario(page, found[0].id);
            preferences.showSheet(null);
            // From the first page there is nothing to go back to: the score takes the focus when it is there.
            event.currentTarget.blur();
            returnFocus();
          } else return;
          event.preventDefault();
        }}
      />
      <Own />
      {loaded && found.length === 0 && (
        <p className="quiet empty">
          {entries.length === 0
            ? 'No scenario is bundled.'
            : `Nothing has “${query}” in its title or id. Try a word of the thread.`}
        </p>
      )}
      {[...groups].map(([group, list]) => {
        const thread = threads.find((one) => one.group === group);
        const open = query === '' ? list.find(({ id }) => id === openId) : undefined;
        return (
          <section key={group} className="group">
            <h2>{thread?.title ?? 'Your own'}</h2>
            {thread && (
              <p className="argued">
                {thread.argued} {thread.right && <span className="right">{thread.right}</span>}
              </p>
            )}
            {group === '' && query === '' ? (
              <OwnGroup list={list} />
            ) : (
              <ul>
                {list.map((entry) => (
                  <Entry
                    key={entry.id}
                    entry={entry}
                    start={entry.id === thread?.start}
                    searching={query !== ''}
                  />
                ))}
              </ul>
            )}
            {open && <OpenEntry entry={open} />}
          </section>
        );
      })}
    </nav>
  );
}

interface EntryProps {
  readonly entry: CatalogueEntry;
  /** The one to begin with. */
  readonly start: boolean;
  readonly searching: boolean;
}

function useOpen(entry: CatalogueEntry): (target: Target) => void {
  const page = usePage();
  return (target) => {
    page.preferences.showSheet(null);
    void openScenario(page, entry.id, target);
  };
}

function Entry({ entry, start, searching }: EntryProps) {
  const openId = useSession((state) => state.file?.id);
  const open = openId === entry.id;
  const go = useOpen(entry);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (open) item.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <li ref={item} className={open ? 'entry open' : 'entry'}>
      <button type="button" aria-current={open ? 'page' : undefined} onClick={() => go({})}>
        {entry.title}
        {start && <span className="start"> start here</span>}
      </button>
      {searching && <EntryDetails entry={entry} open={open} go={go} />}
    </li>
  );
}

/** Below its thread's scenarios, so that they stay together: what the open one has. */
function OpenEntry({ entry }: { readonly entry: CatalogueEntry }) {
  const go = useOpen(entry);
  return (
    <div className="open-entry" role="group" aria-label={`In ${entry.title}`}>
      <EntryDetails entry={entry} open go={go} />
    </div>
  );
}

interface EntryDetailsProps {
  readonly entry: CatalogueEntry;
  readonly open: boolean;
  readonly go: (target: { readonly interleaving?: string; readonly variant?: string }) => void;
}

function EntryDetails({ entry, open, go }: EntryDetailsProps) {
  const node = useNode();
  const scenario = useSession((state) => state.scenario);
  const shown = open && node?.source.kind === 'interleaving' ? node.source.name : null;
  const variant = open && node ? variantOf(scenario, node.settings, node.model) : null;
  return (
    <>
      {entry.interleavings.length > 0 && (
        <>
          <h3>Interleavings</h3>
          <ul>
            {entry.interleavings.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  aria-current={shown === one.id ? 'true' : undefined}
                  onClick={() => go({ interleaving: one.id })}
                >
                  {one.title} <span className="quiet">{one.by}</span> <span className="id">{one.id}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {entry.variants.length > 0 && (
        <>
          <h3>Variants</h3>
          <ul>
            {entry.variants.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  aria-current={variant === one.id ? 'true' : undefined}
                  onClick={() => go({ variant: one.id })}
                >
                  {one.title} {one.expect && <span className={`expect ${one.expect}`}>{one.expect}</span>}{' '}
                  <span className="id">{one.id}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** What the reader brings, and what stays of it. */
function Own() {
  const page = usePage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="own">
        <button type="button" className="new" title="a" onClick={() => page.preferences.showOverlay('new')}>
          New
        </button>
        <OpenFile />
        <button type="button" onClick={() => newFromMail(page)}>
          From a mail
        </button>
        <button type="button" title="L" onClick={() => openCourse(page)}>
          Learn
        </button>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="fold" aria-hidden="true" /> Kept here
        </button>
      </div>
      {open && <KeptList />}
    </>
  );
}

/** A scenario or a mail from the reader's disk. */
function OpenFile() {
  const page = usePage();
  return (
    <label className="open-file">
      Open file
      <input
        type="file"
        accept=".smp,.litmus,.md,.txt,.eml,.mbox,.patch,.diff,.zip,text/plain,message/rfc822"
        multiple
        onChange={(event) => {
          void openFiles(page, [...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </label>
  );
}

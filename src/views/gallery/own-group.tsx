/** The reader's own texts in the library: by folder, the open one with its name and what can be done with it. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { CatalogueEntry, Draft, Workshop } from '../../state/index.ts';
import { fileName } from '../file-name.ts';
import { usePage, useSession } from '../context.ts';
import { openScenario } from '../deeds.ts';
import { useWorkshop } from '../editor/workshop.ts';
import { grouped } from '../grouping.ts';
import './gallery.css';

export function OwnGroup({ list }: { readonly list: readonly CatalogueEntry[] }) {
  const workshop = useWorkshop();
  return workshop ? <Folders list={list} workshop={workshop} /> : <Entries list={list} nameOf={() => null} />;
}

interface FoldersProps {
  readonly list: readonly CatalogueEntry[];
  readonly workshop: Workshop;
}

function Folders({ list, workshop }: FoldersProps) {
  const drafts = useStore(workshop.drafts.store, (state) => state.list);
  const openId = useSession((state) => state.file?.id);
  const draftOf = (id: string) => drafts.find((one) => one.id === id);
  const folders = [...grouped(list, ({ id }) => draftOf(id)?.folder ?? '')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const open = openId === undefined ? undefined : draftOf(openId);
  return (
    <>
      {folders.map(([folder, entries]) => (
        <div key={folder}>
          {folder !== '' && <h3 className="folder">{folder}</h3>}
          <Entries list={entries} nameOf={(id) => draftOf(id)?.name ?? null} />
        </div>
      ))}
      {open && list.some(({ id }) => id === open.id) && (
        <OpenDraft key={open.id} draft={open} workshop={workshop} folders={folders.map(([name]) => name)} />
      )}
    </>
  );
}

interface EntriesProps {
  readonly list: readonly CatalogueEntry[];
  readonly nameOf: (id: string) => string | null;
}

function Entries({ list, nameOf }: EntriesProps) {
  const page = usePage();
  const openId = useSession((state) => state.file?.id);
  return (
    <ul>
      {list.map(({ id, title }) => (
        <li key={id} className={id === openId ? 'entry open' : 'entry'}>
          <button
            type="button"
            aria-current={id === openId ? 'page' : undefined}
            onClick={() => {
              page.preferences.showSheet(null);
              void openScenario(page, id);
            }}
          >
            {title}
            {(nameOf(id) ?? title) !== title && <span className="id"> {nameOf(id)}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface OpenDraftProps {
  readonly draft: Draft;
  readonly workshop: Workshop;
  readonly folders: readonly string[];
}

function OpenDraft({ draft, workshop: { drafts }, folders }: OpenDraftProps) {
  const page = usePage();
  const { id, name, folder } = draft;
  return (
    <div className="draft" role="group" aria-label={`About ${name}`}>
      <Line label="Name" value={name} put={(value) => value !== '' && drafts.change(id, { name: value })} />
      <Line
        label="Folder"
        value={folder}
        choices={folders.filter(Boolean)}
        put={(value) => drafts.change(id, { folder: value })}
      />
      <div className="draft-deeds">
        <button
          type="button"
          onClick={() => {
            const copy = drafts.duplicate(id);
            if (copy) void page.session.open({ id: copy.id, text: copy.ran ?? copy.text, bundled: false });
          }}
        >
          Duplicate
        </button>
        <button
          type="button"
          onClick={() => page.deeds.save(fileName(name, draft.text), draft.text, 'text/plain')}
        >
          Save as file
        </button>
        <button type="button" onClick={() => void page.forgetting.forget(id)}>
          Delete
        </button>
      </div>
    </div>
  );
}

interface LineProps {
  readonly label: string;
  readonly value: string;
  readonly choices?: readonly string[];
  readonly put: (value: string) => void;
}

/** A field that takes what stands there when it is left, or with Enter. */
function Line({ label, value, choices = [], put }: LineProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const done = () => {
    if (typed !== null && typed.trim() !== value) put(typed.trim());
    setTyped(null);
  };
  const list = `draft-${label.toLowerCase()}`;
  return (
    <label>
      {label}
      <input
        value={typed ?? value}
        list={choices.length > 0 ? list : undefined}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') done();
          if (event.key === 'Escape') setTyped(null);
        }}
      />
      {choices.length > 0 && (
        <datalist id={list}>
          {choices.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </label>
  );
}

/**
 * Everything that can be done, by name. The field is there at once; what it searches comes when it is first opened, and
 * what was typed meanwhile counts, Enter included.
 */
import { useEffect, useId, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import { usePage } from '../context.ts';
import { Missing } from '../guard.tsx';
import { Overlay } from './overlay.tsx';
import type { Entry } from './palette-entries.ts';
import type * as EntriesModule from './palette-entries.ts';

/** More are found by typing more of their name. */
const SHOWN = 80;

/** Read once; null until then. */
let entriesModule: typeof EntriesModule | null = null;

export function Palette() {
  const page = usePage();
  const id = useId();
  const { module, failed, again } = useEntriesModule();
  const { entries: library } = useStore(page.catalogue.store);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- made anew when the library arrives
  const entries = useMemo(() => module?.paletteEntries(page) ?? [], [module, page, library]);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [entered, setEntered] = useState(false);
  const found = module?.findEntries(entries, query) ?? [];
  const chosen = Math.min(at, found.length - 1);
  const act = (entry: Entry | undefined) => {
    if (!entry) return;
    // What it does may move the focus, which a dialog would hold.
    flushSync(() => page.preferences.showOverlay(null));
    entry.run(page);
  };
  useEffect(() => {
    if (entered && module) act(found[chosen]);
  });
  return (
    <Overlay title="Commands">
      <input
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label="Command"
        placeholder="Type a command or a scenario"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown')
            setAt(module ? Math.min(Math.min(found.length, SHOWN) - 1, chosen + 1) : at + 1);
          else if (event.key === 'ArrowUp') setAt(Math.max(0, (module ? chosen : at) - 1));
          else if (event.key === 'Enter' && module) act(found[chosen]);
          else if (event.key === 'Enter') setEntered(true);
          // A search field would only empty itself.
          else if (event.key === 'Escape') page.preferences.showOverlay(null);
          else return;
          event.preventDefault();
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Commands" aria-busy={!module} className="palette">
        {found.slice(0, SHOWN).map((entry, index) => (
          <li
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            ref={index === chosen ? (item) => item?.scrollIntoView({ block: 'nearest' }) : undefined}
            onClick={() => act(entry)}
          >
            <span>{entry.title}</span>
            <span className="quiet">{entry.hint}</span>
          </li>
        ))}
      </ul>
      {failed && (
        <Missing again={again}>
          The commands could not be loaded: you are offline, or the site was updated.
        </Missing>
      )}
      {module && found.length === 0 && <p className="quiet">Nothing is called so.</p>}
    </Overlay>
  );
}

function useEntriesModule() {
  const [module, setModule] = useState(entriesModule);
  const [failed, setFailed] = useState(false);
  const load = () => {
    import('./palette-entries.ts').then(
      (loaded) => {
        entriesModule = loaded;
        setModule(loaded);
      },
      () => setFailed(true),
    );
  };
  useEffect(() => {
    if (!entriesModule) load();
  }, []);
  const again = () => {
    setFailed(false);
    load();
  };
  return { module, failed, again };
}

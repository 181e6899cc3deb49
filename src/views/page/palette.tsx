/** Everything that can be done, by name. */
import { useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { usePage } from '../context.ts';
import { Overlay } from './overlay.tsx';
import { paletteEntries, type Entry } from './palette-entries.ts';

/** More are found by typing more of their name. */
const SHOWN = 80;

export function Palette() {
  const page = usePage();
  const id = useId();
  const { entries: library } = useStore(page.catalogue.store);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- made anew when the library arrives
  const entries = useMemo(() => paletteEntries(page), [page, library]);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries
    .filter((entry) => words.every((word) => `${entry.title} ${entry.hint}`.toLowerCase().includes(word)))
    .sort((a, b) => rank(b, query.trim()) - rank(a, query.trim()));
  const chosen = Math.min(at, found.length - 1);
  const act = (entry: Entry | undefined) => {
    if (!entry) return;
    page.preferences.showOverlay(null);
    entry.run(page);
  };
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
          if (event.key === 'ArrowDown') setAt(Math.min(Math.min(found.length, SHOWN) - 1, chosen + 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(0, chosen - 1));
          else if (event.key === 'Enter') act(found[chosen]);
          // A search field would only empty itself.
          else if (event.key === 'Escape') page.preferences.showOverlay(null);
          else return;
          event.preventDefault();
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Commands" className="palette">
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
      {found.length === 0 && <p className="quiet">Nothing is called so.</p>}
    </Overlay>
  );
}

/** What has the typed key comes first, then what has the words in its title as they were typed. */
function rank({ title, hint }: Entry, query: string): number {
  if (hint.split(' ').includes(query)) return 2;
  return title.toLowerCase().includes(query.toLowerCase()) ? 1 : 0;
}

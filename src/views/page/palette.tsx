/** Everything that can be done, by name. */
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { openScenario } from '../deeds.ts';
import { commands, keyWords, type Command } from '../commands.ts';
import { usePage, type Page } from '../context.ts';
import { Overlay } from './overlay.tsx';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly run: (page: Page) => void;
}

export function Palette() {
  const page = usePage();
  const id = useId();
  const { entries } = useStore(page.catalogue.store);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const scenarios: readonly Entry[] = entries.map((entry) => ({
    id: `open-${entry.id}`,
    title: `Open ${entry.title}`,
    hint: entry.id,
    run: () => void openScenario(page, entry.id),
  }));
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const { tree } = page.session.store.getState();
  const cpus = tree.nodes[tree.current]?.program.cpus.length ?? 0;
  const possible = commands.filter(
    (command) => !command.id.startsWith('step-cpu-') || Number(command.id.slice(9)) < cpus,
  );
  const found = [...possible.map(asEntry), ...scenarios].filter((entry) =>
    words.every((word) => `${entry.title} ${entry.hint}`.toLowerCase().includes(word)),
  );
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
        aria-activedescendant={`${id}-${chosen}`}
        aria-label="Command"
        placeholder="Type a command or a scenario"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, chosen + 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(0, chosen - 1));
          else if (event.key === 'Enter') act(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Commands" className="palette">
        {found.slice(0, 60).map((entry, index) => (
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

function asEntry(command: Command): Entry {
  return {
    id: command.id,
    title: command.title,
    hint: command.keys.map(keyWords).join(' '),
    run: command.run,
  };
}

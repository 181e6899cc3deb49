/**
 * The scenario's text, to be written: in the place of the code's columns, or alone where there is no score yet. What is
 * typed is compiled while the hand rests; below stands what the compiler says.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { litmusHeader } from '../../base/index.ts';
import { cpuName } from '../../score/index.ts';
import { KEY_HABITS, standingAt, type Workshop } from '../../state/index.ts';
import { useNode, usePage, usePreferences, useSession } from '../context.ts';
import { fileName } from '../file-name.ts';
import { moveFocus } from '../behaviors/focus.ts';
import { onDemand } from '../on-demand.tsx';
import { Desk } from './desk.ts';
import { EditorStatus } from './editor-status.tsx';
import { PreludePane } from './prelude-pane.tsx';
import type { CpuPlace } from './places.ts';
import { useWorkshop } from './workshop.ts';
import './editor.css';

const HistoryPane = onDemand('The history', async () => (await import('./history-pane.tsx')).HistoryPane, {
  meanwhile: 'Opening …',
});

let desk: Desk | null = null;

export function EditorPane() {
  const workshop = useWorkshop();
  if (!workshop)
    return (
      <p className="quiet editor-wait" aria-busy="true">
        Opening the editor …
      </p>
    );
  return <Open workshop={workshop} />;
}

function Open({ workshop }: { readonly workshop: Workshop }) {
  const page = usePage();
  const { editing, drafts } = workshop;
  const { id, text, diagnostics, checked } = useStore(editing.store);
  const { keys } = usePreferences();
  const place = useRef<HTMLDivElement>(null);
  const [beside, setBeside] = useState<{ readonly prelude: number } | 'history' | null>(null);
  desk ??= new Desk();
  const here = desk;
  useLayoutEffect(() => {
    place.current?.append(here.host);
    here.listen({ typed: editing.type, prelude: (at) => setBeside({ prelude: at }) });
    here.view.requestMeasure();
    here.view.focus();
    return () => {
      here.listen(null);
      here.host.remove();
    };
  }, [here, editing]);
  useLayoutEffect(() => {
    if (id !== null) here.show(id, text, drafts.of(id)?.caret ?? 0);
  }, [here, id, text, drafts]);
  useEffect(() => {
    if (checked === text || checked === null) here.mark(diagnostics);
  }, [here, diagnostics, checked, text]);
  useEffect(() => void here.useHabit(keys), [here, keys]);
  const places = useCpuPlaces();
  useEffect(() => {
    if (places) here.showPlaces(places);
  }, [here, places, id]);
  const close = () => {
    setBeside(null);
    here.view.focus();
  };
  return (
    <section className="editor" aria-label="Editor">
      <EditorHead
        workshop={workshop}
        desk={here}
        history={beside === 'history'}
        toggleHistory={() => setBeside(beside === 'history' ? null : 'history')}
      />
      <div className="editor-panes">
        <div ref={place} className="editor-place" />
        {beside === 'history' && id !== null && <HistoryPane workshop={workshop} id={id} close={close} />}
        {beside !== null && beside !== 'history' && <PreludePane at={beside.prelude} close={close} />}
      </div>
      <EditorStatus workshop={workshop} desk={here} save={() => saveText(page, workshop)} />
    </section>
  );
}

/** Where each CPU is in the text; null while the run that is shown is of another one. */
function useCpuPlaces(): readonly CpuPlace[] | null {
  const node = useNode();
  const position = useSession((state) => state.position);
  const isShown = useSession((state) => state.text === 'same');
  return useMemo(() => {
    if (!node || !isShown) return null;
    return node.program.cpus.flatMap(({ agent }, cpu) => {
      const at = standingAt(node, position, cpu).at.findLast(({ file }) => file === 0);
      const ink = agent ? 'var(--agent)' : `var(--cpu-${cpu % 6})`;
      return at ? [{ from: at.from, name: cpuName(node.program, cpu), ink }] : [];
    });
  }, [node, position, isShown]);
}

interface EditorHeadProps {
  readonly workshop: Workshop;
  readonly desk: Desk;
  readonly history: boolean;
  readonly toggleHistory: () => void;
}

function EditorHead({ workshop, desk: here, history, toggleHistory }: EditorHeadProps) {
  const page = usePage();
  const { preferences, drawer } = page;
  const { keys } = usePreferences();
  const bundled = useSession((state) => state.file?.bundled ?? false);
  const ready = useSession((state) => state.phase === 'ready');
  const id = useStore(workshop.editing.store, (state) => state.id);
  const litmus = useStore(workshop.editing.store, ({ text }) => litmusHeader(text) !== null);
  const name = useStore(workshop.drafts.store, ({ list }) => list.find((one) => one.id === id)?.name);
  return (
    <div className="editor-head">
      <h2>
        {name ?? id}{' '}
        <span className="quiet">
          {bundled ? 'of the library; with the first change it becomes yours' : ''}
        </span>
      </h2>
      <div className="editor-deeds">
        {!litmus && (
          <button type="button" onClick={() => here.format()} title="Shift+Alt+F">
            Format
          </button>
        )}
        {!bundled && (
          <button type="button" aria-expanded={history} onClick={toggleHistory}>
            History
          </button>
        )}
        <button type="button" onClick={() => saveText(page, workshop)}>
          Save as file
        </button>
        <label>
          <span className="quiet">Keys</span>{' '}
          <select
            value={keys}
            onChange={(event) => {
              const habit = KEY_HABITS.find((one) => one === event.target.value);
              if (habit) preferences.setKeys(habit);
            }}
          >
            {KEY_HABITS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {ready && (
          <button
            type="button"
            className="main"
            onClick={() => {
              drawer.edit(false);
              moveFocus(() => document.querySelector('.drawer-edit'));
            }}
          >
            Done
          </button>
        )}
      </div>
    </div>
  );
}

function saveText({ deeds }: ReturnType<typeof usePage>, { editing, drafts }: Workshop): void {
  const { id, text } = editing.store.getState();
  if (id === null) return;
  deeds.save(fileName(drafts.of(id)?.name ?? id, text), text, 'text/plain');
}

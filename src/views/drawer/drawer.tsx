/**
 * What lies under the score: the code, or one of the larger pictures of all runs. The pictures' code comes when they are
 * first opened.
 */
import { useId, useRef } from 'react';
import { useStore } from 'zustand';
import { DRAWER_TABS, type DrawerTab, type RunNode, type Scenario } from '../../state/index.ts';
import { usePage, usePreferences, useSession } from '../context.ts';
import { returnFocus } from '../behaviors/focus.ts';
import { LateEditor } from '../editor/late-editor.tsx';
import { Guard } from '../guard.tsx';
import { onDemand } from '../on-demand.tsx';
import { startEditing, TAB_TITLES } from './tabs.ts';
import './drawer.css';

const CodePanel = onDemand('The code', async () => (await import('../panels/code-panel.tsx')).CodePanel);
const LatticeView = onDemand(
  'The lattice',
  async () => (await import('../lattice/lattice-view.tsx')).LatticeView,
  { meanwhile: 'Opening …' },
);
const MatrixView = onDemand(
  'The matrix',
  async () => (await import('../matrix/matrix-view.tsx')).MatrixView,
  { meanwhile: 'Opening …' },
);
const AdviceView = onDemand(
  'The advice',
  async () => (await import('../advice/advice-view.tsx')).AdviceView,
  { meanwhile: 'Opening …' },
);
const CompareView = onDemand(
  'The comparison',
  async () => (await import('../compare/compare-view.tsx')).CompareView,
  { meanwhile: 'Opening …' },
);
const ChartsView = onDemand(
  'The statecharts',
  async () => (await import('../charts/charts-view.tsx')).ChartsView,
  { meanwhile: 'Opening …' },
);

interface DrawerProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
}

/** What lies there for a reader who is to find out. */
const UNTELLING: readonly DrawerTab[] = ['code', 'charts'];

export function Drawer({ node, scenario }: DrawerProps) {
  const id = useId();
  const page = usePage();
  const { drawer, preferences } = page;
  const chosen = useStore(drawer.store);
  const asked = useSession((state) => state.hidden !== 'nothing');
  const tabs = asked ? UNTELLING : DRAWER_TABS;
  const tab = tabs.includes(chosen.tab) ? chosen.tab : 'code';
  const editing = chosen.editing && !asked;
  const open = !usePreferences().closed.includes('code');
  // A litmus test is advised by its executions.
  const titleOf = (one: DrawerTab) => (scenario.litmus && one === 'advice' ? 'Executions' : TAB_TITLES[one]);
  const list = useRef<HTMLDivElement>(null);
  const show = (next: DrawerTab) => {
    if (!open) preferences.togglePanel('code');
    drawer.show(next);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const steps = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (steps === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = tabs[(tabs.indexOf(tab) + steps + tabs.length) % tabs.length];
    if (!next) return;
    show(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div className={`drawer drawer-${tab} ${open ? '' : 'drawer-closed'} ${editing ? 'drawer-editing' : ''}`}>
      <div className="drawer-head">
        <button
          type="button"
          className="drawer-fold"
          aria-expanded={open}
          aria-controls={`${id}-body`}
          aria-label={open ? 'Fold away what lies under the score' : 'Open what lies under the score'}
          onClick={() => preferences.togglePanel('code')}
        >
          <span className="fold" aria-hidden="true" />
        </button>
        <div ref={list} role="tablist" aria-label="Under the score" onKeyDown={onKeyDown}>
          {tabs.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`${id}-${one}`}
              data-tab={one}
              aria-selected={one === tab}
              aria-controls={`${id}-body`}
              tabIndex={one === tab ? 0 : -1}
              onClick={() => show(one)}
            >
              {titleOf(one)}
            </button>
          ))}
        </div>
        {tab === 'code' && !editing && !asked && (
          <button type="button" className="drawer-edit" title="e" onClick={() => startEditing(page)}>
            Edit
          </button>
        )}
      </div>
      <div
        id={`${id}-body`}
        role="tabpanel"
        aria-labelledby={`${id}-${tab}`}
        hidden={!open}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.defaultPrevented) returnFocus();
        }}
      >
        {tab === 'code' ? (
          <Guard title="Code">
            {editing ? <LateEditor /> : <CodePanel node={node} scenario={scenario} />}
          </Guard>
        ) : (
          <section className="drawer-body" aria-label={titleOf(tab)} role="region">
            {open && (
              <>
                {tab === 'lattice' && <LatticeView node={node} scenario={scenario} />}
                {tab === 'matrix' && <MatrixView node={node} scenario={scenario} />}
                {tab === 'advice' && <AdviceView node={node} scenario={scenario} />}
                {tab === 'charts' && <ChartsView node={node} />}
                {tab === 'compare' && <CompareView node={node} scenario={scenario} />}
              </>
            )}
          </section>
        )}
      </div>
    </div>
  );
}

/** A region with a heading that it collapses to. */
import { useId, type ReactNode } from 'react';
import type { PanelName } from '../../state/index.ts';
import { usePage, usePreferences } from '../context.ts';

interface PanelProps {
  readonly name: PanelName;
  readonly title: string;
  /** A word or two beside the heading, shown also while the panel is closed. */
  readonly summary?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ name, title, summary, children }: PanelProps) {
  const { preferences } = usePage();
  const { closed } = usePreferences();
  const id = useId();
  const open = !closed.includes(name);
  return (
    <section className={`panel panel-${name}`} aria-label={title} role="region">
      <h2>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => preferences.togglePanel(name)}
        >
          <span className="fold" aria-hidden="true" />
          {title}
        </button>
        {summary !== undefined && <span className="summary">{summary}</span>}
      </h2>
      <div id={id} hidden={!open} className="panel-body">
        {children}
      </div>
    </section>
  );
}

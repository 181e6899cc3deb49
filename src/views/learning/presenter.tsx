/** An interleaving on a wall, or in a frame of another page: the score, the note in large letters, and the way from note to note. */
import { useEffect, useState } from 'react';
import { choiceWords, cpuName } from '../../score/index.ts';
import type { RunNode } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { toNote } from '../deeds.ts';
import { WholePage } from '../page/embed-head.tsx';
import { FRAME } from '../page/frame.ts';
import { ScoreGrid } from '../score/score-grid.tsx';
import { createViewport, ViewportProvider } from '../score/viewport.ts';
import './presenter.css';

export function Presenter({ node }: { readonly node: RunNode }) {
  const page = usePage();
  const { learning, preferences } = page;
  const position = useSession((state) => state.position);
  const title = useSession((state) => state.scenario?.title);
  const [viewport] = useState(createViewport);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const overlay = preferences.store.getState().overlay !== null;
      if (overlay || event.defaultPrevented) return;
      // A presenter's remote control sends these.
      if (event.key === 'PageDown') toNote(1)(page);
      else if (event.key === 'PageUp') toNote(-1)(page);
      else if (event.key === 'Escape' && !FRAME) learning.choose('off');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [page, learning, preferences]);
  const noted = node.score.rows.filter(({ note, step }) => note !== null && step > 0);
  const at = noted.findLastIndex(({ step }) => step <= position);
  const note = noted[at];
  const about = 'about' in node.source ? node.source.about : null;
  const info = node.run.steps[position - 1]?.trace.info;
  return (
    <div className="page presenter">
      <main className="presented" aria-label="Interleaving">
        <h1 className="presented-title">
          {title} <span className="quiet">{node.source.title}</span>
        </h1>
        <div className="presented-score">
          <ViewportProvider value={viewport}>
            <ScoreGrid node={node} />
          </ViewportProvider>
        </div>
        <section className="presented-note" aria-label="Note">
          <p className={note && note.step < position ? 'earlier' : ''}>{note?.note ?? about ?? ''}</p>
          <p className="presented-step">
            {info ? (
              <>
                {cpuName(node.program, info.cpu)} <code>{choiceWords(node.program, info)}</code>
              </>
            ) : (
              'Before the first step.'
            )}
          </p>
        </section>
        <nav className="presented-deeds" aria-label="Notes">
          <button type="button" disabled={at <= 0 && position === 0} onClick={() => toNote(-1)(page)}>
            Previous note
          </button>
          <span className="quiet">
            {noted.length > 0 ? `note ${at + 1} of ${noted.length}` : 'no notes'} · step {position} of{' '}
            {node.score.steps}
          </span>
          <button type="button" disabled={position === node.score.steps} onClick={() => toNote(1)(page)}>
            Next note
          </button>
          <span className="leave">
            {FRAME ? (
              <WholePage />
            ) : (
              <button type="button" onClick={() => learning.choose('off')}>
                Leave
              </button>
            )}
          </span>
        </nav>
      </main>
    </div>
  );
}

/** One thing the reader should know, with what to do and the places in the text that it is about; it stands above the score
 *  and goes when it is no longer so. */
import { usePage, useSession } from '../context.ts';
import { openTab } from '../drawer/tabs.ts';
import { DiagnosticLine } from './diagnostic-line.tsx';
import { Icon } from './icons.tsx';

export function NoticeBar() {
  const page = usePage();
  const { session } = page;
  const notice = useSession((state) => state.notice);
  const text = useSession((state) => state.file?.text ?? '');
  if (!notice) return <div />;
  const { places = [], circle = [] } = notice;
  const [short, ...chain] = circle;
  return (
    <div className={`notice ${notice.tone}`} role={notice.tone === 'problem' ? 'alert' : 'note'}>
      <div className="said">
        <p>
          {notice.what} <span className="quiet">{notice.todo}</span>
        </p>
        {short && (
          <details>
            <summary>{short}</summary>
            <ol>
              {chain.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ol>
          </details>
        )}
        {places.length > 1 && (
          <details>
            <summary>All {places.length}</summary>
            <ul className="diagnostics" aria-label="Places in the text" tabIndex={0}>
              {places.map((one, index) => (
                <DiagnosticLine key={index} diagnostic={one} text={text} />
              ))}
            </ul>
          </details>
        )}
      </div>
      {notice.offers?.includes('nearest') && (
        <button type="button" onClick={() => session.showNearest()}>
          Nearest run
        </button>
      )}
      {notice.offers?.includes('compare') && (
        <button type="button" onClick={() => openTab(page, 'compare')}>
          Compare
        </button>
      )}
      {notice.deed && (
        <button type="button" onClick={notice.deed.run}>
          {notice.deed.words}
        </button>
      )}
      <button type="button" className="sign" aria-label="Dismiss" onClick={() => session.dismiss()}>
        <Icon name="close" />
      </button>
    </div>
  );
}

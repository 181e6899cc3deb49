/** One thing the reader should know, with what to do; it stands above the score and goes when it is no longer so. */
import { usePage, useSession } from '../context.ts';
import { openTab } from '../drawer/tabs.ts';
import { Icon } from './icons.tsx';

export function NoticeBar() {
  const page = usePage();
  const { session } = page;
  const notice = useSession((state) => state.notice);
  if (!notice) return <div />;
  return (
    <div className={`notice ${notice.tone}`} role={notice.tone === 'problem' ? 'alert' : 'note'}>
      <p>
        {notice.what} <span className="quiet">{notice.todo}</span>
      </p>
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

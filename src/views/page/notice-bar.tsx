/** One thing the reader should know, with what to do; it stands above the score and goes when it is no longer so. */
import { usePage, useSession } from '../context.ts';
import { Icon } from './icons.tsx';

export function NoticeBar() {
  const { session } = usePage();
  const notice = useSession((state) => state.notice);
  if (!notice) return <div />;
  return (
    <div className={`notice ${notice.tone}`} role={notice.tone === 'problem' ? 'alert' : 'note'}>
      <p>
        {notice.what} <span className="quiet">{notice.todo}</span>
      </p>
      <button type="button" className="sign" aria-label="Dismiss" onClick={() => session.dismiss()}>
        <Icon name="close" />
      </button>
    </div>
  );
}

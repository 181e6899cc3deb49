/** Where to go from the first page: back to one's own work, and three ways in. */
import { usePage, usePreferences } from '../context.ts';
import { newFromMail, openCourse } from '../deeds.ts';
import { moveFocus } from '../behaviors/focus.ts';

export function Doors() {
  const page = usePage();
  const { last } = usePreferences();
  const threads = () => {
    page.preferences.toggleLibrary(true);
    page.preferences.showSheet('library');
    moveFocus(() => document.querySelector<HTMLElement>('.library .group button'));
  };
  return (
    <nav className="doors" aria-label="Ways in">
      {last && (
        <a href={`#${last.fragment}`} className="door again">
          Go on where you were: {last.title}
        </a>
      )}
      <button type="button" className="door" onClick={() => newFromMail(page)}>
        Paste a table, a litmus test or code
      </button>
      <button type="button" className="door" onClick={() => openCourse(page)}>
        Learn in twelve steps
      </button>
      <button type="button" className="door" onClick={threads}>
        Five arguments, and who was right
      </button>
    </nav>
  );
}

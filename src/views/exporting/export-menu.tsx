/** Everything that leaves the page, one item each: copied or saved. */
import { useRef } from 'react';
import { usePage, useSession } from '../context.ts';
import { copyLink } from '../deeds.ts';
import { exportAs, FORMATS, type Format, type How } from './formats.ts';
import './exporting.css';

const SAYS: Readonly<Record<Format, string>> = {
  mail: '72 columns, as a maintainer would type it, with the link',
  svg: 'the score as a picture, black on white',
  png: 'the same, at twice the size, for where no SVG goes',
  json: 'every row of the run, for programs',
  mermaid: 'the run as a sequence diagram, for Markdown',
  dot: 'all interleavings as a graph',
  litmus: 'for herd7; read back and compared before it is given out',
  promela: 'a model for Spin, under sc or tso',
  text: 'as it stands here, for a file',
  frame: 'HTML: the score at this step, to play and step',
  'frame-code': 'the same, with the code below or beside it',
  'frame-note': 'the same, from note to note in large letters',
  element: 'HTML: <smp-scope> with the text in it, needs one script and no server',
};

export function ExportMenu() {
  const page = usePage();
  const list = useRef<HTMLUListElement>(null);
  const litmus = useSession((state) => state.scenario?.litmus !== undefined);
  const formats = FORMATS.filter(([format]) => !(litmus && format === 'litmus'));
  /** Up and down go from item to item, and stay with copying or saving. */
  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const how = document.activeElement?.getAttribute('data-how');
    if (by === 0 || !how) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>(`[data-how="${how}"]`) ?? [])];
    const at = buttons.findIndex((one) => one === document.activeElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  const deed = (format: Format, title: string, how: How) => (
    <button
      type="button"
      data-how={how}
      aria-label={`${how === 'copy' ? 'Copy' : 'Save'} ${title}`}
      onClick={() => void exportAs(page, format, how)}
    >
      {how === 'copy' ? 'Copy' : 'Save'}
    </button>
  );
  return (
    <ul ref={list} className="exports" onKeyDown={onKeyDown}>
      <li>
        <p>
          Link <span className="quiet">to exactly this step</span>
        </p>
        <button
          type="button"
          data-how="copy"
          aria-label="Copy Link"
          onClick={() => {
            page.preferences.showOverlay(null);
            void copyLink(page);
          }}
        >
          Copy
        </button>
      </li>
      {formats.map(([format, title]) => (
        <li key={format}>
          <p>
            {title} <span className="quiet">{SAYS[format]}</span>
          </p>
          {deed(format, title, 'copy')}
          {deed(format, title, 'save')}
        </li>
      ))}
    </ul>
  );
}

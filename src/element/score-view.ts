/** The score in an element: names that stay above, rows, the band of the row that the playhead is at, pencil below it. */
import { groupOf, make, svgOf, useOf } from './controls.ts';
import { themed } from './look.ts';
import type { Picture } from './question.ts';

export interface ScoreView {
  readonly element: HTMLElement;
  readonly draw: (picture: Picture) => void;
  readonly goTo: (step: number) => void;
}

/** `chosen` gets the step of a row that is clicked. */
export function makeScoreView(chosen: (step: number) => void): ScoreView {
  const band = make('div', 'band');
  const future = make('div', 'future');
  const names = make('div', 'names');
  const rows = make('div', 'rows');
  const sheet = make('div', 'sheet', names, rows);
  const element = make('div', 'score', sheet);
  element.tabIndex = 0;
  element.role = 'group';
  element.ariaLabel = 'Score; the arrow keys step, Space plays';
  let picture: Picture | null = null;
  let step = 0;
  const place = () => {
    const [top, bottom] = picture?.rows[step] ?? [0, 0];
    band.style.top = `${top}px`;
    band.style.height = `${bottom - top}px`;
    future.style.top = `${bottom}px`;
  };
  rows.addEventListener('click', (event) => {
    if (!picture) return;
    const y = event.clientY - rows.getBoundingClientRect().top;
    const found = picture.rows.findLastIndex(([top]) => top <= y);
    if (found >= 0) chosen(found);
  });
  return {
    element,
    draw: (next) => {
      picture = next;
      const { body, width, height, head } = next;
      const heads = svgOf(width, head, `0 ${-head} ${width} ${head}`);
      heads.append(useOf('score'));
      const svg = svgOf(width, height, `0 0 ${width} ${height}`);
      svg.append(groupOf(themed(body), 'score'));
      sheet.style.width = `${width}px`;
      names.replaceChildren(heads);
      rows.replaceChildren(band, svg, future);
      place();
    },
    goTo: (next) => {
      step = next;
      place();
      const [top, bottom] = picture?.rows[step] ?? [0, 0];
      const { scrollTop, clientHeight } = element;
      const room = clientHeight - names.offsetHeight;
      // The element's own box alone is scrolled, not the page around it.
      if (top < scrollTop) element.scrollTop = Math.max(0, top - 24);
      else if (bottom > scrollTop + room) element.scrollTop = bottom - room + 8;
    },
  };
}

/**
 * On a narrow page what does not fit lies in sheets under the score, one at a time, and the library in a drawer over it.
 * One that opens takes the focus; it gives it back when it closes, and a drawer closes when the focus leaves it.
 */
import { useLayoutEffect } from 'react';
import { useStore } from 'zustand';
import type { SheetName } from '../../state/index.ts';
import { returnFocus, takeFocus } from '../behaviors/focus.ts';
import { usePage, usePreferences, useSession } from '../context.ts';
import { headline } from '../panels/verdict-panel.tsx';

const SHEETS: readonly { readonly name: SheetName; readonly title: string }[] = [
  { name: 'library', title: 'Library' },
  { name: 'options', title: 'Options' },
  { name: 'code', title: 'Code' },
  { name: 'machine', title: 'Machine' },
  { name: 'choices', title: 'Choices' },
];

/** What stands in the verdict's place while the reader is to find out. */
const ASKED: Readonly<Record<string, string>> = { predict: 'Predict', break: 'Break it', fix: 'Fix it' };

export function SheetBar() {
  const { preferences, mail, learning, course } = usePage();
  const { sheet } = usePreferences();
  const reading = useStore(mail.store, (state) => state.open);
  const learns = useStore(course.store, (state) => state.open);
  const exploration = useSession((state) => state.exploration);
  const litmus = useSession((state) => state.scenario?.litmus);
  const { mode } = useStore(learning.store);
  const { word, tone } =
    mode in ASKED ? { word: ASKED[mode] ?? '', tone: '' } : headline(exploration, litmus);
  const show = (name: SheetName) => preferences.showSheet(sheet === name ? null : name);
  return (
    <nav className="sheet-bar" aria-label="Sheets">
      {SHEETS.filter(({ name }) => mode !== 'break' || name !== 'choices').map(({ name, title }) => (
        <button key={name} type="button" aria-expanded={sheet === name} onClick={() => show(name)}>
          {name === 'library' ? (reading ? 'Mail' : learns ? 'Lesson' : title) : title}
        </button>
      ))}
      <button
        type="button"
        aria-expanded={sheet === 'verdict'}
        aria-label={mode in ASKED ? word : `Verdict: ${word}`}
        className={tone}
        onClick={() => show('verdict')}
      >
        {word}
      </button>
    </nav>
  );
}

/** What a sheet is; each can be focused itself. */
const PLACES: Readonly<Record<SheetName, string>> = {
  library: '.area-library',
  options: '.stage-head',
  code: '.drawer [role="tabpanel"]',
  machine: '.area-side',
  choices: '.area-side',
  verdict: '.area-side',
};

export function useSheetFocus(): void {
  const { preferences } = usePage();
  const { sheet } = usePreferences();
  useLayoutEffect(() => {
    const place = sheet && document.querySelector<HTMLElement>(PLACES[sheet]);
    if (!place || !liesOver(place)) return undefined;
    takeFocus(place);
    const onFocus = ({ target }: FocusEvent) => {
      const away = target instanceof Element && !place.contains(target) && !target.closest('.page-head');
      if (away && sheet === 'library' && window.matchMedia(DRAWER).matches) preferences.showSheet(null);
    };
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('focusin', onFocus);
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body || place.contains(activeElement)) returnFocus();
    };
  }, [sheet, preferences]);
}

/** Where the library covers part of the page. */
const DRAWER = '(min-width: 720px)';

/** On a wide page everything has its place beside the others. */
function liesOver(place: HTMLElement): boolean {
  return getComputedStyle(place.closest('.stage-code') ?? place).position === 'fixed';
}

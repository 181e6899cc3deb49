/** Keys of the page: looked up in the commands, except where a control needs the key itself. */
import { useEffect } from 'react';
import { commands, isOpen } from '../commands.ts';
import { usePage } from '../context.ts';

const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)));

export function useKeys(): void {
  const page = usePage();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        if (page.preferences.store.getState().overlay === null) page.preferences.showSheet(null);
        page.preferences.showOverlay(null);
      }
      // What is typed while a dialog is on its way is meant for it.
      if (page.preferences.store.getState().overlay !== null) return;
      if (event.defaultPrevented || needsKey(event)) return;
      const name = nameOf(event);
      const command = name === null ? undefined : byKey.get(name);
      if (!command || !isOpen(page, command)) return;
      event.preventDefault();
      command.run(page);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [page]);
}

/**
 * What was typed, whatever keyboard it was typed on: a German one has `[` at AltGr 8 (which Windows reports as Control
 * and Alt, macOS as Alt) and `/` at Shift 7. Null where Alt makes it a key of the browser's.
 */
export function nameOf(event: TypedKey): string | null {
  const third = event.altKey || event.getModifierState('AltGraph');
  if (third) return SIGN.test(event.key) ? event.key : null;
  const control = event.ctrlKey ? 'Control+' : event.metaKey ? 'Meta+' : '';
  const shift = event.shiftKey && (control || event.key.length > 1) ? 'Shift+' : '';
  const key = event.getModifierState('CapsLock') && LETTER.test(event.key) ? swapped(event) : event.key;
  return `${control}${shift}${key}`;
}

export type TypedKey = Pick<
  KeyboardEvent,
  'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'getModifierState'
>;

const SIGN = /^[^\p{L}\p{N}\s]$/u;
const LETTER = /^\p{L}$/u;

/** A letter as it would be without the capitals lock. */
function swapped({ key, shiftKey }: TypedKey): string {
  return shiftKey ? key.toUpperCase() : key.toLowerCase();
}

/** A field takes letters, a list takes arrows, a button takes space. */
function needsKey(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], .editor-beside')) return true;
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return key === ' ';
  if (target instanceof HTMLInputElement && target.type !== 'radio') return true;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return true;
  if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement)
    return key.startsWith('Arrow') || key === ' ' || key === 'Home' || key === 'End';
  if (target instanceof HTMLButtonElement || target.closest('summary, a'))
    return key === ' ' || key === 'Enter';
  return false;
}

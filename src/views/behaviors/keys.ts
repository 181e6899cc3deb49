/** Keys of the page: looked up in the commands, except where a control needs the key itself. */
import { useEffect } from 'react';
import { commands } from '../commands.ts';
import { usePage } from '../context.ts';

const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)));

export function useKeys(): void {
  const page = usePage();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') page.preferences.showSheet(null);
      if (event.defaultPrevented || event.altKey || needsKey(event)) return;
      const command = byKey.get(nameOf(event));
      if (!command) return;
      event.preventDefault();
      command.run(page);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [page]);
}

function nameOf(event: KeyboardEvent): string {
  const control = event.ctrlKey ? 'Control+' : event.metaKey ? 'Meta+' : '';
  const shift = event.shiftKey && (control || event.key.length > 1) ? 'Shift+' : '';
  return `${control}${shift}${event.key}`;
}

/** A field takes letters, a list takes arrows, a button takes space. */
function needsKey(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"]')) return true;
  if (target instanceof HTMLInputElement && target.type !== 'radio') return true;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return true;
  if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement)
    return key.startsWith('Arrow') || key === ' ' || key === 'Home' || key === 'End';
  if (target instanceof HTMLButtonElement || target.closest('summary, a'))
    return key === ' ' || key === 'Enter';
  return false;
}

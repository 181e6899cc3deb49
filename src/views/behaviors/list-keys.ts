/** ↑ and ↓ go through the buttons of a list, as they do in a menu; from the first one ↑ goes back to its search field. */
import type { KeyboardEvent } from 'react';

export function listKeys(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input[type=search], li button')];
  const at = stops.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  stops[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}

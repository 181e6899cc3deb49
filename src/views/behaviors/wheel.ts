/** The wheel turns time: one step for each row's height of turning; at the ends the page may scroll as it likes. */
import { useEffect, useRef, type RefObject } from 'react';

export function useWheel(
  element: RefObject<HTMLElement | null>,
  notch: number,
  turn: (steps: number) => boolean,
): void {
  const latest = useRef(turn);
  useEffect(() => {
    latest.current = turn;
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    let rest = 0;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      const delta = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * notch : event.deltaY;
      rest += delta;
      const steps = Math.trunc(rest / notch);
      if (steps === 0) {
        event.preventDefault();
        return;
      }
      rest -= steps * notch;
      if (latest.current(steps)) event.preventDefault();
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [element, notch]);
}

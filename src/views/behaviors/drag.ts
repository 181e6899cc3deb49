/** Dragging with d3-drag on an element: positions come in the element's own coordinates. */
import { drag, type D3DragEvent } from 'd3-drag';
import { select } from 'd3-selection';
import { useEffect, useRef, type RefObject } from 'react';

export interface DragHandlers {
  readonly start?: (x: number, y: number) => void;
  readonly move: (x: number, y: number) => void;
  readonly end?: () => void;
  /** False: this pointer is not for dragging (a finger that scrolls). */
  readonly accepts?: (event: MouseEvent | TouchEvent) => boolean;
}

export function useDrag(element: RefObject<HTMLElement | null>, handlers: DragHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    type Event = D3DragEvent<HTMLElement, unknown, unknown>;
    const selection = select<HTMLElement, unknown>(target);
    const behavior = drag<HTMLElement, unknown>()
      .filter(
        (event: MouseEvent | TouchEvent) =>
          !event.ctrlKey &&
          !('button' in event && event.button !== 0) &&
          (latest.current.accepts?.(event) ?? true),
      )
      .container(() => target)
      .clickDistance(3)
      .on('start', ({ x, y }: Event) => latest.current.start?.(x, y))
      .on('drag', ({ x, y }: Event) => latest.current.move(x, y))
      .on('end', () => latest.current.end?.());
    selection.call(behavior);
    return () => {
      selection.on('.drag', null);
    };
  }, [element]);
}

/**
 * Something that can say why it is so: pointing at it, or focusing it, shows a note with the machine's own answer. The note
 * stays while the pointer is on it, goes with Escape, and takes no room from anything.
 */
import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import { explanationOf, type Explanation, type RunNode, type SpokenAccess } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import './explained.css';

/** What the machine answers at the position of a run; null until it has. */
export function useExplanation(node: RunNode): Explanation | null {
  const { explanations } = usePage();
  const position = useSession((state) => state.position);
  const { run } = node;
  useEffect(() => explanations.ask(), [explanations, run, position]);
  return useStore(explanations.store, ({ answers }) => explanationOf(answers, run, position));
}

interface ExplainedProps {
  readonly node: RunNode;
  /** The statement it is about, in full; what is shown may be cut short. */
  readonly statement?: string | undefined;
  /** The sentences of the note. */
  readonly words: (told: Explanation) => readonly string[];
  /** The accesses in flight that they speak of: drawn in the score while the note is open. */
  readonly about?: ((told: Explanation) => readonly SpokenAccess[]) | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

const OPEN_MS = 120;
const CLOSE_MS = 160;

export function Explained({ node, statement, words, about, className = '', children }: ExplainedProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const soon = (next: boolean, wait: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), wait);
  };
  const now = (next: boolean) => {
    clearTimeout(timer.current);
    setOpen(next);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <span
      ref={anchor}
      tabIndex={0}
      className={`explained ${className}`}
      aria-describedby={open ? id : undefined}
      onPointerEnter={() => soon(true, OPEN_MS)}
      onPointerLeave={() => soon(false, CLOSE_MS)}
      onFocus={() => now(true)}
      onBlur={() => now(false)}
      onClick={() => now(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        now(false);
      }}
    >
      {children}
      {open && (
        <Note
          id={id}
          node={node}
          statement={statement}
          words={words}
          about={about}
          anchor={anchor}
          onEnter={() => soon(true, 0)}
          onLeave={() => soon(false, CLOSE_MS)}
          onGone={() => now(false)}
        />
      )}
    </span>
  );
}

interface NoteProps extends Pick<ExplainedProps, 'node' | 'words' | 'about'> {
  readonly id: string;
  readonly statement: string | undefined;
  readonly anchor: React.RefObject<HTMLElement | null>;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
  readonly onGone: () => void;
}

function Note({ id, node, statement, words, about, anchor, onEnter, onLeave, onGone }: NoteProps) {
  const told = useExplanation(node);
  const box = useRef<HTMLDivElement>(null);
  const said = told && words(told);
  const { rowView } = usePage();
  const latest = useRef(about);
  useEffect(() => {
    latest.current = about;
  });
  useEffect(() => {
    const spoken = told && latest.current?.(told);
    return spoken && spoken.length > 0 ? rowView.speakOf(spoken) : undefined;
  }, [rowView, told]);
  useLayoutEffect(() => {
    if (box.current && anchor.current) place(box.current, anchor.current.getBoundingClientRect());
  }, [anchor, said]);
  useEffect(() => {
    const leave = (event: Event) => {
      if (!(event.target instanceof Node && box.current?.contains(event.target))) onGone();
    };
    window.addEventListener('scroll', leave, { capture: true, passive: true });
    window.addEventListener('resize', onGone);
    return () => {
      window.removeEventListener('scroll', leave, { capture: true });
      window.removeEventListener('resize', onGone);
    };
  });
  return createPortal(
    <div
      ref={box}
      id={id}
      role="tooltip"
      className="why-note"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      {statement !== undefined && <code>{statement}</code>}
      {said?.map((one, index) => <p key={index}>{one}</p>) ?? <p className="quiet">…</p>}
    </div>,
    // Inside its panel, so that it belongs to a landmark; it is fixed, so nothing cuts it off.
    anchor.current?.closest('[role="region"]') ?? document.body,
  );
}

const GAP = 4;
const MARGIN = 8;

/** Below what it explains, above it where there is no room. */
function place(box: HTMLElement, at: DOMRect): void {
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP + height + MARGIN <= window.innerHeight;
  const left = Math.max(MARGIN, Math.min(at.left, window.innerWidth - width - MARGIN));
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(MARGIN, below ? at.bottom + GAP : at.top - GAP - height)}px`;
}

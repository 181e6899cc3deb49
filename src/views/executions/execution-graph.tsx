/**
 * The drawing of one execution: CPUs as columns, each event a mark and its words, each relation an arrow with its name. What is
 * pointed at or focused is told below, and by a screen reader as the focus goes through it.
 */
import { useId, useMemo, useRef, useState } from 'react';
import type { Execution } from '../../axiomatic/index.ts';
import { cpuHue } from '../hue.ts';
import { arrowsOf, arrowWords, eventWords } from './graph.ts';
import { layOut, wordsOf, type DrawnArrow, type GraphLayout, type Spot } from './layout.ts';
import { startOf, walk, type Place } from './walk.ts';

/** Wide graphs are drawn smaller before they scroll, as long as their words can be read. */
const SMALLEST = 0.65;

interface ExecutionGraphProps {
  readonly execution: Execution;
  /** What it is an execution of. */
  readonly title: string;
}

export function ExecutionGraph({ execution, title }: ExecutionGraphProps) {
  const id = useId();
  const drawing = useRef<SVGSVGElement>(null);
  const arrows = useMemo(() => arrowsOf(execution), [execution]);
  const layout = useMemo(() => layOut(execution, arrows), [execution, arrows]);
  const [walked, setWalked] = useState<Place | null>(null);
  const [focused, setFocused] = useState(false);
  const [pointed, setPointed] = useState<Place | null>(null);
  const place = walked ?? startOf(layout);
  const told = pointed ?? (focused ? place : null);
  const racing = execution.races.flatMap(({ first, second }) => [first, second]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = walk(place, event.key, layout);
    if (!next && !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
    if (next) go(next);
  };
  const go = (next: Place) => {
    setWalked(next);
    drawing.current?.querySelector<SVGElement>(`[data-place="${keyOf(next)}"]`)?.focus();
  };
  const propsOf = (one: Place) => ({
    'data-place': keyOf(one),
    tabIndex: keyOf(one) === keyOf(place) ? 0 : -1,
    onFocus: () => {
      // An arrow that was clicked was reached from where it begins.
      setWalked((before) => (before && keyOf(before) === keyOf(one) ? before : one));
    },
    onPointerEnter: () => setPointed(one),
    onPointerLeave: () => setPointed(null),
  });
  return (
    <div className="execution">
      <div className="execution-scroll">
        <svg
          ref={drawing}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          width={layout.width}
          style={{ minWidth: layout.width * SMALLEST }}
          role="group"
          aria-label={`Execution graph: ${title}`}
          aria-describedby={`${id}-keys`}
          onKeyDown={onKeyDown}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        >
          {layout.columns.map(({ x, width, name }, cpu) => (
            <g key={name} className={cpuHue(cpu, false)} aria-hidden="true">
              <text className="execution-cpu" x={x - 6} y={14}>
                {name}
              </text>
              <path className="execution-head" d={`M${x - 6} 21H${x + width}`} />
              <ProgramOrder
                spots={layout.spots.filter((spot) => execution.events[spot.id]?.thread === cpu)}
              />
            </g>
          ))}
          {layout.arrows.map((drawn, nth) => (
            <ArrowMark
              key={nth}
              drawn={drawn}
              words={arrowWords(execution, drawn.arrow)}
              here={told?.k === 'arrow' && told.nth === nth}
              near={told?.k === 'event' && [drawn.arrow.from, drawn.arrow.to].includes(told.id)}
              rest={propsOf({ k: 'arrow', nth, of: drawn.arrow.from })}
            />
          ))}
          {layout.spots.map((spot) => (
            <EventMark
              key={spot.id}
              {...{ spot, execution }}
              racing={racing.includes(spot.id)}
              here={told?.k === 'event' && told.id === spot.id}
              rest={propsOf({ k: 'event', id: spot.id })}
            />
          ))}
        </svg>
      </div>
      <p className="execution-told" aria-hidden="true">
        {told && wordsAt(execution, layout, told)}
      </p>
      <p id={`${id}-keys`} className="quiet execution-keys">
        ↑ ↓ ← → from event to event, Enter onto its arrows: ← → the next one, ↓ to its end, ↑ to its start,
        Escape back.
      </p>
    </div>
  );
}

function wordsAt(execution: Execution, { arrows }: GraphLayout, place: Place): string {
  if (place.k === 'event') return eventWords(execution, place.id);
  const drawn = arrows[place.nth];
  return drawn ? arrowWords(execution, drawn.arrow) : '';
}

function keyOf(place: Place): string {
  return place.k === 'event' ? `event ${place.id}` : `arrow ${place.nth}`;
}

/** A hairline through a CPU's events. */
function ProgramOrder({ spots }: { readonly spots: readonly Spot[] }) {
  const [first, last] = [spots[0], spots.at(-1)];
  if (!first || !last) return null;
  return <path className="execution-po" d={`M${first.x} ${first.y}V${last.y}`} />;
}

type Rest = React.SVGProps<SVGGElement>;

interface ArrowMarkProps {
  readonly drawn: DrawnArrow;
  readonly words: string;
  readonly here: boolean;
  readonly near: boolean;
  readonly rest: Rest;
}

function ArrowMark({ drawn: { arrow, path, head, name }, words, here, near, rest }: ArrowMarkProps) {
  const kind = `arrow-${arrow.name} ${arrow.heavy ? 'heavy' : ''} ${here ? 'here' : ''} ${near ? 'near' : ''}`;
  return (
    <g {...rest} className={`execution-arrow ${kind}`} role="img" aria-label={words}>
      <path className="reach" d={path} />
      <path className="stroke" d={path} />
      <path className="head" d={head} />
      <text x={name.x} y={name.y + 4}>
        {arrow.name}
      </text>
    </g>
  );
}

interface EventMarkProps {
  readonly spot: Spot;
  readonly execution: Execution;
  readonly racing: boolean;
  readonly here: boolean;
  readonly rest: Rest;
}

/** ● write, ○ read, ▬ fence; an access that races has a ring of dots and is said to. */
function EventMark({ spot: { id, x, y, width }, execution, racing, here, rest }: EventMarkProps) {
  const event = execution.events[id];
  if (!event) return null;
  const words = `${eventWords(execution, id)}${racing ? '. It races.' : ''}`;
  const isInitial = event.thread === null;
  return (
    <g
      {...rest}
      className={`execution-event ${isInitial ? 'initial' : cpuHue(event.thread, false)} ${here ? 'here' : ''}`}
      role="img"
      aria-label={words}
    >
      <rect className="ground" x={x - 8} y={y - 12} width={width + 12} height={24} />
      {racing && <rect className="race" x={x - 8} y={y - 12} width={width + 12} height={24} />}
      {event.kind === 'fence' ? (
        <path className="mark fence" d={`M${x - 6} ${y}h12`} />
      ) : (
        <circle className={`mark ${event.kind === 'read' ? 'read' : 'write'}`} cx={x} cy={y} r={4} />
      )}
      <text x={x + 12} y={y + 4.5}>
        {isInitial ? wordsOf(event.label) : event.label}
      </text>
    </g>
  );
}

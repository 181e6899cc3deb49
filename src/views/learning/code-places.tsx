/** The code as lines, at each of which something may be added that orders: a barrier before it, or a stronger access. */
import { useState } from 'react';
import type { Addition, CodePlace } from '../../state/index.ts';
import { grouped } from '../grouping.ts';

interface CodePlacesProps {
  readonly places: readonly CodePlace[];
  readonly placed: readonly Addition[];
  readonly onPlace: (placed: readonly Addition[]) => void;
  /** There are options, which come first. */
  readonly folded: boolean;
}

export function CodePlaces({ places, placed, onPlace, folded }: CodePlacesProps) {
  const bodies = grouped(places, ({ inside }) => inside);
  return (
    <details className="places" open={!folded}>
      <summary>{folded ? 'Or anywhere in the code' : 'In the code'}</summary>
      {[...bodies].map(([inside, own]) => (
        <section key={inside} aria-label={inside}>
          <h3>{inside}</h3>
          <ul>
            {own.map((place) => (
              <Place key={`${place.file}:${place.from}`} place={place} placed={placed} onPlace={onPlace} />
            ))}
          </ul>
        </section>
      ))}
    </details>
  );
}

interface PlaceProps extends Pick<CodePlacesProps, 'placed' | 'onPlace'> {
  readonly place: CodePlace;
}

function Place({ place: { line, forms }, placed, onPlace }: PlaceProps) {
  const [open, setOpen] = useState(false);
  const here = forms.filter((form) => placed.includes(form));
  /** Two that change the same access exclude each other. */
  const toggle = (form: Addition) => {
    const others = placed.filter(
      (one) => one !== form && (one.excludes === null || one.excludes !== form.excludes),
    );
    onPlace(placed.includes(form) ? others : [...others, form]);
  };
  return (
    <li>
      {here.map((form) => (
        <p key={keyOf(form)} className="added">
          <Says form={form} />
        </p>
      ))}
      <button type="button" className="place" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="fold" aria-hidden="true" /> <code>{line}</code>
      </button>
      {open && (
        <div className="forms" role="group" aria-label={`What to add at ${line}`}>
          {forms.map((form) => (
            <button
              key={keyOf(form)}
              type="button"
              aria-pressed={placed.includes(form)}
              onClick={() => toggle(form)}
            >
              <Says form={form} />
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

function keyOf({ says, from, excludes }: Addition): string {
  return `${says} ${from} ${excludes ?? ''}`;
}

/** `smp_mb()` before it, an access in another form, or what is done, its code between backticks. */
function Says({ form: { says, keeps, excludes } }: { readonly form: Addition }) {
  if (keeps !== 'none')
    return (
      <>
        <code>{says}</code> {excludes === null ? 'before' : 'instead'}
      </>
    );
  return says.split('`').map((part, nth) => (nth % 2 === 1 ? <code key={nth}>{part}</code> : part));
}

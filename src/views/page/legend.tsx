/** How to read a score. */
import type { ReactNode } from 'react';

export function Legend() {
  return (
    <dl className="legend">
      {SIGNS.map(({ sign, name, text }) => (
        <div key={name}>
          <dt>
            <svg width="28" height="24" viewBox="0 0 28 24" aria-hidden="true" className="hue-0">
              {sign}
            </svg>
            {name}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

const SIGNS: readonly { readonly sign: ReactNode; readonly name: string; readonly text: string }[] = [
  {
    sign: <circle className="mark open" cx="14" cy="12" r="4" />,
    name: 'issued',
    text: 'The statement was issued; its access is still in flight.',
  },
  {
    sign: <path className="tie" d="M14 0V24" />,
    name: 'in flight',
    text: 'The longer the line, the further the access was put off.',
  },
  {
    sign: <circle className="mark full" cx="14" cy="12" r="4" />,
    name: 'complete',
    text: 'The store is visible to all CPUs, or the load has its value.',
  },
  {
    sign: <path className="mark bar" d="M7 12H21" />,
    name: 'barrier',
    text: 'What comes later completes later.',
  },
  {
    sign: (
      <>
        <circle className="mark refused" cx="14" cy="12" r="5" />
        <path className="mark refused" d="M10.5 15.5l7 -7" />
      </>
    ),
    name: 'refused',
    text: 'The thread writes this row; the machine does not let it happen.',
  },
  {
    sign: <path className="link-dots" d="M2 12H26" />,
    name: 'stale',
    text: 'The value was about to be replaced, or was replaced while in use.',
  },
  {
    sign: <path className="turn" d="M14 5l7 7l-7 7l-7 -7z" />,
    name: 'point of no return',
    text: 'From here every continuation fails.',
  },
];

/** How to read a score. */
import type { ReactNode } from 'react';
import { Words } from '../words/words.tsx';

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
          <dd>
            <Words text={text} />
          </dd>
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
    text: 'The thread writes this row, or the run had it elsewhere; the machine does not let it happen here.',
  },
  {
    sign: <path className="span" d="M19 3H11V21H19" />,
    name: 'handler',
    text: 'An interrupt, trap or fault handler runs on the CPU.',
  },
  {
    sign: (
      <g className="span lock">
        <path d="M12.75 9V22M15.25 9V22h3.5" />
        <path className="shackle" d="M12 5v-2a2 2 0 0 1 4 0v2" />
        <path className="body" d="M11 5h6v5h-6z" />
      </g>
    ),
    name: 'lock',
    text: 'Held from the read that took it until its release is visible.',
  },
  {
    sign: (
      <g className="copy">
        <path className="current" d="M5 2V22" />
        <path className="stale" d="M12 3V22" />
        <path className="mixed" d="M18 2V22M21.5 6V22" />
      </g>
    ),
    name: 'copies',
    text: 'What a pipeline (P) or TLB (T) may hold: as in memory, stale, or bytes of two versions.',
  },
  {
    sign: (
      <g className="copy">
        <path className="conflict" d="M12.25 2V22M15.75 2V22M10 6h8M10 14h8" />
      </g>
    ),
    name: 'conflict',
    text: 'The TLB may hold two translations of one page.',
  },
  {
    sign: (
      <g className="link ipi">
        <path d="M2 12H20" />
        <path className="head" d="M26 12l-6 -3v6z" />
      </g>
    ),
    name: 'IPI',
    text: 'From where it is raised to where it is taken; the solid arrow back is its acknowledgement.',
  },
  {
    sign: (
      <g className="link broadcast">
        <path d="M2 12H26" />
        <path className="open-head" d="M22 8.5l4 3.5l-4 3.5" />
      </g>
    ),
    name: 'broadcast',
    text: 'A TLBI or IC IVAU, to each CPU that it reaches; the arrow back is the end of the DSB that waited.',
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

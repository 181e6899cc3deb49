/** The few signs that stand where a word does not fit; each button that shows one is named. */
const paths = {
  back: 'M10 3.5L4.5 8l5.5 4.5z',
  forward: 'M6 3.5L11.5 8L6 12.5z',
  first: 'M4 3.5v9M12 3.5L6.5 8l5.5 4.5z',
  last: 'M12 3.5v9M4 3.5L9.5 8L4 12.5z',
  play: 'M5 3l8 5l-8 5z',
  pause: 'M5.5 3v10M10.5 3v10',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  undo: 'M6 3.5L3 6.5l3 3M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7',
  redo: 'M10 3.5l3 3l-3 3M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9',
  close: 'M4 4l8 8M12 4l-8 8',
} as const;

const filled = new Set(['back', 'forward', 'first', 'last', 'play']);

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg className="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={paths[name]}
        fill={filled.has(name) ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {name === 'theme' && <path d="M8 2.5a5.5 5.5 0 1 0 0 11z" fill="currentColor" />}
    </svg>
  );
}

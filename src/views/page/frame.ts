/**
 * How the page stands in a frame of another page, by its address: `?embed` the score alone, `?embed=code` with the code,
 * `&present` the score and its note, `&theme=dark` in the colours of what is around it.
 */
export interface Frame {
  readonly code: boolean;
  /** Null: the reader's own. */
  readonly theme: 'light' | 'dark' | null;
}

/** Null where the page stands alone. */
export const FRAME: Frame | null = readFrame(new URLSearchParams(window.location.search));

function readFrame(search: URLSearchParams): Frame | null {
  if (!search.has('embed')) return null;
  const theme = search.get('theme');
  return {
    code: search.get('embed') === 'code',
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  };
}

/** An address without what says that it is for a frame. */
export function unframed(address: URL): URL {
  const whole = new URL(address);
  whole.searchParams.delete('embed');
  whole.searchParams.delete('theme');
  whole.searchParams.delete('present');
  return whole;
}

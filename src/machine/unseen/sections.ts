/** The parts of what code may still do, one behind the other in a set of bits; what each says stands in futures.ts. */
const SECTIONS = [
  'reads',
  'writes',
  'names',
  'wakes',
  'wakesNow',
  'wakesSoon',
  'earlyReads',
  'earlyWrites',
  'earlyNames',
  'hookReads',
  'hookWrites',
  'freeReads',
  'freeWrites',
  'firesReads',
  'firesWrites',
  'sends',
  'softly',
  'lines',
  'fails',
  'clashes',
  'now',
  'turns',
] as const;

export type Section = (typeof SECTIONS)[number];

/** Where each part begins, for so many of each kind. */
export function layout(sizes: {
  readonly facets: number;
  readonly cells: number;
  readonly objects: number;
  readonly calls: number;
  readonly properties: number;
}) {
  const lengths: Readonly<Record<Section, number>> = {
    reads: sizes.facets,
    writes: sizes.facets,
    names: sizes.objects,
    wakes: sizes.calls,
    wakesNow: sizes.calls,
    wakesSoon: sizes.calls,
    earlyReads: sizes.cells,
    earlyWrites: sizes.cells,
    earlyNames: sizes.objects,
    hookReads: sizes.cells,
    hookWrites: sizes.cells,
    freeReads: sizes.cells,
    freeWrites: sizes.cells,
    firesReads: sizes.cells,
    firesWrites: sizes.cells,
    sends: sizes.calls,
    softly: sizes.calls,
    lines: sizes.calls,
    fails: sizes.properties,
    clashes: 1,
    now: 1,
    turns: 1,
  };
  const starts = { ...lengths };
  let size = 0;
  for (const section of SECTIONS) {
    starts[section] = size;
    size += lengths[section];
  }
  return { starts, lengths, size };
}

/** Gives intervals that overlap different tracks, each the lowest that is free: parallel ties never cross. */
export function assignTracks(intervals: readonly { readonly from: number; readonly to: number }[]): {
  readonly track: readonly number[];
  readonly count: number;
} {
  const order = intervals
    .map((_, index) => index)
    .sort((a, b) => (intervals[a]?.from ?? 0) - (intervals[b]?.from ?? 0));
  const ends: number[] = [];
  const track = new Array<number>(intervals.length).fill(0);
  for (const index of order) {
    const one = intervals[index];
    if (!one) continue;
    let free = ends.findIndex((end) => end < one.from);
    if (free < 0) free = ends.length;
    ends[free] = one.to;
    track[index] = free;
  }
  return { track, count: ends.length };
}

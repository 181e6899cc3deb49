/** Scenarios that the page is measured with: a long run, and a search that takes a while. */

/** A writer that counts and a reader beside it: under `sc` its first run has two thousand rows. */
export function longRun(rows: number): string {
  return `scenario "a long run"
arch x86
int x;
cpu 0 "writer" { int i = 0; while (i < ${rows}) { WRITE_ONCE(x, i); smp_mb(); i = i + 1; } }
cpu 1 "reader" { int r = READ_ONCE(x); }
`;
}

/** A writer that takes a lock again and again: under `sc` its first run has two thousand steps, most of them of locks. */
export function lockedRun(steps: number): string {
  return `scenario "a long run with a lock"
arch x86
int x;
lock l fair;
cpu 0 "writer" {
    int i = 0;
    while (i < ${Math.ceil(steps / 5)}) { spin_lock(&l); WRITE_ONCE(x, i); spin_unlock(&l); i = i + 1; }
}
cpu 1 "reader" { int r = READ_ONCE(x); }
`;
}

/**
 * CPUs that write and read each other's words by turns, `accesses` each; every value read is part of the outcome.
 * 6, 5 and 5 accesses have 1,114,768 states, of which a search keeps 607,376, and 1,944 outcomes under `arm`, arm64's own model.
 */
export function race(accesses: readonly number[], arch: 'arm64' | 'x86' = 'arm64'): string {
  const words = accesses.map((_, nth) => `x${nth}`);
  const observed: string[] = [];
  const bodies = accesses.map((count, cpu) => {
    const body = Array.from({ length: count }, (_, nth) => {
      const word = words[(cpu + nth) % words.length] ?? '';
      if (nth % 2 === 0) return `WRITE_ONCE(${word}, ${cpu * 10 + nth + 1});`;
      observed.push(`cpu${cpu}.r${nth}`);
      return `int r${nth} = READ_ONCE(${word});`;
    });
    return `cpu ${cpu} { ${body.join(' ')} }`;
  });
  const lines = ['scenario "race"', `arch ${arch}`, `int ${words.join(', ')};`, ...bodies];
  return `${lines.join('\n')}\nobserve ${observed.join(', ')};\n`;
}

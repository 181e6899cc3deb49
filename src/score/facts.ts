/** What begins or ends in a row beside what the row says: locks taken and released, copies that go stale or are dropped. */
import { isStale } from './copies.ts';
import type { CopyLane, CopyState, CopyStretch, Fact, Span } from './score.ts';

export function factsOf(
  copies: readonly CopyLane[],
  spans: readonly Span[],
  nameOfPart: (part: number) => string,
): ReadonlyMap<number, readonly Fact[]> {
  const facts = new Map<number, Fact[]>();
  const say = (row: number, about: Fact['about'], words: string) =>
    facts.set(row, [...(facts.get(row) ?? []), { about, words }]);
  for (const { kind, from, to, open, name } of spans) {
    if (kind !== 'lock') continue;
    say(from, 'lock', `takes lock ${name}`);
    if (!open) say(to, 'lock', `releases lock ${name}`);
  }
  for (const { row, words, parts } of changesOf(copies))
    say(row, 'copy', `${listed(parts.map(nameOfPart))} ${words}`);
  return facts;
}

interface Change {
  readonly row: number;
  readonly words: string;
  readonly parts: number[];
}

/** Several CPUs to which the same happens in one row make one change. */
function changesOf(copies: readonly CopyLane[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const lane of copies)
    lane.stretches.forEach((stretch, index) => {
      const words = changeWords(lane, lane.stretches[index - 1]?.state ?? null, stretch);
      if (words === null) return;
      const key = `${stretch.from} ${words}`;
      const same = changes.get(key);
      if (same) same.parts.push(lane.part);
      else changes.set(key, { row: stretch.from, words, parts: [lane.part] });
    });
  return [...changes.values()];
}

function changeWords(
  { kind, name }: CopyLane,
  before: CopyState | null,
  { state, holds, old }: CopyStretch,
): string | null {
  if (before === null || before === state) return null;
  switch (state) {
    case 'stale':
      if (before === 'mixed') return null;
      return kind === 'tlb' ? `may still translate ${name} to ${old}` : `may still execute ${old} at ${name}`;
    case 'mixed':
      return `may execute a mix of old and new bytes at ${name}`;
    case 'conflict':
      return `may hold two translations of ${name}: ${holds}`;
    case 'empty':
    case 'current':
      if (!isStale(before)) return null;
      return kind === 'tlb' ? `no longer has an old translation of ${name}` : `fetches ${name} anew`;
  }
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

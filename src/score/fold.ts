/**
 * The score with its calls folded: the rows of each stretch of a call are one row, which says what the call does in it.
 *
 *     4      ticket = atomic_fetch_inc_acquire(l)
 *     5        x.next = 1                               5   spin_lock(&x)  acquired
 *     6      while (smp_load_acquire(l + 1) != ticket)
 *
 * Steps keep their numbers: a folded row stands for `since` to `step`. A location that only folded rows touch has no lane.
 */
import type { Call, CallStretch, CopyStretch, Lane, Link, Row, Score, Tie } from './score.ts';
import { assignTracks } from './tracks.ts';

/** `open`: ids of calls that stay as they are. */
export function foldCalls(score: Score, open: ReadonlySet<string> = NONE): Score {
  const folded = score.calls.filter(({ id }) => !open.has(id));
  if (folded.length === 0) return score;
  const heads = new Map<number, readonly [Call, CallStretch]>();
  for (const call of folded) for (const stretch of call.stretches) heads.set(stretch.from, [call, stretch]);
  const place: number[] = [];
  const rows: Row[] = [];
  const isFolded: boolean[] = [];
  for (let index = 0; index < score.rows.length;) {
    const head = heads.get(index);
    const end = head?.[1].to ?? index;
    for (let row = index; row <= end; row++) place[row] = rows.length;
    const found = score.rows.slice(index, end + 1);
    const [first] = found;
    isFolded.push(head !== undefined);
    if (first) rows.push({ ...(head ? oneRow(score, found, head[0], head[1]) : first), index: rows.length });
    index = end + 1;
  }
  const at = (row: number) => place[row] ?? 0;
  const { lanes, links } = memoryOf(score, at, (row) => isFolded[at(row)] ?? false);
  const ties = tiesOf(score, folded, at);
  return {
    ...score,
    rows: rows.map((row) => ({ ...row, track: ties.trackOf.get(row.index) ?? row.track })),
    parts: score.parts.map((part, index) => ({
      ...part,
      tracks: Math.max(part.tracks, ...ties.all.map((tie) => (tie.part === index ? tie.track + 1 : 0))),
    })),
    rowOfStep: score.rowOfStep.map(at),
    points: [...new Set(score.points.map((step) => rows[at(score.rowOfStep[step] ?? 0)]?.step ?? step))],
    lanes,
    links,
    ties: ties.all,
    spans: score.spans.map((span) => ({ ...span, from: at(span.from), to: at(span.to) })),
    copies: score.copies.map((lane) => ({
      ...lane,
      stretches: lane.stretches.flatMap((one, index): readonly CopyStretch[] => {
        // Of stretches that end within one row the last is what holds behind it.
        const next = lane.stretches[index + 1];
        const from = at(one.from);
        const to = next ? at(next.from) - 1 : at(one.to);
        return from > to ? [] : [{ ...one, from, to }];
      }),
    })),
    calls: score.calls.filter(({ id }) => open.has(id)),
  };
}

const NONE: ReadonlySet<string> = new Set();

function oneRow(score: Score, rows: readonly Row[], call: Call, stretch: CallStretch): Row {
  const last = rows.findLast(({ kind }) => kind === 'step') ?? rows.at(-1);
  const first = rows.find(({ kind }) => kind === 'step') ?? last;
  if (!last || !first) throw new Error('a call without rows');
  const isFirst = stretch === call.stretches[0];
  const violation = rows.find((row) => row.violation !== null)?.violation ?? null;
  const note = joined(rows.map((row) => row.note));
  const facts = rows.flatMap((row) => row.facts);
  // A call with nobody to call does nothing.
  const acts = rows.some(({ mark }) => mark === 'full' || mark === 'open') ? 'full' : last.mark;
  const ghosts = rows.flatMap((row) => row.ghosts);
  const since = last.kind === 'step' ? first.step : last.step;
  const said = [
    `${place(score, last)}: ${call.text}, ${stretch.detail}`,
    since < last.step ? `stands for steps ${since} to ${last.step}` : null,
    rows.some(({ step, kind }) => kind === 'step' && step === score.noReturn) ? 'point of no return' : null,
    violation && `violates ${violation}`,
    ...facts.map(({ words }) => words),
    note,
  ];
  return {
    ...last,
    voice: isFirst ? 'program' : 'hardware',
    text: call.text,
    result: null,
    detail: stretch.detail,
    mark: violation !== null ? 'cross' : stretch.done ? acts : isFirst ? 'open' : 'point',
    stale: false,
    missed: null,
    replaced: null,
    violation,
    note,
    ghosts,
    facts,
    folds: rows.length,
    since,
    label: said.filter(Boolean).join('; '),
  };
}

function place({ parts, steps }: Score, { kind, part, step }: Row): string {
  const who = parts[part ?? 0]?.name ?? '';
  return kind === 'step' ? `Step ${step} of ${steps}, ${who}` : `${who}, not counted`;
}

function joined(words: readonly (string | null)[]): string | null {
  return words.filter(Boolean).join(' ') || null;
}

/** Lanes that more than folded rows touch, and the links that are left; what a folded row reads is its own affair. */
function memoryOf(
  score: Score,
  at: (row: number) => number,
  isFolded: (row: number) => boolean,
): { readonly lanes: readonly Lane[]; readonly links: readonly Link[] } {
  const touched = new Set<number>();
  for (const link of score.links)
    if ((link.kind === 'read' || link.kind === 'write') && !isFolded(link.row)) touched.add(link.lane);
  const laneOf = new Map([...touched].sort((a, b) => a - b).map((lane, index) => [lane, index]));
  const lanes = score.lanes.flatMap((lane, index): readonly Lane[] =>
    touched.has(index)
      ? [{ ...lane, changes: lane.changes.map((change) => ({ ...change, row: at(change.row) })) }]
      : [],
  );
  const links = score.links.flatMap((link): readonly Link[] => {
    const row = at(link.row);
    switch (link.kind) {
      case 'read':
      case 'write': {
        const lane = laneOf.get(link.lane);
        if (lane === undefined || (link.kind === 'read' && isFolded(link.row))) return [];
        return [
          link.kind === 'read' ? { ...link, row, lane, source: at(link.source) } : { ...link, row, lane },
        ];
      }
      case 'ipi':
      case 'broadcast':
        return [{ ...link, row, to: link.to === null ? null : at(link.to) }];
      case 'ack':
      case 'done':
        return [{ ...link, row, to: at(link.to) }];
    }
  });
  return { lanes, links };
}

/** What is in flight between rows that are still apart, and each folded call from its first row to its last. */
function tiesOf(
  score: Score,
  folded: readonly Call[],
  at: (row: number) => number,
): { readonly all: readonly Tie[]; readonly trackOf: ReadonlyMap<number, number> } {
  const kept = score.ties
    .map((tie) => ({ ...tie, from: at(tie.from), to: tie.to === null ? null : at(tie.to) }))
    .filter(({ from, to }) => from !== to);
  const waits = folded.flatMap(({ stretches, text }) => {
    const first = stretches[0]?.from;
    const last = stretches.at(-1)?.from;
    if (first === undefined || last === undefined || first === last) return [];
    const { part, step } = score.rows[first] ?? { part: null, step: 0 };
    return [{ since: step, part: part ?? 0, from: at(first), to: at(last), text }];
  });
  const same = (tie: Tie) =>
    waits.some(
      ({ part, from, to }) =>
        tie.part === part && tie.from >= from && (tie.to ?? Infinity) <= to && folds.has(tie.from),
    );
  const folds = new Set(folded.flatMap(({ stretches }) => stretches.map(({ from }) => at(from))));
  const rest = kept.filter((tie) => !same(tie));
  const trackOf = new Map<number, number>();
  const added = score.parts.flatMap((_, part): readonly Tie[] => {
    const mine = waits.filter((one) => one.part === part);
    if (mine.length === 0) return [];
    const { track } = assignTracks(mine);
    // Beside what else of its CPU is in flight in the meantime.
    const beside = (from: number, to: number) =>
      Math.max(
        0,
        ...rest.map((tie) =>
          tie.part === part && tie.from < to && (tie.to ?? Infinity) > from ? tie.track + 1 : 0,
        ),
      );
    return mine.map((one, index) => {
      const tie = { ...one, track: (track[index] ?? 0) + beside(one.from, one.to) };
      trackOf.set(tie.from, tie.track);
      trackOf.set(tie.to, tie.track);
      return tie;
    });
  });
  return { all: [...rest, ...added], trackOf };
}

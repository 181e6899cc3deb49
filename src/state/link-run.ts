/**
 * The run that a link's steps are today. Where the scenario has changed since, its steps may no longer be possible, or no
 * longer be those that were meant: they are read with the statements as they may have been then, else told by what they
 * do; what is not possible stays in pencil below, with the reason.
 */
import type { Instance } from '../protocol/index.ts';
import { GONE, type Reading } from '../permalink/index.ts';
import type { LostRow } from '../score/index.ts';
import type { Program, Run, Translation } from './answers.ts';
import type { Notice } from './notice.ts';
import type { LinkView, WorkerClient } from './ports.ts';
import { fromOrigin } from './retelling.ts';
import type { Retold } from './run-tree.ts';
import { pcOfStatement } from './standing.ts';

export interface LinkRun {
  readonly run: Run;
  /** Where it opens. */
  readonly position: number;
  /** The link's steps that are not possible. */
  readonly lost: readonly LostRow[];
  /** What the reader should know; null where the steps are played as they are. */
  readonly notice: Notice | null;
}

type Steps = Pick<LinkView, 'keys' | 'step' | 'older'>;

/** Of many readings that the check allows by accident, only the first are tried. */
const MOST = 8;

/** Null where nothing is known of what the link's steps mean. */
export async function runOfLink(
  client: WorkerClient,
  instance: Instance,
  program: Program,
  { keys, step, older }: Steps,
): Promise<LinkRun | null> {
  const replay = (some: readonly string[]) => client.request({ do: 'replay', instance, keys: some }).promise;
  const asIs = older?.readable === false ? null : await replay(keys);
  if (asIs && !asIs.problem) return { run: asIs, position: positionIn(asIs, step), lost: [], notice: null };
  const others = (older?.others() ?? []).slice(0, MOST);
  for (const reading of others) {
    const run = await replay(reading.keys);
    if (run.problem) continue;
    const what = `Its steps are shown by the names that their statements have today${editWords(program, reading)}.`;
    const notice = changed(what);
    return { run, position: positionIn(run, step), lost: [], notice };
  }
  let best: { readonly reading: Reading; readonly told: Translation } | null = null;
  for (const reading of [...(asIs ? [{ keys, edit: null }] : []), ...others]) {
    const told = await client.request({ do: 'translate', instance, of: null, keys: reading.keys }).promise;
    if (best === null || told.left + told.gone < best.told.left + best.told.gone) best = { reading, told };
  }
  if (!best) return null;
  const { reading, told } = best;
  if (asIs && reading.edit === null && told.run.steps.length <= asIs.steps.length)
    return { run: asIs, position: step, ...asFarAs(program, asIs, keys) };
  const position = fromOrigin({ run: told.run, retold: toldAsLink(told) }, step);
  return { run: told.run, position, ...byEffects(program, reading, told, asIs) };
}

/** Where a link's step is, some of whose keys were passed over. */
function positionIn({ passed = [] }: Run, step: number): number {
  return step - passed.filter((nth) => nth < step).length;
}

/** The translation as if it were another run of the tree. */
function toldAsLink({ positions, broken, moved, gone }: Translation) {
  return { origin: null, positions, came: { here: 0, origin: 0 }, lost: [], broken, moved, gone };
}

/** What a node says of the link's steps that its run has not. */
export function lostOf({ run, lost }: LinkRun): Retold {
  const positions = [0, ...run.steps.map((_, nth) => nth + 1)];
  return { origin: null, positions, came: { here: 0, origin: 0 }, lost, broken: null, moved: [], gone: 0 };
}

/** The choices that are possible, and below them those that are not. */
function asFarAs(program: Program, { problem, steps }: Run, keys: readonly string[]) {
  const why = `${(problem?.message ?? '').replace(/\.$/, '')}.`;
  const lost = keys.slice(steps.length).map((key, nth) => lostRow(program, key, nth === 0 ? why : null));
  const notice: Notice = {
    tone: 'calm',
    what: `From step ${steps.length + 1} on this run is not possible here: ${why}`,
    todo: 'Its other steps stay in pencil below; take any enabled choice to go on.',
  };
  return { lost, notice };
}

/** What the steps do, as far as it is possible. */
function byEffects(
  program: Program,
  { keys, edit }: Reading,
  { broken, repeats, gone }: Translation,
  asIs: Run | null,
) {
  const done = new Set(repeats.flat());
  const from = broken?.step ?? keys.length + 1;
  const isGone = (key: string) => key.split(':')[2]?.startsWith(GONE) ?? false;
  const firstGone = keys.findIndex(isGone);
  const lost = keys.flatMap((key, nth): LostRow[] => {
    const isBroken = nth + 1 === broken?.step;
    if (!isGone(key) && (nth + 1 < from || done.has(nth + 1))) return [];
    const why = isBroken ? broken.why : nth === firstGone ? 'Its statement is not there any more.' : null;
    return [lostRow(program, key, why)];
  });
  const what = [
    asIs?.problem ? `Step ${asIs.problem.step + 1} of this link is no longer possible as it was.` : null,
    `Its steps are told by what they do, each statement’s reads and writes in their old order${editWords(program, { keys, edit })}.`,
    gone > 0 ? `Gone with their statement: ${gone} ${gone === 1 ? 'step' : 'steps'}.` : null,
    broken ? `Step ${broken.step} is not possible. ${broken.why}` : null,
  ];
  return { lost, notice: changed(what.filter(Boolean).join(' '), lost.length > 0) };
}

function changed(what: string, hasLost = false): Notice {
  const pencil = hasLost ? 'The rest stays in pencil below. ' : '';
  return { tone: 'problem', what, todo: `${pencil}Check that it still shows what was meant.` };
}

/** "; it seems that “barrier()” of CPU 0 is new". */
function editWords(program: Program, { edit }: Reading): string {
  if (!edit) return '';
  const { kind, cpu, statement } = edit;
  const pc = statement === null ? null : pcOfStatement(program, cpu, statement);
  const text = program.code[pc ?? -1]?.at.text;
  const one = text === undefined ? `a statement of CPU ${cpu}` : `“${text}” of CPU ${cpu}`;
  if (kind === 'added') return `; it seems that ${one} is new`;
  if (kind === 'removed')
    return `; it seems that a statement of CPU ${cpu} has gone${text ? ` before “${text}”` : ''}`;
  return `; it seems that ${one} ${text === undefined ? 'has changed' : 'was another statement'}`;
}

/** A choice that is not played, as far as its key tells. */
function lostRow(program: Program, key: string, note: string | null): LostRow {
  const [, cpu = '0', kind = '', statement = '', rest = ''] =
    /^(\d+):([a-z]+):([^#~]*(?:~\d+)?)(.*)$/.exec(key) ?? [];
  const whole = pcOfStatement(program, Number(cpu), statement);
  const pc = whole ?? pcOfStatement(program, Number(cpu), statement.replace(/~\d+$/, ''));
  const text = pc === null ? (rest.startsWith('~') ? rest.slice(1) : 'a statement that is gone') : '';
  const words = KINDS[kind] ?? kind;
  return {
    cpu: Number(cpu),
    text: pc === null ? text : (program.code[pc]?.at.text ?? ''),
    result: null,
    detail: words,
    voice: 'program',
    stepKind: null,
    pc,
    note,
  };
}

const KINDS: Readonly<Record<string, string>> = {
  issue: 'issues',
  value: 'takes its value',
  visible: 'becomes visible',
  predict: 'is predicted',
  irq: 'is taken',
  fetch: 'is fetched',
  arrive: 'arrives',
  translate: 'is translated',
  fault: 'faults',
  dc: 'cleans',
  ic: 'invalidates',
  tlbi: 'invalidates',
};

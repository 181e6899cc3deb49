/** What the commands do: intents sent to the stores, nothing computed here. */
import {
  choicesAt,
  neighbourPoint,
  nextStop,
  shownNode,
  snapshotAt,
  standingAt,
  stopWords,
  type LearningMode,
  type RunNode,
  type SessionState,
  type Stop,
  type Target,
} from '../state/index.ts';
import { keepFocus, moveFocus, returnFocus } from './behaviors/focus.ts';
import type { Page } from './context.ts';
import { loaded } from './export-room.ts';
import { exportAs } from './exporting/formats.ts';

export const step = (steps: number) => (page: Page) => {
  page.playback.send({ type: 'step' });
  page.rowView.stepBy(steps);
};
export const point = (direction: 1 | -1) => (page: Page) => {
  const state = page.session.store.getState();
  const node = shownNode(state);
  page.playback.send({ type: 'step' });
  if (node) page.session.goTo(neighbourPoint(page.rowView.scoreOf(node), state.position, direction));
};

/** On to the next note of the run, or back to the one before; its end or its start where there is none. */
export const toNote = (direction: 1 | -1) => (page: Page) => {
  const state = page.session.store.getState();
  const node = shownNode(state);
  if (!node) return;
  page.playback.send({ type: 'step' });
  const noted = node.score.rows.flatMap(({ note, step }) => (note !== null && step > 0 ? [step] : []));
  const { position } = state;
  const to =
    direction > 0 ? noted.find((step) => step > position) : noted.findLast((step) => step < position);
  page.session.goTo(to ?? (direction > 0 ? node.run.steps.length : 0));
};

/** Opens the folded call at the position into its steps, or folds the call that the position is in. */
export function toggleCall(page: Page): void {
  const { position } = page.session.store.getState();
  const node = shownNode(page.session.store.getState());
  const row = node?.score.rows[node.score.rowOfStep[position] ?? 0];
  if (row?.call) page.rowView.toggle(row.call);
}

/** On to the next breakpoint or watch of this run, or back to the one before; the end of the run where there is none. */
export const toStop = (direction: 1 | -1) => (page: Page) => {
  const state = page.session.store.getState();
  const node = shownNode(state);
  if (!node) return;
  page.playback.send({ type: 'step' });
  const end = direction > 0 ? node.run.steps.length : 0;
  const stop = nextStop(node, state.position, direction, state.stops);
  page.session.goTo(stop ?? end);
  page.session.announce({ tone: 'calm', what: stopNotice(node, stop, direction, state.stops), todo: '' });
};

function stopNotice(node: RunNode, stop: number | null, direction: 1 | -1, stops: readonly Stop[]): string {
  const why = stop === null ? null : stopWords(node, stop, stops);
  if (stop !== null && why !== null) return `Stopped at step ${stop}, ${why}.`;
  if (stops.length === 0) return 'There is no breakpoint and no watch to stop at.';
  return direction > 0
    ? 'No breakpoint or watch comes any more: this is the end of the run.'
    : 'No breakpoint or watch comes before: this is the start of the run.';
}

/** Next or previous write to the selected location. */
export const toWrite = (direction: 1 | -1) => (page: Page) => {
  const { tree, position, cell } = page.session.store.getState();
  const steps = tree.nodes[tree.current]?.run.steps ?? [];
  if (cell === null) {
    page.session.announce({
      tone: 'calm',
      what: 'No location is selected.',
      todo: 'Click a location in Machine or at the head of its lane, then press n.',
    });
    return;
  }
  const writes = steps.flatMap(({ trace }, index) =>
    trace.writes.some((write) => write.cell === cell) ? [index + 1] : [],
  );
  const to = direction > 0 ? writes.find((at) => at > position) : writes.findLast((at) => at < position);
  if (to !== undefined) page.session.goTo(to);
};

/** The sentences beside the options, or on a phone the sheet that has them; the focus goes there. */
export function explainOptions(page: Page): void {
  const { explained, sheet } = page.preferences.store.getState();
  const next = window.matchMedia('(max-width: 719px)').matches ? sheet !== 'options' : !explained;
  page.preferences.explain(next);
  page.preferences.showSheet(next ? 'options' : null);
  if (next) moveFocus(() => document.querySelector('.options select'));
  else returnFocus();
}

/** A breakpoint at the statement of the current step, or at what the first unfinished CPU does next. */
export function breakHere(page: Page): void {
  const state = page.session.store.getState();
  const node = shownNode(state);
  const info = node?.run.steps[state.position - 1]?.trace.info;
  const waiting = snapshotAt(node, state.position)?.cpus.flatMap(
    (_, cpu) => (node && standingAt(node, state.position, cpu).at.at(-1)) ?? [],
  )[0];
  const at = info?.pc === null || info?.pc === undefined ? waiting : node?.program.code[info.pc]?.at;
  if (at) page.session.toggleStop({ kind: 'line', file: at.file, from: at.from, to: at.to, text: at.text });
}

/** Stop when the selected location is read or written. */
export function watchCell(page: Page): void {
  const { tree, cell } = page.session.store.getState();
  const name = cell === null ? undefined : tree.nodes[tree.current]?.program.cells[cell]?.name;
  if (cell !== null && name !== undefined) page.session.toggleStop({ kind: 'cell', cell, name });
}

/** Steps one CPU: the run's own next step where that is this CPU's, else its first enabled choice. */
export function stepCpu(page: Page, cpu: number): void {
  const { tree, position } = page.session.store.getState();
  const node = tree.nodes[tree.current];
  if (!node) return;
  const next = node.run.steps[position];
  if (next?.trace.info.cpu === cpu) page.rowView.stepBy(1);
  else {
    const choice = choicesAt(node, position).find((one) => one.cpu === cpu);
    if (choice) void page.session.take(choice.key);
  }
}

/** On to a way of learning, or back from it; on a phone its sheet opens with it. */
export function toggleLearning({ learning, preferences, session }: Page, mode: LearningMode): void {
  if (session.store.getState().tree.current < 0) return;
  const next = learning.store.getState().mode === mode ? 'off' : mode;
  learning.choose(next);
  if (next !== 'off' && next !== 'present') preferences.showSheet('verdict');
}

export function findViolation(page: Page): void {
  const { exploration, wanted } = page.session.store.getState();
  if (wanted !== null) findWhenDone(page);
  else if (exploration.status === 'done' && exploration.result.witness) {
    void page.session.showWitness(
      exploration.result.witness,
      `shortest to ${exploration.result.properties[0] ?? exploration.result.verdict}`,
    );
  } else if (exploration.status === 'done') {
    const { states, limit, verdict } = exploration.result;
    const searched = `${new Intl.NumberFormat('en').format(states)} states searched`;
    page.session.announce({
      tone: 'calm',
      what:
        verdict === 'holds'
          ? `None exists: ${searched}, every interleaving under these options and this model.`
          : `None was found in ${searched}; the search stopped early (${limit ?? 'a limit'}).`,
      todo:
        verdict === 'holds'
          ? 'Change an option or the model to see what keeps it so.'
          : 'This is no proof: search on, or choose less.',
    });
    if (limit === 'cancelled') page.session.explore();
  } else if (exploration.status === 'running') findWhenDone(page);
  else page.session.explore();
}

/** Asked for while the search runs: shown when it is done, unless the reader has gone on to something else by then. */
function findWhenDone(page: Page): void {
  const { store } = page.session;
  const { tree, wanted } = store.getState();
  const asked = aimOf(store.getState());
  const notice = {
    tone: 'calm',
    what: 'The search is still going on.',
    todo: 'The shortest violation is shown when it is done, if there is one.',
  } as const;
  page.session.announce(notice);
  let isOver = false;
  const look = () => {
    const now = store.getState();
    // A change that is under way brings another run by itself.
    const isSame = aimOf(now) === asked && (wanted !== null || now.tree.current === tree.current);
    if (isOver || (isSame && (now.wanted !== null || now.exploration.status === 'running'))) return;
    isOver = true;
    stop();
    if (!isSame || now.exploration.status !== 'done') return;
    if (now.notice === notice) page.session.dismiss();
    findViolation(page);
  };
  // Options that change are searched a moment after the run is told again: what is known then is of those before.
  const stop = store.subscribe(() => queueMicrotask(look));
}

/** What is searched, or will be when the change that is under way is made. */
function aimOf({ file, wanted, tree }: SessionState): string {
  const { settings = {}, model = null } = wanted ?? tree.nodes[tree.current] ?? {};
  return JSON.stringify([file?.id, file?.text, model, Object.entries(settings).sort()]);
}

/** Longer addresses are cut here and there. */
const LONG = 2000;

const mailOut = (page: Page) => loaded(page, () => import('./exporting/mail-out.ts'));

export async function copyLink(page: Page): Promise<void> {
  const link = await page.deeds.permalink();
  const done = link !== null && (await page.deeds.copy(link));
  page.preferences.sayCopied({ what: 'link', done });
  const { tree, file } = page.session.store.getState();
  if (tree.current >= 0 && file && (link === null || link.length > LONG))
    (await mailOut(page))?.sayLength(page, link, () => void exportAs(page, 'text', 'save'));
}

export async function copyMail(page: Page): Promise<void> {
  const mail = await (await mailOut(page))?.mailOf(page);
  const done = typeof mail === 'string' && (await page.deeds.copy(mail));
  page.preferences.sayCopied({ what: 'mail', done });
}

export function focusSearch(page: Page): void {
  page.mail.close();
  page.preferences.toggleLibrary(true);
  page.preferences.showSheet('library');
  moveFocus(() => document.querySelector('#library-search'));
}

/** The course where the reader was, else its list of lessons; or one lesson. */
export function openCourse(page: Page, lesson?: string): void {
  page.mail.close();
  page.course.show(lesson);
  page.preferences.showSheet('library');
  moveFocus(() => document.querySelector('.course h2, .course .main'));
}

/** The mail that was read last, with a field for another one. */
export function newFromMail(page: Page): void {
  page.mail.reopen();
  page.preferences.showSheet('library');
  moveFocus(() => document.querySelector('.mail textarea, .mail-head button'));
}

export function switchTheme(page: Page): void {
  const { theme } = page.preferences.store.getState();
  const dark =
    theme === 'auto' ? window.matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  page.preferences.setTheme(dark ? 'light' : 'dark');
}

/** Opens a scenario of the library; one that cannot be fetched leaves what is shown and says so. */
export async function openScenario(page: Page, id: string, target: Target = {}): Promise<void> {
  const isAwaited = page.session.expect(id);
  const problem = {
    tone: 'problem',
    what: `The scenario ${id} could not be fetched.`,
    todo: 'Check the connection and open it again; what was opened before works offline.',
    deed: { words: 'Try again', run: () => void openScenario(page, id, target) },
  } as const;
  const file = await page.catalogue.load(id).catch(() => null);
  if (!isAwaited()) return;
  if (file) await page.session.open(file, target);
  else page.session.giveUp(problem);
  keepFocus();
}

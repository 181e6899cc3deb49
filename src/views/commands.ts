/** Every deed that has a name: the keys, the help and the palette read this one list. */
import { mailTable, scoreJson, scoreSvg } from '../export/index.ts';
import { neighbourPoint, shownNode, choicesAt } from '../state/index.ts';
import type { Page } from './context.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** Keys as `KeyboardEvent.key`, with `Shift+` where it matters. */
  readonly keys: readonly string[];
  readonly group: 'Time' | 'Runs' | 'Search' | 'Links' | 'Page';
  readonly run: (page: Page) => void;
}

const step = (steps: number) => (page: Page) => {
  page.playback.send({ type: 'step' });
  page.session.stepBy(steps);
};
const point = (direction: 1 | -1) => (page: Page) => {
  const state = page.session.store.getState();
  page.playback.send({ type: 'step' });
  page.session.goTo(neighbourPoint(shownNode(state), state.position, direction));
};

/** Steps one CPU: the run's own next step where that is this CPU's, else its first enabled choice. */
function stepCpu(page: Page, cpu: number): void {
  const { tree, position } = page.session.store.getState();
  const node = tree.nodes[tree.current];
  if (!node) return;
  const next = node.run.steps[position];
  if (next?.trace.info.cpu === cpu) page.session.stepBy(1);
  else {
    const choice = choicesAt(node, position).find((one) => one.cpu === cpu);
    if (choice) void page.session.take(choice.key);
  }
}

export function findViolation(page: Page): void {
  const { exploration } = page.session.store.getState();
  if (exploration.status === 'done' && exploration.result.witness) {
    void page.session.showWitness(
      exploration.result.witness,
      `shortest to ${exploration.result.properties[0] ?? exploration.result.verdict}`,
    );
  } else if (exploration.status !== 'running') page.session.explore();
}

export async function copyLink(page: Page): Promise<boolean> {
  const link = await page.deeds.permalink();
  return link !== null && page.deeds.copy(link);
}

/** The mail table of the run on the page. */
export async function mailOf(page: Page): Promise<string | null> {
  const { scenario, tree, exploration } = page.session.store.getState();
  const node = tree.nodes[tree.current];
  if (!node || !scenario) return null;
  const options = Object.entries(node.settings).map(([name, value]) => `${name} = ${value}`);
  const verdict =
    exploration.status === 'done'
      ? [`verdict: ${exploration.result.verdict} ${exploration.result.properties.join(', ')}`.trim()]
      : [];
  const lines = [`run: ${node.source.title}`, [`model ${node.model}`, ...options].join(', '), ...verdict];
  return mailTable(node.score, { title: scenario.title, lines, link: await page.deeds.permalink() });
}

export async function copyMail(page: Page): Promise<boolean> {
  const mail = await mailOf(page);
  return mail !== null && page.deeds.copy(mail);
}

function save(page: Page, kind: 'svg' | 'json'): void {
  const { scenario, tree } = page.session.store.getState();
  const node = tree.nodes[tree.current];
  if (!node || !scenario) return;
  void page.deeds.permalink().then((link) => {
    if (kind === 'svg')
      page.deeds.save('interleaving.svg', scoreSvg(node.score, scenario.title), 'image/svg+xml');
    else
      page.deeds.save(
        'interleaving.json',
        scoreJson(node.score, { title: scenario.title, link }),
        'application/json',
      );
  });
}

export const commands: readonly Command[] = [
  {
    id: 'forward',
    title: 'Step forward',
    keys: ['ArrowRight', 'ArrowDown', 'j'],
    group: 'Time',
    run: step(1),
  },
  { id: 'back', title: 'Step back', keys: ['ArrowLeft', 'ArrowUp', 'k'], group: 'Time', run: step(-1) },
  {
    id: 'forward-5',
    title: 'Five steps forward',
    keys: ['Shift+ArrowRight', 'Shift+ArrowDown'],
    group: 'Time',
    run: step(5),
  },
  {
    id: 'back-5',
    title: 'Five steps back',
    keys: ['Shift+ArrowLeft', 'Shift+ArrowUp'],
    group: 'Time',
    run: step(-5),
  },
  { id: 'start', title: 'Go to the start', keys: ['Home'], group: 'Time', run: step(-Infinity) },
  { id: 'end', title: 'Go to the end', keys: ['End'], group: 'Time', run: step(Infinity) },
  {
    id: 'play',
    title: 'Play or pause',
    keys: [' '],
    group: 'Time',
    run: (page) => page.playback.send({ type: 'toggle' }),
  },
  { id: 'next-point', title: 'Next point of interest', keys: [']'], group: 'Time', run: point(1) },
  { id: 'last-point', title: 'Previous point of interest', keys: ['['], group: 'Time', run: point(-1) },
  ...Array.from({ length: 9 }, (_, cpu): Command => ({
    id: `step-cpu-${cpu}`,
    title: `Step CPU ${cpu}`,
    keys: [String(cpu + 1)],
    group: 'Runs',
    run: (page) => stepCpu(page, cpu),
  })),
  {
    id: 'undo',
    title: 'Undo: back to the run before',
    keys: ['u', 'Control+z', 'Meta+z'],
    group: 'Runs',
    run: (page) => page.session.undo(),
  },
  {
    id: 'redo',
    title: 'Redo',
    keys: ['U', 'Control+y', 'Control+Shift+Z', 'Meta+Shift+Z'],
    group: 'Runs',
    run: (page) => page.session.redo(),
  },
  { id: 'find', title: 'Find the shortest violation', keys: ['f'], group: 'Search', run: findViolation },
  {
    id: 'cancel',
    title: 'Stop the search',
    keys: [],
    group: 'Search',
    run: (page) => page.session.cancelSearch(),
  },
  { id: 'link', title: 'Copy permalink', keys: ['l'], group: 'Links', run: (page) => void copyLink(page) },
  { id: 'mail', title: 'Copy as mail', keys: ['m'], group: 'Links', run: (page) => void copyMail(page) },
  { id: 'svg', title: 'Save as SVG', keys: [], group: 'Links', run: (page) => save(page, 'svg') },
  { id: 'json', title: 'Save as JSON', keys: [], group: 'Links', run: (page) => save(page, 'json') },
  { id: 'search', title: 'Search the library', keys: ['/'], group: 'Page', run: focusSearch },
  { id: 'theme', title: 'Switch between light and dark', keys: ['t'], group: 'Page', run: switchTheme },
  { id: 'print', title: 'Print', keys: [], group: 'Page', run: () => window.print() },
];

function focusSearch(page: Page): void {
  page.preferences.toggleLibrary(true);
  page.preferences.showSheet('library');
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('#library-search')?.focus());
}

export function switchTheme(page: Page): void {
  const { theme } = page.preferences.store.getState();
  const dark =
    theme === 'auto' ? window.matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  page.preferences.setTheme(dark ? 'light' : 'dark');
}

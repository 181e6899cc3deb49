/** Every deed that has a name: the keys, the help and the palette read this one list. */
import type { Page } from './context.ts';
import { openTab, startEditing } from './drawer/tabs.ts';
import {
  breakHere,
  copyLink,
  copyMail,
  explainOptions,
  findViolation,
  focusSearch,
  newFromMail,
  openCourse,
  point,
  step,
  stepCpu,
  switchTheme,
  toggleCall,
  toggleLearning,
  toNote,
  toStop,
  toWrite,
  watchCell,
} from './deeds.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** Keys as `KeyboardEvent.key`, with `Shift+` where it matters. */
  readonly keys: readonly string[];
  readonly group: 'Time' | 'Runs' | 'Search' | 'Learn' | 'Links' | 'Page';
  readonly run: (page: Page) => void;
}

/** What they show would tell a reader what is to be found out. */
const TELLING: ReadonlySet<string> = new Set([
  'find',
  'edit',
  'compare',
  'matrix',
  'advice',
  'lattice',
  'mail',
  'svg',
  'json',
]);

/** Whether a command may run now: nothing is told to a reader who is asked. */
export function isOpen({ session }: Page, { id }: Command): boolean {
  return session.store.getState().hidden === 'nothing' || !TELLING.has(id);
}

/** A key as people write it. */
export function keyWords(key: string): string {
  return key
    .replace('ArrowRight', '→')
    .replace('ArrowLeft', '←')
    .replace('ArrowUp', '↑')
    .replace('ArrowDown', '↓')
    .replace('Control+', 'Ctrl ')
    .replace('Meta+', '⌘ ')
    .replace('Shift+', 'Shift ')
    .replace(/^ $/, 'Space');
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
  { id: 'continue', title: 'On to the next breakpoint or watch', keys: ['.'], group: 'Time', run: toStop(1) },
  {
    id: 'continue-back',
    title: 'Back to the breakpoint or watch before',
    keys: [','],
    group: 'Time',
    run: toStop(-1),
  },
  {
    id: 'next-write',
    title: 'Next write to the selected location',
    keys: ['n'],
    group: 'Time',
    run: toWrite(1),
  },
  {
    id: 'last-write',
    title: 'Previous write to the selected location',
    keys: ['N'],
    group: 'Time',
    run: toWrite(-1),
  },
  {
    id: 'go',
    title: 'Go to a step',
    keys: ['g'],
    group: 'Time',
    run: (page) => page.preferences.showOverlay('go'),
  },
  {
    id: 'break',
    title: 'Breakpoint at the current statement',
    keys: ['b'],
    group: 'Runs',
    run: breakHere,
  },
  {
    id: 'watch',
    title: 'Watch the selected location',
    keys: ['w'],
    group: 'Runs',
    run: watchCell,
  },
  {
    id: 'find',
    title: 'Find the shortest violation',
    keys: ['f'],
    group: 'Search',
    run: findViolation,
  },
  {
    id: 'cancel',
    title: 'Stop the search',
    keys: [],
    group: 'Search',
    run: (page) => page.session.cancelSearch(),
  },
  {
    id: 'predict',
    title: 'Predict: hide what tells, and be asked',
    keys: ['p'],
    group: 'Learn',
    run: (page) => toggleLearning(page, 'predict'),
  },
  {
    id: 'break-it',
    title: 'Break it: bring about what must not happen',
    keys: ['B'],
    group: 'Learn',
    run: (page) => toggleLearning(page, 'break'),
  },
  {
    id: 'fix-it',
    title: 'Fix it: add the fewest barriers',
    keys: ['F'],
    group: 'Learn',
    run: (page) => toggleLearning(page, 'fix'),
  },
  {
    id: 'course',
    title: 'Learn in twelve steps: the course',
    keys: ['L'],
    group: 'Learn',
    run: (page) => openCourse(page),
  },
  {
    id: 'present',
    title: 'Present: only the score and its notes',
    keys: ['P'],
    group: 'Learn',
    run: (page) => toggleLearning(page, 'present'),
  },
  { id: 'next-note', title: 'Next note', keys: ['}'], group: 'Learn', run: toNote(1) },
  { id: 'last-note', title: 'Previous note', keys: ['{'], group: 'Learn', run: toNote(-1) },
  {
    id: 'words',
    title: 'What the words mean',
    keys: ['W'],
    group: 'Learn',
    run: (page) => page.preferences.showOverlay('words'),
  },
  {
    id: 'link',
    title: 'Copy permalink',
    keys: ['l'],
    group: 'Links',
    run: (page) => void copyLink(page),
  },
  {
    id: 'mail',
    title: 'Copy as mail',
    keys: ['m'],
    group: 'Links',
    run: (page) => void copyMail(page),
  },
  {
    id: 'export',
    title: 'Export',
    keys: ['E'],
    group: 'Links',
    run: (page) => page.preferences.showOverlay('export'),
  },
  {
    id: 'search',
    title: 'Search the library',
    keys: ['/'],
    group: 'Page',
    run: focusSearch,
  },
  {
    id: 'palette',
    title: 'All commands',
    keys: ['Control+k', 'Meta+k', 'Control+Shift+P'],
    group: 'Page',
    run: (page) => page.preferences.showOverlay('palette'),
  },
  {
    id: 'help',
    title: 'Keys and signs',
    keys: ['?'],
    group: 'Page',
    run: (page) => page.preferences.showOverlay('help'),
  },
  {
    id: 'new',
    title: 'New scenario',
    keys: ['a'],
    group: 'Page',
    run: (page) => page.preferences.showOverlay('new'),
  },
  {
    id: 'edit',
    title: 'Edit the text of the scenario',
    keys: ['e'],
    group: 'Page',
    run: startEditing,
  },
  {
    id: 'compare',
    title: 'Compare with another run',
    keys: ['c'],
    group: 'Page',
    run: (page) => openTab(page, 'compare'),
  },
  {
    id: 'matrix',
    title: 'Options × models: what if',
    keys: ['x'],
    group: 'Page',
    run: (page) => openTab(page, 'matrix'),
  },
  {
    id: 'advice',
    title: 'Advice: which barrier is needed, and what would repair it',
    keys: ['r'],
    group: 'Page',
    run: (page) => openTab(page, 'advice'),
  },
  {
    id: 'lattice',
    title: 'All interleavings as one picture',
    keys: ['v'],
    group: 'Page',
    run: (page) => openTab(page, 'lattice'),
  },
  {
    id: 'charts',
    title: 'Statecharts, large',
    keys: ['s'],
    group: 'Page',
    run: (page) => openTab(page, 'charts'),
  },
  {
    id: 'condense',
    title: 'Fold calls, show every row, or only communication',
    keys: ['z'],
    group: 'Page',
    run: (page) => page.preferences.nextRows(),
  },
  {
    id: 'open-call',
    title: 'Open the call at this step into its steps, or fold it',
    keys: ['o', 'Enter'],
    group: 'Page',
    run: toggleCall,
  },
  {
    id: 'explain-options',
    title: 'Say what each option means',
    keys: ['i'],
    group: 'Page',
    run: explainOptions,
  },
  {
    id: 'table',
    title: 'Show the score as a table',
    keys: ['T'],
    group: 'Page',
    run: (page) => page.preferences.showTable(!page.preferences.store.getState().table),
  },
  {
    id: 'theme',
    title: 'Switch between light and dark',
    keys: ['t'],
    group: 'Page',
    run: switchTheme,
  },
  {
    id: 'new-from-mail',
    title: 'New from a mail',
    keys: ['M'],
    group: 'Page',
    run: newFromMail,
  },
  { id: 'print', title: 'Print', keys: [], group: 'Page', run: () => window.print() },
];

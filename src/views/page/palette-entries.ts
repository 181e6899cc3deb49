/** What the palette offers: every command, and what can be done with this scenario, this run and this step by name. */
import {
  choicesAt,
  settingsOf,
  shownNode,
  stepOfCpu,
  type PanelName,
  type SheetName,
  type RunNode,
  type Scenario,
} from '../../state/index.ts';
import { choiceWords, cpuName } from '../../score/index.ts';
import { moveFocus } from '../behaviors/focus.ts';
import { commands, isOpen, keyWords, type Command } from '../commands.ts';
import type { Page } from '../context.ts';
import { titleOf } from './command-titles.ts';
import { openScenario } from '../deeds.ts';
import type * as TakeAway from './take-away.ts';
import { exportAs, FORMATS } from '../exporting/formats.ts';

export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** Other words that people look for it by. */
  readonly also?: string | undefined;
  readonly run: (page: Page) => void;
}

export function paletteEntries(page: Page): readonly Entry[] {
  const state = page.session.store.getState();
  const node = shownNode(state);
  const { scenario } = state;
  const cpus = node?.program.cpus.length ?? 0;
  const searching = state.exploration.status === 'running';
  const possible = commands.filter(
    (command) =>
      isOpen(page, command) &&
      (!command.id.startsWith('step-cpu-') || Number(command.id.slice(9)) < cpus) &&
      (command.id !== 'cancel' || searching),
  );
  const asked = state.hidden !== 'nothing';
  const litmus = scenario?.litmus !== undefined;
  return [
    ...possible.map((command) => asEntry({ ...command, title: titleOf(command, litmus) })),
    ...(document.querySelector('.kernels-answer') ? [toExecutions] : []),
    ...(node && scenario
      ? [
          ...choiceEntries(node, state.position),
          ...stepEntries(node),
          ...(asked ? [] : takeAway.filter(({ id }) => id !== 'share-link' || state.file?.bundled)),
          ...optionEntries(node, scenario),
          ...(asked ? [] : runEntries(page, scenario)),
          ...panels.map(showEntry),
          ...panels.map(panelEntry),
        ]
      : []),
    {
      id: 'library',
      title: 'Show or hide the library',
      hint: '',
      also: 'sidebar menu scenarios threads list',
      run: ({ preferences }) => preferences.toggleLibrary(),
    },
    {
      id: 'open-file',
      title: 'Open a file',
      hint: '.smp, .litmus',
      also: 'new own paste import load upload text',
      run: ({ preferences }) => {
        preferences.toggleLibrary(true);
        preferences.showSheet('library');
        requestAnimationFrame(() => document.querySelector<HTMLInputElement>('.open-file input')?.click());
      },
    },
    ...(asked ? [] : page.catalogue.store.getState().entries).map(({ id, title }) => ({
      id: `open-${id}`,
      title: `Open ${title}`,
      hint: id,
      run: () => void openScenario(page, id),
    })),
  ];
}

/** Those that have every word of the query, best first: what has the typed key, then what has the words as typed. */
export function findEntries(entries: readonly Entry[], query: string): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .filter((entry) =>
      words.every((word) => `${entry.title} ${entry.hint} ${entry.also ?? ''}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => rank(b, query.trim()) - rank(a, query.trim()));
}

function rank({ title, hint, also }: Entry, query: string): number {
  if (query === '') return 0;
  if (hint.split(' ').includes(query)) return 2;
  if (also?.split(' ').includes(query.toLowerCase())) return 2;
  return title.toLowerCase().includes(query.toLowerCase()) ? 1 : 0;
}

/** Other words that people look for a command by. */
const ALSO: Readonly<Record<string, string>> = {
  go: 'jump seek row',
  break: 'stop pause debugger',
  watch: 'stop variable memory',
  find: 'bug witness counterexample search fail bad',
  cancel: 'abort stop',
  link: 'share url permalink address send',
  mail: 'share reply thread text ascii table email',
  svg: 'export image picture download figure',
  json: 'export download data',
  png: 'export image picture download figure',
  text: 'smp file source download',
  frame: 'iframe html embed blog slides teach share',
  'frame-code': 'iframe html embed blog share source',
  'frame-note': 'iframe html embed slides teach present',
  element: 'custom web component html sphinx mdbook embed share script smp-scope',
  export: 'share save download formats',
  search: 'library scenarios find open',
  palette: 'commands menu actions',
  help: 'help shortcuts keyboard legend manual how symbols',
  compare: 'diff two runs difference',
  matrix: 'options models what if barriers',
  advice: 'executions graph axioms cycle lkmm needs repair why',
  lattice: 'states graph picture all',
  charts: 'machine states diagram xstate tlb patcher',
  condense: 'zoom fold collapse unfold rows short',
  'open-call': 'expand collapse unfold lock ipi into',
  'explain-options': 'options settings help about',
  table: 'accessible screen reader text rows',
  theme: 'theme dark light night mode colour color contrast appearance',
  print: 'paper pdf',
};

function asEntry(command: Command): Entry {
  return {
    id: command.id,
    title: command.title,
    hint: command.keys.map(keyWords).join(' '),
    also: [command.id, ALSO[command.id]].filter(Boolean).join(' '),
    run: command.run,
  };
}

function choiceEntries(node: RunNode, position: number): readonly Entry[] {
  return choicesAt(node, position).map((choice) => ({
    id: `choice-${choice.key}`,
    title: `Take: ${cpuName(node.program, choice.cpu)}: ${choiceWords(node.program, choice)}`,
    hint: 'choice',
    run: ({ session }) => void session.take(choice.key),
  }));
}

/** A test that no machine runs has its executions below the reason why. */
const toExecutions: Entry = {
  id: 'executions',
  title: titleOf({ id: 'advice', title: '' }, true),
  hint: '',
  also: ALSO['advice'],
  run: () => moveFocus(() => document.querySelector<HTMLElement>('.kernels-answer [aria-pressed="true"]')),
};

const WAYS = [
  { how: 'into', direction: 1, words: 'into' },
  { how: 'over', direction: 1, words: 'over' },
  { how: 'out', direction: 1, words: 'out' },
  { how: 'into', direction: -1, words: 'back into' },
  { how: 'over', direction: -1, words: 'back over' },
  { how: 'out', direction: -1, words: 'back out' },
] as const;

function stepEntries(node: RunNode): readonly Entry[] {
  return node.program.cpus.flatMap((_, cpu) =>
    WAYS.map(({ how, direction, words }) => ({
      id: `steps-${cpu}-${words}`,
      title: `Step ${cpuName(node.program, cpu)} ${words}`,
      hint: direction > 0 ? 'of calls' : 'of calls, in reverse',
      run: ({ session }: Page) => {
        const to = stepOfCpu(node, session.store.getState().position, cpu, how, direction);
        if (to !== null) session.goTo(to);
      },
    })),
  );
}

function optionEntries(node: RunNode, scenario: Scenario): readonly Entry[] {
  const now = settingsOf(scenario, node.settings);
  const models = (['sc', 'tso', 'arm'] as const).filter((model) => model !== node.model);
  return [
    ...models.map((model) => ({
      id: `model-${model}`,
      title: `Memory model ${model}`,
      hint: `now ${node.model}`,
      run: ({ session }: Page) => session.setModel(model),
    })),
    ...scenario.options.flatMap(({ name, values }) =>
      values
        .filter((value) => value !== now[name])
        .map((value) => ({
          id: `option-${name}-${value}`,
          title: `Set ${name} = ${value}`,
          hint: `now ${now[name] ?? ''}`,
          run: ({ session }: Page) => session.setOption(name, value),
        })),
    ),
  ];
}

/** Variants, the thread's interleavings, and the shortest runs to each outcome. */
function runEntries({ session }: Page, scenario: Scenario): readonly Entry[] {
  const { exploration, file } = session.store.getState();
  const outcomes = exploration.status === 'done' ? exploration.result.outcomes : [];
  return [
    ...outcomes.map((outcome) => ({
      id: `outcome-${outcome.kind}-${outcome.label}`,
      title: `Shortest run to ${outcome.label || outcome.kind}`,
      hint: outcome.bad ? 'fails' : 'outcome',
      run: () => session.showOutcome(outcome),
    })),
    ...scenario.variants.map(({ id, title }) => ({
      id: `variant-${id}`,
      title: `Variant: ${title}`,
      hint: id,
      run: () => session.chooseVariant(id),
    })),
    ...scenario.interleavings.map(({ id, title, by }) => ({
      id: `interleaving-${id}`,
      title: `Interleaving: ${title}, ${by}`,
      hint: id,
      run: () => {
        if (file) void session.open(file, { interleaving: id });
      },
    })),
  ];
}

/** What takes it away is loaded when it is asked for. */
function takenAway(work: (page: Page, away: typeof TakeAway) => Promise<void>): Entry['run'] {
  return (page) => {
    import('./take-away.ts').then(
      (away) => work(page, away),
      () =>
        page.session.announce({
          tone: 'problem',
          what: 'What copies this could not be loaded: you are offline, or the site was updated.',
          todo: 'Try again when you are online, or reload the page.',
        }),
    );
  };
}

const takeAway: readonly Entry[] = [
  {
    id: 'command-line',
    title: 'Copy the command line that prints this run',
    hint: 'smpscope show',
    run: takenAway((page, away) => away.copyCommandLine(page, 'show')),
  },
  {
    id: 'explore-line',
    title: 'Copy the command line that explores this',
    hint: 'smpscope explore',
    run: takenAway((page, away) => away.copyCommandLine(page, 'explore')),
  },
  ...FORMATS.flatMap(([format, title]) =>
    (['save', 'copy'] as const).map((how) => ({
      id: `${how}-${format}`,
      title: `${how === 'save' ? 'Save' : 'Copy'} as ${title}`,
      hint: 'export',
      also: ALSO[format],
      run: (page: Page) => void exportAs(page, format, how),
    })),
  ),
  {
    id: 'share-link',
    title: 'Copy a link that shows the score in a chat',
    hint: 'picture',
    also: 'preview card open graph social share permalink url',
    run: takenAway((page, away) => away.copyShareLink(page)),
  },
  {
    id: 'address',
    title: 'Set where the links in copied mails lead',
    hint: 'address',
    also: 'base url site public host localhost share settings',
    run: ({ preferences }) => preferences.showOverlay('address'),
  },
];

const panels: readonly { readonly name: PanelName; readonly title: string }[] = [
  { name: 'verdict', title: 'Verdict' },
  { name: 'choices', title: 'Choices' },
  { name: 'machine', title: 'Machine' },
  { name: 'runs', title: 'Runs' },
  { name: 'claims', title: 'Claims' },
  { name: 'code', title: 'what lies under the score' },
];

const PANEL_WORDS: Readonly<Record<PanelName, { readonly also: string; readonly sheet: SheetName }>> = {
  verdict: { also: 'outcomes coverage result proof', sheet: 'verdict' },
  choices: { also: 'moves enabled next', sheet: 'choices' },
  machine: { also: 'memory tlb queue statecharts cpu', sheet: 'machine' },
  runs: { also: 'tree history forks', sheet: 'choices' },
  claims: { also: 'thread said argued true false', sheet: 'verdict' },
  code: { also: 'code source statements coverage', sheet: 'code' },
};

/** Opens a panel, brings it into sight and gives it the focus. */
function showEntry({ name, title }: (typeof panels)[number]): Entry {
  const { also, sheet } = PANEL_WORDS[name];
  return {
    id: `show-${name}`,
    title: `Show ${title}`,
    hint: '',
    also,
    run: ({ preferences }) => {
      if (preferences.store.getState().closed.includes(name)) preferences.togglePanel(name);
      preferences.showSheet(sheet);
      moveFocus(() => {
        const panel = document.querySelector(name === 'code' ? '.drawer-head' : `.panel-${name}`);
        panel?.scrollIntoView({ block: 'nearest' });
        return panel?.querySelector('button') ?? null;
      });
    },
  };
}

function panelEntry({ name, title }: (typeof panels)[number]): Entry {
  return {
    id: `panel-${name}`,
    title: `Fold or unfold ${title}`,
    hint: '',
    also: 'panel hide',
    run: ({ preferences }) => preferences.togglePanel(name),
  };
}

/** What each format is made of: the run that is shown, the program under the options that are shown, all interleavings. */
import { assertNever, endingOf } from '../../base/index.ts';
import * as room from '../../export/index.ts';
import { withoutLost } from '../../score/index.ts';
import {
  latticeKey,
  shownNode,
  type Program,
  type RunNode,
  type Scenario,
  type ScenarioFile,
} from '../../state/index.ts';
import type { Page } from '../context.ts';
import type { Format } from './formats.ts';
import { pictureOf } from './picture.ts';
import { readBack } from './read-back.ts';
import { elementHtml, frameHtml } from './embedding.ts';
import { mailOf } from './mail-out.ts';

export type Made =
  | {
      readonly name: string;
      readonly type: string;
      readonly content: string | Uint8Array<ArrayBuffer>;
      /** In words: "the run as a picture, 14 rows". */
      readonly what: string;
      /** What to do with it. */
      readonly todo?: string;
    }
  /** Why it cannot be, and what may help. */
  | { readonly refused: string; readonly todo: string };

interface Shown {
  readonly file: ScenarioFile;
  readonly scenario: Scenario;
  readonly node: RunNode;
}

/** Null where nothing is shown. */
export async function made(page: Page, format: Format): Promise<Made | null> {
  const state = page.session.store.getState();
  const node = shownNode(state);
  const { file, scenario } = state;
  return node && file && scenario ? content(page, format, { file, scenario, node }) : null;
}

async function content(page: Page, format: Format, shown: Shown): Promise<Made | null> {
  const { file, scenario, node } = shown;
  const score = withoutLost(page.rowView.scoreOf(node));
  const rows = counted(score.rows.length, 'row');
  switch (format) {
    case 'mail': {
      const mail = await mailOf(page);
      return mail === null
        ? null
        : {
            name: 'interleaving.txt',
            type: 'text/plain',
            content: mail,
            what: 'the run as a table for a mail',
          };
    }
    case 'svg':
      return {
        name: 'interleaving.svg',
        type: 'image/svg+xml',
        content: room.scoreSvg(score, scenario.title),
        what: `the run as a picture, ${rows}`,
      };
    case 'png': {
      const { bytes, width, height } = await pictureOf(room.scoreSvg(score, scenario.title));
      const what = `the run as a picture of ${width} × ${height} pixels, ${rows}`;
      return { name: 'interleaving.png', type: 'image/png', content: bytes, what };
    }
    case 'json': {
      const whole = withoutLost(node.score);
      const about = { title: scenario.title, link: await page.deeds.permalink() };
      const what = `the run for programs, ${counted(whole.rows.length, 'row')}`;
      return {
        name: 'interleaving.json',
        type: 'application/json',
        content: room.scoreJson(whole, about),
        what,
      };
    }
    case 'mermaid':
      return {
        name: 'interleaving.mmd',
        type: 'text/plain',
        content: room.mermaid(score, scenario.title),
        what: `the run as a sequence diagram, ${rows}`,
        todo: 'In Markdown it stands in a block that is called mermaid.',
      };
    case 'dot':
      return graph(page, shown);
    case 'litmus':
      return litmus(page, shown);
    case 'promela': {
      const text = room.promela(node.program, node.model);
      return text.ok
        ? {
            name: 'model.pml',
            type: 'text/plain',
            content: text.value,
            what: `a model for Spin under ${node.model}`,
          }
        : {
            refused: `This cannot be said in Promela: ${text.error.join('; ')}.`,
            todo: 'Choose sc or tso, or options without what is named.',
          };
    }
    case 'text': {
      const name = `${file.id.replace(/^.*\//, '')}.${endingOf(file.text)}`;
      const lines = counted(file.text.trimEnd().split('\n').length, 'line');
      return { name, type: 'text/plain', content: file.text, what: `the text, ${lines}` };
    }
    case 'frame':
    case 'frame-code':
    case 'frame-note':
      return frame(page, format, shown);
    case 'element':
      return element(page, shown);
    default:
      return assertNever(format);
  }
}

const TOO_LONG = {
  refused: 'The text is too long for a link, and so for a frame: 200 kB at most travel in one.',
  todo: 'Save it, and name the file in an element: <smp-scope src="…">.',
} as const;

async function frame(page: Page, format: keyof typeof FRAMES, { scenario }: Shown): Promise<Made> {
  const link = await page.deeds.permalink();
  if (!link) return TOO_LONG;
  const { words, height, says } = FRAMES[format];
  return {
    name: 'frame.html',
    type: 'text/html',
    content: frameHtml(link, words, scenario.title, height),
    what: `a frame that shows ${says}`,
    todo: 'Paste it into the HTML of a page.',
  };
}

/** What of the address says how a frame shows the run, and how high it stands best. */
const FRAMES = {
  frame: { words: 'embed', height: 480, says: 'the score alone' },
  'frame-code': { words: 'embed=code', height: 640, says: 'the score and the code' },
  'frame-note': { words: 'embed&present', height: 560, says: 'the score and its notes, one after the other' },
} as const;

async function element(page: Page, { file }: Shown): Promise<Made> {
  const link = await page.deeds.permalink();
  if (!link) return TOO_LONG;
  return {
    name: 'element.html',
    type: 'text/html',
    content: elementHtml(link, file.text),
    what: 'an element with the text in it',
    todo: 'Paste it into the HTML of a page; smp-scope.js may be copied beside that page and works without this site.',
  };
}

async function graph(page: Page, { file, scenario, node }: Shown): Promise<Made> {
  const { settings, model, program } = node;
  const instance = { id: file.id, text: file.text, settings, model };
  await page.lattices.want(instance);
  const entry = await settled(page, latticeKey(instance));
  if (entry?.status === 'ready' && entry.lattice) {
    const { nodes, edges } = entry.lattice;
    return {
      name: 'interleavings.dot',
      type: 'text/vnd.graphviz',
      content: room.graphviz(entry.lattice, program, `${scenario.title}, under ${model}`),
      what: `all interleavings, ${counted(nodes.length, 'state')} and ${counted(edges.length, 'step')}`,
      todo: nodes.length > 100 ? 'Graphviz’s sfdp lays out what is large.' : '',
    };
  }
  const states = entry && 'states' in entry ? `${entry.states.toLocaleString('en')} states are` : 'It is';
  return {
    refused: `${states} too many to draw one by one.`,
    todo: 'A stronger model or other options have fewer.',
  };
}

/** An answer that may be on its way already. */
function settled(page: Page, key: string) {
  const { store } = page.lattices;
  const now = () => store.getState().entries[key];
  return new Promise<ReturnType<typeof now>>((resolve) => {
    const look = () => {
      const entry = now();
      if (entry?.status === 'running') return;
      stop();
      resolve(entry);
    };
    const stop = store.subscribe(look);
    look();
  });
}

async function litmus(page: Page, { file, scenario, node }: Shown): Promise<Made> {
  const settings = { ...node.settings, arch: 'arm64' };
  const instance = { id: file.id, text: file.text, settings, model: node.model };
  const program: Program =
    node.program.arch === 'arm64' ? node.program : await page.modelStates.programOf(instance);
  const chosen = Object.entries(node.settings).filter(([name]) => name !== 'arch');
  const written = room.litmusTest(program, {
    name: file.id,
    lines: [
      scenario.title,
      ...(chosen.length > 0 ? [chosen.map((pair) => pair.join(' = ')).join(', ')] : []),
    ],
  });
  if (!written.ok)
    return {
      refused: `This cannot be said in a C litmus test: ${written.error[0] ?? ''}${written.error.length > 1 ? `, and ${counted(written.error.length - 1, 'more reason')}` : ''}.`,
      todo: 'Other options may leave it out.',
    };
  const told = await readBack(page, { ...instance, settings: node.settings }, program, written.value);
  return told.differs
    ? { refused: `A C litmus test of this would mean something else: ${told.words}.`, todo: '' }
    : {
        name: `${file.id.replace(/^.*\//, '')}.litmus`,
        type: 'text/plain',
        content: written.value,
        what: 'a C litmus test for herd7',
        todo: told.words,
      };
}

function counted(many: number, what: string): string {
  return `${many.toLocaleString('en')} ${what}${many === 1 ? '' : 's'}`;
}

/** What the editor says of a word: of the kernel, of the language, or of the text itself. */
import type { Word } from '../../scenario/index.ts';
import type { KERNEL_WORDS } from './kernel-words.ts';

/** Declarations of the language: what each is for, and how one begins. */
export const DECLARATIONS: readonly {
  readonly name: string;
  readonly says: string;
  readonly snippet: string;
}[] = [
  { name: 'scenario', says: 'the title', snippet: 'scenario "${title}"' },
  { name: 'about', says: 'a few sentences for the reader', snippet: 'about "${what it is about}"' },
  { name: 'arch', says: 'the machine: arm64, x86', snippet: 'arch ${arm64 | x86}' },
  { name: 'model', says: 'the memory model it opens with: sc, tso, arm', snippet: 'model ${arm}' },
  {
    name: 'option',
    says: 'something to switch: a constant of the code',
    snippet: 'option ${name} "${what it is}" = ${on} | ${off}',
  },
  {
    name: 'property',
    says: 'what must not happen, in a sentence',
    snippet: 'property ${slug} "${What must not happen.}"',
  },
  { name: 'cpu', says: 'the program of a CPU', snippet: 'cpu ${0} "${name}" {\n\t${}\n}' },
  {
    name: 'on',
    says: 'a handler of an interrupt, an NMI, a breakpoint or a fault',
    snippet: 'on irq ${name} cpu ${0} {\n\t${}\n}',
  },
  {
    name: 'agent',
    says: 'somebody who acts besides the CPUs',
    snippet: 'agent ${name} "${title}" {\n\t${}\n}',
  },
  { name: 'environment', says: 'the world: what may happen at any time', snippet: 'environment {\n\t${}\n}' },
  { name: 'final', says: 'what must be true when all is done', snippet: 'final(${condition}, ${slug});' },
  {
    name: 'invariant',
    says: 'what must be true at every step',
    snippet: 'invariant(${condition}, ${slug});',
  },
  { name: 'observe', says: 'values that tell outcomes apart', snippet: 'observe ${cpu0.r};' },
  {
    name: 'variant',
    says: 'options with a model and the verdict that is expected',
    snippet: 'variant ${id} "${title}" { ${} } model ${arm} expect ${holds}',
  },
  {
    name: 'interleaving',
    says: 'rows of a run, as in a mail',
    snippet: 'interleaving ${id} "${title}" by "${who}" of ${variant} {\n\t0: ${statement};\n}',
  },
  {
    name: 'text',
    says: 'code that is patched while it runs',
    snippet: 'text ${site} = { ${old} -> ${new} };',
  },
  { name: 'page', says: 'a page and what its table entry has held', snippet: 'page ${name} = { ${entry} };' },
  { name: 'lock', says: 'a lock and its kind', snippet: 'lock ${name} ${fair};' },
  { name: 'ghost', says: 'a variable for properties, which no CPU sees', snippet: 'ghost int ${name};' },
];

type Kernel = typeof KERNEL_WORDS;

let there: Kernel | null = null;

/** What is known of the kernel's words, if it has come. */
export function kernelNow(): Kernel | null {
  return there;
}

/** Rejects where it does not come, and may be asked again. */
export async function kernelWords(): Promise<Kernel> {
  if (there) return there;
  const { KERNEL_WORDS: kernel } = await import('./kernel-words.ts');
  await kernel.ready();
  there = kernel;
  return kernel;
}

/** The document of a word, as an element; null where nothing is known of it, or not yet. */
export function wordDoc(name: string): HTMLElement | null {
  const word = there?.wordOf(name);
  if (there && word) return docOf(word, there);
  const declaration = DECLARATIONS.find((one) => one.name === name);
  return declaration ? box(paragraph(name, 'signature'), paragraph(sentence(declaration.says))) : null;
}

/** A line of the text, where it makes a name. */
export function ownDoc(line: string, number: number): HTMLElement {
  return box(paragraph(line.trim(), 'signature'), paragraph(`Made in line ${number}.`, 'quiet'));
}

function docOf(word: Word, { tellCost, tellFailure }: Kernel): HTMLElement {
  const parts = [paragraph(word.signature, 'signature'), paragraph(sentence(word.says))];
  const costs = [
    ['arm64', tellCost(word.arm64)],
    ['x86', tellCost(word.x86)],
  ].filter(([, told]) => told !== '–');
  if (costs.length > 0) {
    const list = document.createElement('dl');
    for (const [where = '', told = ''] of costs) {
      const [term, what] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = where;
      what.textContent = told;
      list.append(term, what);
    }
    parts.push(list);
  }
  const failure = tellFailure(word);
  if (failure !== '') parts.push(paragraph(failure, 'quiet'));
  return box(...parts);
}

function box(...parts: readonly HTMLElement[]): HTMLElement {
  const element = document.createElement('div');
  element.className = 'word-doc';
  element.append(...parts);
  return element;
}

function paragraph(text: string, name = ''): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

function sentence(says: string): string {
  // A name of C's is as it is written.
  const begin = /^\w*[_(]/.test(says) ? says.charAt(0) : says.charAt(0).toUpperCase();
  return `${begin}${says.slice(1).replace(/\.$/, '')}.`;
}

/**
 * The execution that is shown, as a word of the address: `?execution=1:r0=1;1:r1=0;~2` before the fragment that opens the test
 * is the second execution of that state, `?execution=sc/1:r0=1;1:r1=0;` one under another model than such a test is asked
 * under. It stands there while the executions are in sight, so a copied link opens them.
 */
import { useEffect } from 'react';
import { litmusHeader } from '../../base/index.ts';
import { drawnModelOf, kernelModelOf, type ExecutionModel } from '../../state/index.ts';
import { usePage } from '../context.ts';

const WORD = 'execution';

const MODELS: readonly ExecutionModel[] = ['lkmm', 'arm', 'tso', 'sc'];

/** The models under which executions of a test in that language are drawn, the one that it is about first; C tests that no
 *  machine runs have the kernel's alone. */
export function modelsOf(language: string | undefined, runs: boolean): readonly ExecutionModel[] {
  if (language === 'X86_64') return ['tso', 'sc'];
  if (language === 'AArch64') return ['arm', 'sc'];
  return runs ? MODELS : ['lkmm'];
}

/** Keeps the address true to what is shown; nothing shown, nothing said. `under` is null for the model that goes without
 *  saying. */
export function useExecutionAddress(under: ExecutionModel | null, shown: string | null, nth: number): void {
  useEffect(() => {
    if (shown === null) return;
    writeWord(
      (under === null ? '' : `${under}/`) + shown.replaceAll(' ', '') + (nth > 0 ? `~${nth + 1}` : ''),
    );
    return () => writeWord(null);
  }, [under, shown, nth]);
}

/** Another address loads the page anew; what stands in this one later was written here. */
let isRead = false;

/** Opens what the address asks for of the first test that is shown; `inDrawer` says whether it lies under a score. */
export function useLinkedExecution(text: string | undefined, inDrawer = true): void {
  const { client, drawer, preferences } = usePage();
  useEffect(() => {
    if (text === undefined || isRead) return;
    isRead = true;
    const word = linkedWord();
    if (word === null) return;
    const [state = '', which = '1'] = word.replace(/^[a-z]+\//, '').split('~');
    const [first = 'lkmm'] = modelsOf(litmusHeader(text)?.language, true);
    const under = MODELS.find((model) => word.startsWith(`${model}/`)) ?? first;
    drawnModelOf(client).setState({ text, under });
    const kernel = kernelModelOf(client, under);
    kernel.want(text);
    kernel.choose(state.replace(/;(?=.)/g, '; '), Math.max(0, (Number(which) || 1) - 1));
    if (!inDrawer) return;
    if (preferences.store.getState().closed.includes('code')) preferences.togglePanel('code');
    drawer.show('advice');
  }, [client, drawer, preferences, text, inDrawer]);
}

/** What the address asks for, null for nothing. */
function linkedWord(): string | null {
  return new URLSearchParams(window.location.search).get(WORD);
}

/** Puts the word into the address, in place of what stands there; null takes it out. */
export function writeWord(word: string | null): void {
  const { search, hash, pathname } = window.location;
  const others = search
    .slice(1)
    .split('&')
    .filter((one) => one !== '' && !one.startsWith(`${WORD}=`));
  // Signs that mean nothing in a query stay as they are, to be read.
  const mine = word === null ? [] : [`${WORD}=${encodeURI(word).replace(/[&#+]/g, encodeURIComponent)}`];
  const query = [...others, ...mine].join('&');
  const next = pathname + (query && `?${query}`) + hash;
  if (next !== pathname + search + hash) window.history.replaceState(window.history.state, '', next);
}

/**
 * The execution that is shown, as a word of the address: `?execution=1:r0=1;1:r1=0;~2` before the fragment that opens the test
 * is the second execution of that state. It stands there while the executions are in sight, so a copied link opens them.
 */
import { useEffect } from 'react';
import { kernelModelOf, type KernelModelState } from '../../state/index.ts';
import { usePage } from '../context.ts';

const WORD = 'execution';

/** Keeps the address true to what the reader chose; nothing chosen, nothing said. */
export function useExecutionAddress(chosen: KernelModelState['chosen'], nth: number): void {
  useEffect(() => {
    if (chosen === null) return;
    write(chosen.replaceAll(' ', '') + (nth > 0 ? `~${nth + 1}` : ''));
    return () => write(null);
  }, [chosen, nth]);
}

/** Another address loads the page anew; what stands in this one later was written here. */
let isRead = false;

/** Opens what the address asks for of the first test that is shown. */
export function useLinkedExecution(text: string | undefined): void {
  const { client, drawer, preferences } = usePage();
  useEffect(() => {
    if (text === undefined || isRead) return;
    isRead = true;
    const word = new URLSearchParams(window.location.search).get(WORD);
    if (word === null) return;
    const kernel = kernelModelOf(client);
    const [state = '', which = '1'] = word.split('~');
    kernel.want(text);
    kernel.choose(state.replace(/;(?=.)/g, '; '), Math.max(0, (Number(which) || 1) - 1));
    if (preferences.store.getState().closed.includes('code')) preferences.togglePanel('code');
    drawer.show('advice');
  }, [client, drawer, preferences, text]);
}

function write(word: string | null): void {
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

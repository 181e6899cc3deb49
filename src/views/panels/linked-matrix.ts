/** Shows the matrix where the address asks for the execution of one of its cells (`executions/cell-address.ts`). */
import { useEffect } from 'react';
import { usePage } from '../context.ts';

/** Another address loads the page anew. */
let isShown = false;

export function useLinkedMatrix(): void {
  const { drawer } = usePage();
  useEffect(() => {
    if (!isShown && /[?&]execution=cell\//.test(window.location.search)) drawer.show('matrix');
    isShown = true;
  }, [drawer]);
}

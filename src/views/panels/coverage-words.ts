/** What the search says is executed in no interleaving, for the verdict and for the code. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Coverage } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';

/** Asked for once the verdict is there. */
export function useCoverage(): Coverage | null {
  const { coverage } = usePage();
  const exploration = useSession((state) => state.exploration);
  useEffect(() => void coverage.ask(), [exploration, coverage]);
  const known = useStore(coverage.store, (state) => state.coverage);
  return exploration.status === 'hidden' ? null : known;
}

export function coverageWords({ executed, statements, complete, gaps }: Coverage): string {
  const some = complete ? '' : ' as far as was searched';
  const interrupts = gaps
    .filter(({ kind }) => kind === 'interrupt')
    .map(({ text, never }) => `; ${text} ${never}`);
  const count =
    executed === statements ? 'every statement is' : `${executed} of ${statements} statements are`;
  return `${count} executed in some interleaving${some}${interrupts.join('')}`;
}

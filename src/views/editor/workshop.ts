/** The workshop for views: entered when the first of them stands, null until it is there. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Workshop } from '../../state/index.ts';
import { usePage } from '../context.ts';

export function useWorkshop(): Workshop | null {
  const { workshop } = usePage();
  useEffect(() => {
    const enter = () => void workshop.enter().catch(() => undefined);
    enter();
    window.addEventListener('online', enter);
    return () => window.removeEventListener('online', enter);
  }, [workshop]);
  return useStore(workshop.store, (state) => state.workshop);
}

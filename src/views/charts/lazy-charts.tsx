/** The charts' code, and with it the machine's definitions, comes when a page first shows them. */
import { lazy, Suspense } from 'react';
import type { RunNode } from '../../state/index.ts';

const Charts = lazy(async () => ({ default: (await import('./cpu-charts.tsx')).CpuCharts }));
const Tracks = lazy(async () => ({ default: (await import('./patchers.tsx')).Patchers }));

export function CpuCharts({ node, cpu }: { readonly node: RunNode; readonly cpu: number }) {
  return (
    <Suspense>
      <Charts node={node} cpu={cpu} />
    </Suspense>
  );
}

export function Patchers({ node }: { readonly node: RunNode }) {
  return (
    <Suspense>
      <Tracks node={node} />
    </Suspense>
  );
}

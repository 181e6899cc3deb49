/** The charts' code, and with it the machine's definitions, comes when a page first shows them. */
import { onDemand } from '../on-demand.tsx';

export const CpuCharts = onDemand('The charts', async () => (await import('./cpu-charts.tsx')).CpuCharts);
export const Patchers = onDemand('The patchers', async () => (await import('./patchers.tsx')).Patchers);

/** One CPU's statechart, and its TLB's for every page: the regions that this run moves, the others on request. */
import { useId, useMemo, useState } from 'react';
import type { Program, RunNode } from '../../state/index.ts';
import { cpuName } from '../../score/index.ts';
import { usePage, useSession } from '../context.ts';
import { openTab } from '../drawer/tabs.ts';
import { tlbCause } from './causes.ts';
import { cpuChart, tlbChart } from './statecharts.generated.ts';
import { movingRegions, regionsAt, type Instrument } from './moments.ts';
import { RegionDrawing } from './region-drawing.tsx';
import './charts.css';

interface CpuChartsProps {
  readonly node: RunNode;
  readonly cpu: number;
  /** Drawn to be read from a distance, with what can happen next in words. */
  readonly large?: boolean;
}

export function CpuCharts({ node, cpu, large = false }: CpuChartsProps) {
  const page = usePage();
  const id = useId();
  const position = useSession((state) => state.position);
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(true);
  const instruments = useMemo(() => instrumentsOf(node.program, cpu), [node.program, cpu]);
  const moving = useMemo(() => movingRegions(instruments, node), [instruments, node]);
  const regions = instruments.flatMap((one) => regionsAt(one, node, position));
  // Whether it still runs is worth a line even where nothing moves.
  const shown = all
    ? regions
    : regions.filter(({ id: one, region }) => moving.has(one) || region.name === 'progress');
  const still = regions.length - shown.length;
  return (
    <div className="charts" role="group" aria-label={`Statechart of ${cpuName(node.program, cpu)}`}>
      <div className="charts-head">
        <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <span className="fold" aria-hidden="true" />
          Statechart
        </button>
        {!large && (
          <button type="button" className="charts-more" onClick={() => openTab(page, 'charts')}>
            larger
          </button>
        )}
        {open && (all || still > 0) && (
          <button type="button" className="charts-more" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? 'only what this run moves' : `${still} more that this run does not move`}
          </button>
        )}
      </div>
      <div id={id} hidden={!open} className="charts-regions">
        {shown.map(({ id: key, region, title, active, taken }) => (
          <RegionDrawing
            key={key}
            {...{ region, title, active, taken, large }}
            moment={taken ? position : 0}
          />
        ))}
      </div>
    </div>
  );
}

function instrumentsOf(program: Program, cpu: number): readonly Instrument[] {
  return [
    {
      id: 'cpu',
      chart: cpuChart,
      read: (at) => at.cpus[cpu]?.chart ?? null,
      titleOf: ({ name }) => name,
      cause: null,
    },
    ...program.pages.map((page, index): Instrument => ({
      id: `tlb ${index}`,
      chart: tlbChart,
      read: (at) => {
        const state = at.pages[index]?.chart[cpu];
        return state === undefined ? null : { tlb: state };
      },
      titleOf: () => `TLB ${page.name}`,
      cause: tlbCause(page, index, cpu),
    })),
  ];
}

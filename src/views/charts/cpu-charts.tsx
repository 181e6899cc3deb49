/** One CPU's statechart, and its TLB's for every page: the regions that this run moves, the others on request. */
import { useId, useMemo, useState } from 'react';
import type { RunNode, Snapshot } from '../../state/index.ts';
import { cpuName } from '../../score/index.ts';
import { useSession } from '../context.ts';
import { cpuChart, tlbChart } from './definitions.ts';
import { regionsAt } from './moments.ts';
import { RegionDrawing } from './region-drawing.tsx';
import './charts.css';

interface CpuChartsProps {
  readonly node: RunNode;
  readonly cpu: number;
}

export function CpuCharts({ node, cpu }: CpuChartsProps) {
  const id = useId();
  const position = useSession((state) => state.position);
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(true);
  const regions = useMemo(
    () => [
      ...regionsAt('cpu', cpuChart, (at: Snapshot) => at.cpus[cpu]?.chart ?? null, node, position),
      ...node.program.pages.flatMap((page, index) =>
        regionsAt(
          `tlb ${index}`,
          tlbChart,
          (at: Snapshot) => {
            const state = at.pages[index]?.chart[cpu];
            return state === undefined ? null : { tlb: state };
          },
          node,
          position,
          () => `TLB ${page.name}`,
        ),
      ),
    ],
    [node, cpu, position],
  );
  const moving = regions.filter((one) => one.moves);
  const shown = all ? regions : moving;
  const still = regions.length - moving.length;
  return (
    <div className="charts" role="group" aria-label={`Statechart of ${cpuName(node.program, cpu)}`}>
      <div className="charts-head">
        <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <span className="fold" aria-hidden="true" />
          Statechart
        </button>
        {open && still > 0 && (
          <button type="button" className="charts-more" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? 'only what this run moves' : `${still} more that this run does not move`}
          </button>
        )}
      </div>
      <div id={id} hidden={!open} className="charts-regions">
        {shown.map((one) => (
          <RegionDrawing key={one.id} {...one} moment={position} />
        ))}
      </div>
    </div>
  );
}

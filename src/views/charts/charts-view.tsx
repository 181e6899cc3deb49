/**
 * The machine's statecharts at a size to read from a distance, each beside what it is a chart of: a live change beside its
 * phases, a CPU's beside its name, what it does next and what it has in flight.
 */
import { useMemo } from 'react';
import { contextWords, cpuName } from '../../score/index.ts';
import { snapshotAt, type RunNode } from '../../state/index.ts';
import { useSession } from '../context.ts';
import { cpuHue } from '../hue.ts';
import { InFlight, longestQueues } from '../panels/in-flight.tsx';
import { CpuCharts } from './cpu-charts.tsx';
import { Patchers } from './patchers.tsx';

export function ChartsView({ node }: { readonly node: RunNode }) {
  const position = useSession((state) => state.position);
  const snapshot = snapshotAt(node, position);
  const reserve = useMemo(() => longestQueues(node), [node]);
  if (!snapshot) return null;
  return (
    <div className="charts-large">
      <Patchers node={node} large />
      {snapshot.cpus.map((state, cpu) => {
        const spec = node.program.cpus[cpu];
        if (!spec || spec.agent) return null;
        return (
          <div key={cpu} className={`charts-cpu ${cpuHue(cpu, false)}`}>
            <div className="charts-of">
              <h2>
                {cpuName(node.program, cpu)} <span className="quiet">{contextWords(snapshot, cpu)}</span>
              </h2>
              <p className="next-statement">
                {state.finished ? (
                  <span className="quiet">done</span>
                ) : (
                  <code>{state.frames.at(-1)?.at.text}</code>
                )}
              </p>
              <InFlight node={node} snapshot={snapshot} cpu={cpu} reserve={reserve[cpu] ?? 0} />
            </div>
            <CpuCharts node={node} cpu={cpu} large />
          </div>
        );
      })}
    </div>
  );
}

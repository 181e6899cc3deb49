/** What the hardware holds now: memory with its last writer, each CPU's state and what it has in flight. */
import { useMemo } from 'react';
import { contextWords, cpuName, formatValue } from '../../score/index.ts';
import { snapshotAt, type RunNode, type Snapshot } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { CpuCharts, Patchers } from '../charts/lazy-charts.tsx';
import { cpuHue } from '../hue.ts';
import { Copies } from './copies.tsx';
import { Explained } from './explained.tsx';
import { InFlight, longestQueues } from './in-flight.tsx';
import { Panel } from './panel.tsx';

export function MachinePanel({ node }: { readonly node: RunNode }) {
  const position = useSession((state) => state.position);
  const snapshot = snapshotAt(node, position);
  const reserve = useMemo(() => longestQueues(node), [node]);
  if (!snapshot) return null;
  return (
    <Panel name="machine" title="Machine" summary={`after step ${position}`}>
      <Memory node={node} position={position} snapshot={snapshot} />
      <Patchers node={node} />
      <Copies node={node} snapshot={snapshot} />
      {snapshot.cpus.map((_, cpu) => (
        <Cpu key={cpu} node={node} snapshot={snapshot} cpu={cpu} reserve={reserve[cpu] ?? 0} />
      ))}
    </Panel>
  );
}

interface MemoryProps {
  readonly node: RunNode;
  readonly position: number;
  readonly snapshot: Snapshot;
}

function Memory({ node, position, snapshot }: MemoryProps) {
  const { session } = usePage();
  const selected = useSession((state) => state.cell);
  const { program } = node;
  const used = useMemo(() => usedCells(node), [node]);
  const writes = useMemo(() => writesOf(node), [node]);
  return (
    <table className="memory">
      <caption className="unseen">Memory</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">location</th>
          <th scope="col">value</th>
          <th scope="col">written by</th>
        </tr>
      </thead>
      <tbody>
        {program.cells.map((cell, index) => {
          const writer = writes.get(index)?.findLast((write) => write.step <= position);
          if (!used.has(index) || cell.kept) return null;
          return (
            <tr key={index} className={[cell.kind, writer?.step === position ? 'changed' : ''].join(' ')}>
              <th scope="row">
                <button
                  type="button"
                  aria-pressed={selected === index}
                  onClick={() => session.selectCell(selected === index ? null : index)}
                >
                  {cell.name}
                </button>
              </th>
              <td className="value">
                <Explained
                  node={node}
                  words={({ cells }) => cells[index]?.words ?? []}
                  about={({ cells }) => cells[index]?.buffered ?? []}
                >
                  {formatValue(program, snapshot.cells[index] ?? 0, index)}
                </Explained>
              </td>
              <td className="writer">
                {writer ? (
                  <button type="button" onClick={() => session.goTo(writer.step)}>
                    {cpuName(program, writer.cpu)}, step {writer.step}
                  </button>
                ) : cell.kind === 'ghost' ? (
                  'ghost'
                ) : (
                  'initial'
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface Write {
  readonly step: number;
  readonly cpu: number;
}

/** Who wrote each location when, in the run's order. */
function writesOf({ run }: RunNode): ReadonlyMap<number, readonly Write[]> {
  const writes = new Map<number, Write[]>();
  run.steps.forEach(({ trace }, index) => {
    for (const { cell } of trace.writes) {
      const list = writes.get(cell);
      const write = { step: index + 1, cpu: trace.info.cpu };
      if (list) list.push(write);
      else writes.set(cell, [write]);
    }
  });
  return writes;
}

/** Locations that this program's instructions or this run name; a prelude may declare many that a scenario never uses. */
function usedCells({ program, run, score }: RunNode): ReadonlySet<number> {
  const used = new Set(score.lanes.map((lane) => lane.cell));
  for (const { trace } of run.steps) for (const write of trace.writes) used.add(write.cell);
  if (program.cells.length <= 16) for (const index of program.cells.keys()) used.add(index);
  return used;
}

interface CpuProps {
  readonly node: RunNode;
  readonly snapshot: Snapshot;
  readonly cpu: number;
  readonly reserve: number;
}

function Cpu({ node, snapshot, cpu, reserve }: CpuProps) {
  const { program } = node;
  const at = snapshot.cpus[cpu];
  const spec = program.cpus[cpu];
  if (!at || !spec) return null;
  const frame = at.frames.at(-1);
  return (
    <div className={`cpu ${cpuHue(cpu, spec.agent)}`}>
      <h3>
        {cpuName(program, cpu)}{' '}
        <Explained node={node} className="quiet" words={({ cpus }) => cpus[cpu]?.words ?? []}>
          {spec.agent ? 'agent' : contextWords(snapshot, cpu)}
        </Explained>
      </h3>
      <p className="next-statement">
        {at.finished ? (
          <span className="quiet">done</span>
        ) : (
          <Explained node={node} words={({ cpus }) => cpus[cpu]?.words.slice(0, 1) ?? []}>
            <code>{frame?.at.text}</code>
          </Explained>
        )}
      </p>
      <InFlight node={node} snapshot={snapshot} cpu={cpu} reserve={reserve} />
      {!spec.agent && <CpuCharts node={node} cpu={cpu} />}
    </div>
  );
}

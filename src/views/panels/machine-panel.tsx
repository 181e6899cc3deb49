/** What the hardware holds now: memory with its last writer, each CPU's state and what it has in flight. */
import { useMemo } from 'react';
import { contextWords, cpuName, formatValue } from '../../score/index.ts';
import { snapshotAt, type RunNode, type Snapshot } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { CpuCharts, Patchers } from '../charts/lazy-charts.tsx';
import { cpuHue } from '../hue.ts';
import { Copies } from './copies.tsx';
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
      <Copies program={node.program} snapshot={snapshot} />
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
          if (!used.has(index)) return null;
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
              <td className="value">{formatValue(program, snapshot.cells[index] ?? 0, index)}</td>
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

/** Lines that each CPU's queue needs at its longest, so that stepping moves nothing below. */
function longestQueues({ run }: RunNode): readonly number[] {
  const states = [run.initial, ...run.steps.map((step) => step.after)];
  const lines = (state: Snapshot, cpu: number) =>
    inFlight(state, cpu).length + (state.cpus[cpu]?.pending.length ?? 0);
  return run.initial.cpus.map((_, cpu) => Math.max(...states.map((state) => lines(state, cpu))));
}

function inFlight(snapshot: Snapshot, cpu: number) {
  return snapshot.cpus[cpu]?.queue.filter((entry) => !entry.done || entry.stale) ?? [];
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
  const queue = inFlight(snapshot, cpu);
  return (
    <div className={`cpu ${cpuHue(cpu, spec.agent)}`}>
      <h3>
        {cpuName(program, cpu)}{' '}
        <span className="quiet">{spec.agent ? 'agent' : contextWords(snapshot, cpu)}</span>
      </h3>
      <p className="next-statement">
        {at.finished ? <span className="quiet">done</span> : <code>{frame?.at.text}</code>}
      </p>
      <ol
        className="queue"
        style={{ minHeight: 20 * reserve }}
        aria-label={`In flight on ${cpuName(program, cpu)}`}
      >
        {queue.map((entry, index) => (
          <li
            key={index}
            className={entry.stale ? 'stale' : ''}
            title={[entry.at.text, entry.waits && `waits for ${entry.waits}`].filter(Boolean).join(' ')}
          >
            <span className="sign" aria-hidden="true" />
            <code>{entry.at.text}</code>
            {entry.value !== null && entry.done && (
              <code> {formatValue(program, entry.value, entry.cell ?? undefined)}</code>
            )}
            {entry.stale && <span className="quiet"> stale, overwritten since</span>}
            {entry.waits && <span className="quiet"> waits for {entry.waits}</span>}
          </li>
        ))}
        {at.pending.map((irq) => (
          <li key={`irq-${irq}`} className="pending">
            <span className="sign irq" aria-hidden="true" />
            {program.irqs[irq]?.name ?? 'interrupt'} <span className="quiet">raised, not yet taken</span>
          </li>
        ))}
      </ol>
      {!spec.agent && <CpuCharts node={node} cpu={cpu} />}
    </div>
  );
}

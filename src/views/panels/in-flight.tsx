/** What a CPU has in flight, oldest first, and the interrupts it has not taken; each says why it is still there. */
import { cpuName, formatValue } from '../../score/index.ts';
import type { Explanation, RunNode, Snapshot } from '../../state/index.ts';
import { Explained, useExplanation } from './explained.tsx';

/** Lines that each CPU's queue needs at its longest, so that stepping moves nothing below. */
export function longestQueues({ run }: RunNode): readonly number[] {
  const states = [run.initial, ...run.steps.map((step) => step.after)];
  const lines = (state: Snapshot, cpu: number) =>
    inFlight(state, cpu).length + (state.cpus[cpu]?.pending.length ?? 0);
  return run.initial.cpus.map((_, cpu) => Math.max(...states.map((state) => lines(state, cpu))));
}

/** Entries worth showing with their positions in the queue: what is done and up to date only waits to be forgotten. */
function inFlight(snapshot: Snapshot, cpu: number) {
  const queue = snapshot.cpus[cpu]?.queue ?? [];
  return queue.map((entry, at) => ({ entry, at })).filter(({ entry }) => !entry.done || entry.stale);
}

interface InFlightProps {
  readonly node: RunNode;
  readonly snapshot: Snapshot;
  readonly cpu: number;
  readonly reserve: number;
}

export function InFlight({ node, snapshot, cpu, reserve }: InFlightProps) {
  const { program } = node;
  const told = useExplanation(node);
  const pending = snapshot.cpus[cpu]?.pending ?? [];
  return (
    <ol
      className="queue"
      style={{ minHeight: 20 * reserve }}
      aria-label={`In flight on ${cpuName(program, cpu)}`}
    >
      {inFlight(snapshot, cpu).map(({ entry, at }) => (
        <li key={at} className={entry.stale ? 'stale' : ''}>
          <span className="sign" aria-hidden="true" />
          <Explained
            node={node}
            statement={entry.at.text}
            words={(one) => entryWords(one, cpu, at)}
            about={({ entries }) => entries.filter((one) => one.cpu === cpu && one.entry === at)}
          >
            <code>{entry.at.text}</code>
            {entry.value !== null && entry.done && (
              <code> {formatValue(program, entry.value, entry.cell ?? undefined)}</code>
            )}
            <span className="quiet">
              {' '}
              {entry.stale ? 'stale, overwritten since' : reason(told, cpu, at, entry.waits)}
            </span>
          </Explained>
        </li>
      ))}
      {pending.map((irq) => (
        <li key={`irq-${irq}`} className="pending">
          <span className="sign irq" aria-hidden="true" />
          <Explained node={node} words={(one) => interruptWords(one, cpu, program.irqs[irq]?.name ?? '')}>
            {program.irqs[irq]?.name ?? 'interrupt'} <span className="quiet">raised, not yet taken</span>
          </Explained>
        </li>
      ))}
    </ol>
  );
}

function entryWords({ entries }: Explanation, cpu: number, at: number): readonly string[] {
  return entries.find((one) => one.cpu === cpu && one.entry === at)?.words ?? [];
}

/** The machine's reason; what the snapshot knows until it is there. */
function reason(told: Explanation | null, cpu: number, at: number, waits: string | null): string {
  const held = told?.held.find((one) => one.cpu === cpu && one.entry === at);
  return held?.why ?? (waits === null ? '' : `waits for ${waits}`);
}

function interruptWords({ cpus, held }: Explanation, cpu: number, name: string): readonly string[] {
  const raised = cpus[cpu]?.words.filter((one) => one.startsWith(name)) ?? [];
  const why = held.find((one) => one.cpu === cpu && one.pc === null && one.step.endsWith(name))?.why;
  return why === undefined
    ? [...raised, 'It can be taken now.']
    : [...raised, `It cannot be taken now: ${why}.`];
}

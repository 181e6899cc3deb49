/** Beside a CPU's choices: what it would do next and cannot yet, each with the machine's reason. */
import { cpuName, statementText } from '../../score/index.ts';
import type { Explanation, RunNode } from '../../state/index.ts';
import { Explained, useExplanation } from './explained.tsx';

interface NotYetProps {
  readonly node: RunNode;
  readonly cpu: number;
  /** The reasons of all CPUs stand below the choices. */
  readonly open: boolean;
  readonly onToggle: () => void;
}

type Held = Explanation['held'][number];

/** One line at the right of the CPU's name. */
export function NotYet({ node, cpu, open, onToggle }: NotYetProps) {
  const held = useExplanation(node)?.held.filter((one) => one.cpu === cpu) ?? [];
  return (
    <span className="not-yet">
      {held.length > 0 && (
        <>
          <button
            type="button"
            aria-expanded={open}
            title={open ? 'Hide the reasons' : 'All reasons'}
            onClick={onToggle}
          >
            <span className="fold" aria-hidden="true" />
            not yet
          </button>{' '}
          {held.map((one, index) => (
            <HeldStep key={index} node={node} held={one} cpu={cpu} />
          ))}
        </>
      )}
    </span>
  );
}

/** Every CPU's reasons, in a box that keeps its height while one steps. */
export function Reasons({ node }: { readonly node: RunNode }) {
  const held = useExplanation(node)?.held ?? [];
  return (
    <ul className="not-yet-reasons" aria-label="Not yet possible" tabIndex={0}>
      {held.map((one, index) => (
        <li key={index}>
          {cpuName(node.program, one.cpu)}: <code>{textOf(node, one)}</code>
          {because(one.why)}
        </li>
      ))}
      {held.length === 0 && <li>Nothing is held back here.</li>}
    </ul>
  );
}

function HeldStep({
  node,
  held,
  cpu,
}: {
  readonly node: RunNode;
  readonly held: Held;
  readonly cpu: number;
}) {
  const isThis = (one: Held) => one.cpu === cpu && one.pc === held.pc && one.entry === held.entry;
  return (
    <Explained
      node={node}
      statement={textOf(node, held)}
      about={({ entries }) => entries.filter((one) => one.cpu === cpu && one.entry === held.entry)}
      words={(told) =>
        told.held
          .filter(isThis)
          .map(
            (one) => `${capital(one.step)}: not yet, ${one.why.startsWith('waits') ? 'it ' : ''}${one.why}.`,
          )
      }
    >
      <code>{textOf(node, held)}</code>
    </Explained>
  );
}

function textOf({ program }: RunNode, { pc, step }: Held): string {
  return pc === null ? step : statementText(program, pc);
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** After what it is about: " waits for …", ": interrupts are off". */
function because(why: string): string {
  return /^(waits|goes|runs) /.test(why) ? ` ${why}` : `: ${why}`;
}

/** A CPU that can do nothing at all: why, in one line, and in full where it is pointed at. */
export function Waiting({
  node,
  cpu,
  children,
}: {
  readonly node: RunNode;
  readonly cpu: number;
  readonly children: string;
}) {
  const told = useExplanation(node);
  const [first] = told?.held.filter((one) => one.cpu === cpu) ?? [];
  return (
    <Explained node={node} words={({ cpus }) => cpus[cpu]?.words ?? []}>
      {first ? `cannot go on: ${textOf(node, first)}${because(first.why)}` : children}
    </Explained>
  );
}

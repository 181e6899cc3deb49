/** Beside a CPU's choices: what it would do next and cannot yet, each with the machine's reason. */
import { statementText } from '../../score/index.ts';
import type { Explanation, RunNode } from '../../state/index.ts';
import { Explained, useExplanation } from './explained.tsx';

interface NotYetProps {
  readonly node: RunNode;
  readonly cpu: number;
  /** All reasons stand below each other; for every CPU at once, so that stepping changes no heights. */
  readonly open: boolean;
  readonly onToggle: () => void;
}

type Held = Explanation['held'][number];

/** One line at the right of the CPU's name; opened, a list of a fixed height. */
export function NotYet({ node, cpu, open, onToggle }: NotYetProps) {
  const told = useExplanation(node);
  const held = told?.held.filter((one) => one.cpu === cpu) ?? [];
  return (
    <>
      <span className="not-yet">
        {held.length > 0 && (
          <>
            <button type="button" aria-expanded={open} onClick={onToggle}>
              <span className="fold" aria-hidden="true" />
              not yet
            </button>{' '}
            {!open && held.map((one, index) => <HeldStep key={index} node={node} held={one} cpu={cpu} />)}
          </>
        )}
      </span>
      {open && (
        <ul className="not-yet-reasons" aria-label="Not yet possible" tabIndex={0}>
          {held.map((one, index) => (
            <li key={index}>
              <code>{textOf(node, one)}</code> <span>{one.why}</span>
            </li>
          ))}
        </ul>
      )}
    </>
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
      {first ? `cannot go on: ${textOf(node, first)} ${first.why}` : children}
    </Explained>
  );
}

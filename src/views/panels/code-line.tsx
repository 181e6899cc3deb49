/** One line of a CPU's code: its breakpoint, what stands at it now, and what is to be said beside it. */
import { useMemo } from 'react';
import { cpuName } from '../../score/index.ts';
import { nextStop, sameStop, targetOf, type RunNode, type Stop } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import type { CodeLine } from './code-lines.ts';

/** What is said beside a line. */
interface Mark {
  readonly words: string;
  readonly sentence: string;
  /** Nothing of the line is ever executed. */
  readonly dead?: boolean;
  /** Of what orders something: whether anything goes wrong without it. Such a mark has a line of its own. */
  readonly needed?: boolean;
}

export type Sign = 'violates' | 'flying' | 'ahead';

const SIGN: Readonly<Record<Sign, string>> = {
  violates: 'violates a property here',
  flying: 'in flight',
  ahead: 'fetched ahead to here',
};

interface LineProps {
  readonly node: RunNode;
  readonly cpu: number;
  readonly sign: Sign | null;
  readonly line: CodeLine;
  /** An access on it is a plain one. */
  readonly plain: boolean;
  readonly mark: Mark | null;
}

export function Line({ node, cpu, line, plain, sign, mark }: LineProps) {
  const { session } = usePage();
  const position = useSession((state) => state.position);
  const stops = useSession((state) => state.stops);
  const stop: Stop = { kind: 'line', file: line.file, from: line.from, to: line.to, text: line.text.trim() };
  const set = stops.some((one) => sameStop(one, stop));
  const target = useMemo(() => targetOf(node.program, cpu, line), [node.program, cpu, line]);
  const classes = [
    line.current ? 'current' : '',
    line.caller ? 'caller' : '',
    line.depth > 0 ? 'inlined' : '',
    set ? 'stop' : '',
    mark?.dead ? 'never' : '',
    mark?.needed === undefined ? '' : mark.needed ? 'ordering needed' : 'ordering',
    sign ?? '',
  ];
  const runTo = () => {
    const next = nextStop(node, position, 1, [stop], cpu);
    if (next !== null) session.goTo(next);
    else if (target === 'end') void session.runToEnd();
    else if (target)
      void session.runTo(
        { k: 'step', cpu, statement: target.key },
        `${cpuName(node.program, cpu)}, ${target.text}`,
      );
  };
  return (
    <li
      className={classes.filter(Boolean).join(' ')}
      style={{ '--depth': line.depth } as React.CSSProperties}
      aria-current={line.current ? 'step' : undefined}
    >
      {target ? (
        <>
          <button
            type="button"
            className="margin"
            tabIndex={-1}
            aria-label={`Breakpoint at ${stop.text}`}
            aria-pressed={set}
            onClick={() => session.toggleStop(stop)}
          />
          <button
            type="button"
            className="code"
            tabIndex={-1}
            title={[target === 'end' ? 'Run to the end' : 'Run to here', mark?.sentence]
              .filter(Boolean)
              .join('. ')}
            onClick={runTo}
          >
            <code>{line.text}</code>
          </button>
        </>
      ) : (
        <code>{line.text || ' '}</code>
      )}
      {sign && (
        <span className="sign-words" title={SIGN[sign]}>
          <span className="unseen">{SIGN[sign]}</span>
        </span>
      )}
      {plain && <span className="plain">plain</span>}
      {mark && (
        <span className="mark" title={mark.sentence}>
          {mark.words}
        </span>
      )}
    </li>
  );
}

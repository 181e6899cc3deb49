/** Each CPU's program as the scenario writes it, with a marker at what it is about to issue; a call it is in stands open. */
import { useEffect, useRef, useState } from 'react';
import { cpuName } from '../../score/index.ts';
import { snapshotAt, type RunNode, type Scenario, type Snapshot } from '../../state/index.ts';
import { useSession } from '../context.ts';
import { cpuHue } from '../hue.ts';
import { codeLines, type CodeLine } from './code-lines.ts';
import { Panel } from './panel.tsx';

export function CodePanel({ node, scenario }: { readonly node: RunNode; readonly scenario: Scenario }) {
  const position = useSession((state) => state.position);
  const snapshot = snapshotAt(node, position);
  const prelude = usePrelude();
  return (
    <Panel name="code" title="Code">
      <div className="code-columns">
        {scenario.cpus.map((cpu) => (
          <CodeColumn
            key={cpu.index}
            node={node}
            cpu={cpu}
            sources={[scenario.text, prelude]}
            state={snapshot?.cpus[cpu.index]}
          />
        ))}
      </div>
    </Panel>
  );
}

/** The prelude's text comes when it is first needed; until then a call into it shows its statement alone. */
function usePrelude(): string {
  const [text, setText] = useState('');
  useEffect(() => {
    let gone = false;
    const read = async () => {
      const { preludeText } = await import('../../scenario/index.ts');
      if (!gone) setText(preludeText);
    };
    void read();
    return () => {
      gone = true;
    };
  }, []);
  return text;
}

interface CodeColumnProps {
  readonly node: RunNode;
  readonly cpu: Scenario['cpus'][number];
  readonly sources: readonly string[];
  readonly state: Snapshot['cpus'][number] | undefined;
}

function CodeColumn({ node, cpu, sources, state }: CodeColumnProps) {
  const agent = node.program.cpus[cpu.index]?.agent ?? cpu.agent;
  const at = state && !state.finished ? state.frames.map((frame) => frame.at) : [];
  const lines = codeLines(sources, node.program, cpu, at);
  const column = useRef<HTMLDivElement>(null);
  const current = lines.findLastIndex((line) => line.current);
  useEffect(() => {
    const box = column.current;
    const line = [...(box?.querySelectorAll<HTMLElement>('.current') ?? [])].at(-1);
    if (!box || !line) return;
    const top = line.offsetTop - box.offsetTop;
    if (top < box.scrollTop + 24 || top > box.scrollTop + box.clientHeight - 40)
      box.scrollTop = top - box.clientHeight / 2;
  }, [current]);
  return (
    <div
      ref={column}
      className={`code-column ${cpuHue(cpu.index, agent)}`}
      tabIndex={0}
      role="group"
      aria-label={`Code of ${cpuName(node.program, cpu.index)}`}
    >
      <h3>
        {cpuName(node.program, cpu.index)}{' '}
        <span className="quiet">
          {agent ? '' : cpu.name}
          {state?.finished ? ', done' : ''}
        </span>
      </h3>
      <ol className="listing">
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </ol>
    </div>
  );
}

function Line({ line }: { readonly line: CodeLine }) {
  const classes = [
    line.current ? 'current' : '',
    line.caller ? 'caller' : '',
    line.depth > 0 ? 'inlined' : '',
  ];
  return (
    <li
      className={classes.filter(Boolean).join(' ')}
      style={{ '--depth': line.depth } as React.CSSProperties}
      aria-current={line.current ? 'step' : undefined}
    >
      <code>{line.text || ' '}</code>
    </li>
  );
}

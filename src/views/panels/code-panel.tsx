/** Each CPU's program as the scenario writes it, with a marker at what it is about to issue; a call it is in stands open. */
import { cpuName } from '../../score/index.ts';
import { snapshotAt, type RunNode, type Scenario, type Snapshot } from '../../state/index.ts';
import { useSession } from '../context.ts';
import { cpuHue } from '../hue.ts';
import { codeBlocks, type CodeLine } from './code-lines.ts';
import { Panel } from './panel.tsx';

export function CodePanel({ node, scenario }: { readonly node: RunNode; readonly scenario: Scenario }) {
  const position = useSession((state) => state.position);
  const snapshot = snapshotAt(node, position);
  return (
    <Panel name="code" title="Code">
      <div className="code-columns">
        {scenario.cpus.map((cpu) => {
          const agent = node.program.cpus[cpu.index]?.agent ?? cpu.agent;
          return (
            <div key={cpu.index} className={`code-column ${cpuHue(cpu.index, agent)}`}>
              <h3>
                {cpuName(node.program, cpu.index)} {cpu.name && <span className="quiet">{cpu.name}</span>}
              </h3>
              <Listing node={node} scenario={scenario} snapshot={snapshot} cpu={cpu.index} />
            </div>
          );
        })}
      </div>
    </Panel>
  );
}

interface ListingProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
  readonly snapshot: Snapshot | null;
  readonly cpu: number;
}

function Listing({ node, scenario, snapshot, cpu }: ListingProps) {
  const state = snapshot?.cpus[cpu];
  const blocks = codeBlocks(scenario, node.program, cpu, state?.finished ? undefined : state?.frames);
  return (
    <ol className="listing">
      {blocks.map((line, index) => (
        <Line key={index} line={line} />
      ))}
      {state?.finished && <li className="done">done</li>}
    </ol>
  );
}

function Line({ line }: { readonly line: CodeLine }) {
  return (
    <li
      className={[line.current ? 'current' : '', line.caller ? 'caller' : '', line.depth > 0 ? 'inlined' : '']
        .filter(Boolean)
        .join(' ')}
      style={{ '--depth': line.depth } as React.CSSProperties}
      aria-current={line.current ? 'step' : undefined}
    >
      <code>{line.text || ' '}</code>
    </li>
  );
}

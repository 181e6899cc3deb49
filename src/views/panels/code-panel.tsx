/**
 * Each CPU's program as the scenario writes it, with a marker at what it is about to issue; a call it is in stands open.
 * A click on a line runs to it, the margin sets a breakpoint.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { cpuName } from '../../score/index.ts';
import {
  adviceOf,
  snapshotAt,
  standingAt,
  stepOfCpu,
  type Coverage,
  type RunNode,
  type Scenario,
  type Snapshot,
  type Standing,
} from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import { useAdvice } from '../advice/asked-advice.ts';
import { cpuHue } from '../hue.ts';
import { Line, type Sign } from './code-line.tsx';
import { codeLines, lineOf, type CodeLine } from './code-lines.ts';
import { codeMarks } from './code-marks.ts';
import { coverageWords, useCoverage } from './coverage-words.ts';
import { needMarks, type NeedMark } from './need-marks.ts';
import { useLinkedMatrix } from './linked-matrix.ts';
import { Panel } from './panel.tsx';
import { plainLines } from './plain-lines.ts';

export function CodePanel({ node, scenario }: { readonly node: RunNode; readonly scenario: Scenario }) {
  useLinkedMatrix();
  const position = useSession((state) => state.position);
  const snapshot = snapshotAt(node, position);
  const prelude = usePrelude(scenario.text);
  const coverage = useCoverage();
  const { needs, toggle } = useMargin(node, scenario);
  // As in the score: an agent with nothing to do takes no room.
  const isShown = ({ index, agent }: Scenario['cpus'][number]) =>
    !agent || node.score.parts.some(({ cpu }) => cpu === index);
  return (
    <Panel
      name="code"
      title="Code"
      summary={
        <>
          <span className="executed">
            {coverage ? coverageWords(coverage) : 'what is executed is not known yet'}
          </span>
          {toggle}
        </>
      }
    >
      <div className="code-columns">
        {scenario.cpus.filter(isShown).map((cpu) => (
          <CodeColumn
            key={cpu.index}
            node={node}
            cpu={cpu}
            sources={[scenario.text, prelude]}
            state={snapshot?.cpus[cpu.index]}
            position={position}
            coverage={coverage}
            needs={needs}
          />
        ))}
      </div>
    </Panel>
  );
}

/** What each ordering on a line is for, once the reader wants to know. */
function useMargin(node: RunNode, scenario: Scenario) {
  const { client } = usePage();
  const isTold = useSession((state) => state.hidden === 'nothing');
  const margin = useStore(adviceOf(client).wishes, (wishes) => wishes.margin);
  const isOn = isTold && margin && !scenario.litmus;
  const { advice, state } = useAdvice(node, scenario, isOn);
  const needs = useMemo(() => (isOn ? needMarks(node.program, state) : null), [isOn, node.program, state]);
  const toggle = isTold && !scenario.litmus && (
    <button
      type="button"
      className="margin-switch"
      aria-pressed={isOn}
      title="Beside each barrier, acquire, release and mask: what goes wrong without it, under each model"
      onClick={() => advice.wishes.setState({ margin: !margin })}
    >
      {isOn && state.status === 'running' ? 'Needed? …' : 'Needed?'}
    </button>
  );
  return { needs, toggle };
}

/** The prelude's text comes when it is first needed; until then, and where it does not, a call into it shows its statement
 *  alone. */
function usePrelude(of: string): string {
  const [text, setText] = useState('');
  useEffect(() => {
    let gone = false;
    const read = () => {
      import('./prelude-source.ts')
        .then(({ preludeFor }) => preludeFor(of))
        .then(
          (source) => {
            if (!gone) setText(source);
          },
          () => undefined,
        );
    };
    read();
    window.addEventListener('online', read);
    return () => {
      gone = true;
      window.removeEventListener('online', read);
    };
  }, [of]);
  return text;
}

interface CodeColumnProps {
  readonly node: RunNode;
  readonly cpu: Scenario['cpus'][number];
  readonly sources: readonly string[];
  readonly state: Snapshot['cpus'][number] | undefined;
  readonly position: number;
  readonly coverage: Coverage | null;
  readonly needs: ((line: CodeLine) => NeedMark | null) | null;
}

function CodeColumn({ node, cpu, sources, state, position, coverage, needs }: CodeColumnProps) {
  const agent = node.program.cpus[cpu.index]?.agent ?? cpu.agent;
  const standing = useMemo(() => standingAt(node, position, cpu.index), [node, position, cpu.index]);
  const lines = codeLines(sources, node.program, cpu, standing.at);
  const signs = signsOf(node.program, lines, standing);
  const name = cpuName(node.program, cpu.index);
  const marks = useMemo(
    () => coverage && codeMarks(node.program, coverage, cpu.index),
    [node.program, coverage, cpu.index],
  );
  const isPlain = useMemo(() => plainLines(node.program), [node.program]);
  const column = useRef<HTMLDivElement>(null);
  const current = lines.findLastIndex((line) => line.current);
  const violated = [...signs].find(([, sign]) => sign === 'violates')?.[0] ?? -1;
  useEffect(() => {
    const box = column.current;
    const line = [...(box?.querySelectorAll<HTMLElement>(violated < 0 ? '.current' : '.violates') ?? [])].at(
      -1,
    );
    if (!box || !line) return;
    const top = line.offsetTop - box.offsetTop;
    if (top < box.scrollTop + 24 || top > box.scrollTop + box.clientHeight - 40)
      box.scrollTop = top - box.clientHeight / 2;
  }, [current, violated]);
  return (
    <div className={`code-column ${cpuHue(cpu.index, agent)}`}>
      <div className="code-head">
        <h3>
          {name}{' '}
          <span className="quiet">
            {[agent || cpu.name === name ? '' : cpu.name, state?.finished ? 'done' : '']
              .filter(Boolean)
              .join(', ')}
          </span>
        </h3>
        <CpuSteps node={node} cpu={cpu.index} name={name} />
      </div>
      <div ref={column} className="code-scroll" tabIndex={0} role="group" aria-label={`Code of ${name}`}>
        <ol className="listing">
          {lines.map((line, index) => (
            <Line
              key={lineKey(lines, index)}
              node={node}
              cpu={cpu.index}
              line={line}
              sign={signs.get(index) ?? null}
              plain={isPlain(line)}
              mark={marks?.(line) ?? needs?.(line) ?? null}
            />
          ))}
        </ol>
      </div>
    </div>
  );
}

const HOWS = ['into', 'over', 'out'] as const;

/** Step this CPU into, over or out of calls; with shift backwards. */
function CpuSteps({
  node,
  cpu,
  name,
}: {
  readonly node: RunNode;
  readonly cpu: number;
  readonly name: string;
}) {
  const { session } = usePage();
  return (
    <span className="cpu-steps">
      {HOWS.map((how) => {
        return (
          <button
            key={how}
            type="button"
            aria-label={`Step ${name} ${how}`}
            title={`Step ${how}; with shift: back`}
            onClick={(event) => {
              const { position } = session.store.getState();
              const to = stepOfCpu(node, position, cpu, how, event.shiftKey ? -1 : 1);
              if (to !== null) session.goTo(to);
            }}
          >
            {how}
          </button>
        );
      })}
    </span>
  );
}

/** What stands at lines beside the CPU's own position: the gravest of what is to be said. */
function signsOf(
  program: RunNode['program'],
  lines: readonly CodeLine[],
  { ahead, flying, violates }: Standing,
): ReadonlyMap<number, Sign> {
  const signs = new Map<number, Sign>();
  const put = (at: Standing['ahead'], sign: Sign) => {
    const line = at ? lineOf(lines, program, at) : -1;
    if (line >= 0) signs.set(line, sign);
  };
  put(ahead, 'ahead');
  for (const at of flying) put(at, 'flying');
  put(violates, 'violates');
  return signs;
}

/** The same line stays the same element when others open above it: the focus is on it. */
function lineKey(lines: readonly CodeLine[], index: number): string {
  const line = lines[index];
  const before = lines.slice(0, index).filter((one) => one.file === line?.file && one.from === line.from);
  return `${line?.file ?? 0}.${line?.from ?? 0}.${before.length}`;
}

/** The two times of a progress graph, named by the steps that the run on the page takes. */
import { cpuName } from '../../score/index.ts';
import type { Program } from '../../state/index.ts';
import { cpuHue } from '../hue.ts';
import type { AxisStep } from './axis-steps.ts';

/** Narrower columns have their words set at a slant. */
const FLAT = 92;
const CHARACTER = 7.3;
/** Words that stand nearer to the ones before are left out; their tick stays. */
const APART = 13;
const LONGEST = 15;

export interface Margins {
  readonly left: number;
  readonly top: number;
  /** For the ends of slanted words. */
  readonly right: number;
  readonly slanted: boolean;
}

/** Room for words at the left of the rows and above the columns, in a frame of this width. */
export function marginsFor(layout: 'two' | 'layers', columns: number, width: number): Margins {
  if (layout === 'layers') return { left: 12, top: 4, right: 12, slanted: false };
  const left = Math.max(96, Math.min(200, width * 0.26));
  const slanted = (width - left) / Math.max(1, columns) < FLAT;
  return { left, top: slanted ? 96 : 40, right: slanted ? 60 : 12, slanted };
}

interface AxesProps {
  /** The CPU whose time runs to the right, and the one whose time runs downwards. */
  readonly movers: readonly number[];
  /** Edges of columns and rows, with one more for the end. */
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly margins: Margins;
  readonly program: Program;
  readonly position: number;
  readonly steps: readonly AxisStep[];
}

export function Axes({ movers, columns, rows, margins, program, position, steps }: AxesProps) {
  const { left, top, right, slanted } = margins;
  const [first = 0, second = 1] = movers;
  const agent = (cpu: number) => program.cpus[cpu]?.agent ?? false;
  const across = stepsAlong(steps, first);
  const down = first === second ? [] : stepsAlong(steps, second);
  const said = spaced(across, columns, slanted ? APART : 0);
  const saidDown = spaced(down, rows, APART);
  // A slanted word ends where the picture does.
  const end = left + (columns.at(-1) ?? 0) + right;
  const slant = (x: number) => Math.min(LONGEST, (end - x - 10) / (CHARACTER * Math.cos(Math.PI / 4.5)));
  return (
    <>
      <g className={cpuHue(first, agent(first))}>
        <path className="axis" d={`M${left} ${top - 1}h${columns.at(-1) ?? 0}`} />
        <text className="axis-name" x={left} y={12}>
          {cpuName(program, first)} →
        </text>
        {across.map((one) => {
          const x = left + (columns[one.at] ?? 0);
          const room = (columns[one.at + 1] ?? 0) - (columns[one.at] ?? 0) - 6;
          return (
            <g key={one.at} className={classOf(one, position)}>
              <path className="axis-tick" d={`M${x} ${top - 6}v8`} />
              {said.has(one) && (
                <text
                  transform={
                    slanted ? `translate(${x + 8} ${top - 8}) rotate(-40)` : `translate(${x + 4} ${top - 10})`
                  }
                >
                  {clip(one.name, slanted ? slant(x) : room / CHARACTER)}
                  <title>{one.name}</title>
                </text>
              )}
            </g>
          );
        })}
      </g>
      <g className={cpuHue(second, agent(second))}>
        <path className="axis" d={`M${left - 1} ${top}v${rows.at(-1) ?? 0}`} />
        <text className="axis-name" x={left - 8} y={top - 8} textAnchor="end">
          {first === second ? '' : `${cpuName(program, second)} ↓`}
        </text>
        {down.map((one) => {
          const y = top + (rows[one.at] ?? 0);
          return (
            <g key={one.at} className={classOf(one, position)}>
              <path className="axis-tick" d={`M${left - 6} ${y}h8`} />
              {saidDown.has(one) && (
                <text x={left - 10} y={y + 4} textAnchor="end">
                  {clip(one.name, (left - 14) / CHARACTER)}
                  <title>{one.name}</title>
                </text>
              )}
            </g>
          );
        })}
      </g>
    </>
  );
}

/** One CPU's steps; where a run passes a time twice, the first. */
function stepsAlong(steps: readonly AxisStep[], cpu: number): readonly AxisStep[] {
  return steps.filter(
    (one, nth) => one.cpu === cpu && !steps.slice(0, nth).some((two) => two.cpu === cpu && two.at === one.at),
  );
}

/** Those whose words find room. */
function spaced(steps: readonly AxisStep[], edges: readonly number[], apart: number): ReadonlySet<AxisStep> {
  const said = new Set<AxisStep>();
  let last = -Infinity;
  for (const one of steps) {
    const at = edges[one.at] ?? 0;
    if (at - last < apart) continue;
    said.add(one);
    last = at;
  }
  return said;
}

function classOf(step: AxisStep, position: number): string {
  if (step.position === position) return 'axis-step now';
  return step.position > position ? 'axis-step ahead' : 'axis-step';
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(1, Math.floor(length) - 1))}…` : text;
}

/** The two times of a progress graph, named by the steps that the run on the page takes. */
import { cpuName } from '../../score/index.ts';
import type { Lattice, Program } from '../../state/index.ts';
import { cpuHue } from '../hue.ts';
import type { LatticeLayout } from './layout.ts';
import { moveWords } from './wording.ts';

/** Narrower columns have their words set at a slant. */
const FLAT = 92;
const CHARACTER = 7.3;

export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly slanted: boolean;
}

/** Room for words at the left of the rows and above the columns, in a frame of this width. */
export function marginsFor(layout: LatticeLayout['kind'], columns: number, width: number): Margins {
  if (layout === 'layers') return { left: 12, top: 4, slanted: false };
  const left = Math.max(96, Math.min(200, width * 0.26));
  const slanted = (width - left) / Math.max(1, columns) < FLAT;
  return { left, top: slanted ? 96 : 40, slanted };
}

interface AxesProps {
  readonly lattice: Lattice;
  readonly layout: LatticeLayout;
  readonly margins: Margins;
  readonly program: Program;
  readonly passed: readonly number[];
  readonly position: number;
  /** What the run's steps are called, by position; the machine's words where there is none. */
  readonly names: readonly string[];
}

export function Axes({ lattice, layout, margins, program, passed, position, names }: AxesProps) {
  const { left, top, slanted } = margins;
  const [first = 0, second = 1] = layout.movers;
  const steps = stepsOf(lattice, layout, passed);
  const agent = (cpu: number) => program.cpus[cpu]?.agent ?? false;
  const nameOf = (step: AxisStep) => names[step.position] ?? moveWords(program, step.move);
  return (
    <>
      <g className={cpuHue(first, agent(first))}>
        <path className="axis" d={`M${left} ${top - 1}h${layout.width}`} />
        <text className="axis-name" x={left} y={12}>
          {cpuName(program, first)} →
        </text>
        {stepsAlong(steps, first).map((one) => {
          const x = left + (layout.columns[one.at] ?? 0);
          const room = (layout.columns[one.at + 1] ?? 0) - (layout.columns[one.at] ?? 0) - 6;
          return (
            <g key={one.at} className={classOf(one, position)}>
              <path className="axis-tick" d={`M${x} ${top - 6}v8`} />
              <text
                transform={
                  slanted ? `translate(${x + 8} ${top - 8}) rotate(-40)` : `translate(${x + 4} ${top - 10})`
                }
              >
                {clip(nameOf(one), slanted ? 15 : room / CHARACTER)}
                <title>{nameOf(one)}</title>
              </text>
            </g>
          );
        })}
      </g>
      <g className={cpuHue(second, agent(second))}>
        <path className="axis" d={`M${left - 1} ${top}v${layout.height}`} />
        <text className="axis-name" x={left - 8} y={top - 8} textAnchor="end">
          {cpuName(program, second)} ↓
        </text>
        {stepsAlong(steps, second).map((one) => {
          const y = top + (layout.rows[one.at] ?? 0);
          return (
            <g key={one.at} className={classOf(one, position)}>
              <path className="axis-tick" d={`M${left - 6} ${y}h8`} />
              <text x={left - 10} y={y + 4} textAnchor="end">
                {clip(nameOf(one), (left - 14) / CHARACTER)}
                <title>{nameOf(one)}</title>
              </text>
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

interface AxisStep {
  readonly cpu: number;
  /** Column or row that the step leads into. */
  readonly at: number;
  readonly move: Lattice['moves'][number];
  /** Position of the run after it. */
  readonly position: number;
}

function stepsOf(
  { edges, moves }: Lattice,
  { column, row, movers }: LatticeLayout,
  passed: readonly number[],
): AxisStep[] {
  return passed.slice(1).flatMap((to, nth) => {
    const edge = edges.find((one) => one.from === passed[nth] && one.to === to);
    const move = edge && moves[edge.move];
    if (!move) return [];
    return [{ cpu: move.cpu, at: (move.cpu === movers[0] ? column : row)[to] ?? 0, move, position: nth + 1 }];
  });
}

function classOf(step: AxisStep, position: number): string {
  if (step.position === position) return 'axis-step now';
  return step.position > position ? 'axis-step ahead' : 'axis-step';
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(1, Math.floor(length) - 1))}…` : text;
}

/** The grid: options down and across, the models side by side as small multiples of one another. */
import { useLayoutEffect, useRef, useState } from 'react';
import { matrixKey, type Model, type Settings } from '../../state/index.ts';
import { Cell } from './cell.tsx';
import { changesOf, spansOf, type CellPlace, type ColumnModel, type GridAxes } from './grid-axes.ts';
import { answerText, type CellAnswer } from './verdict.ts';

interface MatrixGridProps {
  readonly axes: GridAxes;
  readonly models: readonly ColumnModel[];
  readonly options: readonly string[];
  readonly answers: ReadonlyMap<string, CellAnswer>;
  /** Settings and model that the page shows. */
  readonly shown: Settings;
  readonly model: Model;
  readonly onOpen: (place: CellPlace, answer: CellAnswer | undefined) => void;
  readonly onReach: (place: CellPlace | null) => void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};

export function MatrixGrid({
  axes,
  models,
  options,
  answers,
  shown,
  model,
  onOpen,
  onReach,
}: MatrixGridProps) {
  const { across, down, columns, rows } = axes;
  const table = useRef<HTMLTableElement>(null);
  const places = rows.map((row) =>
    models.flatMap((one) =>
      columns.map((column): CellPlace => ({ settings: { ...shown, ...row, ...column }, model: one })),
    ),
  );
  const isHere = (place: CellPlace) =>
    place.model === model && options.every((name) => place.settings[name] === shown[name]);
  const [reached, setReached] = useState<readonly [number, number] | null>(null);
  const hereRow = places.findIndex((row) => row.some(isHere));
  const here: readonly [number, number] = [
    Math.max(0, hereRow),
    Math.max(0, places[hereRow]?.findIndex(isHere) ?? 0),
  ];
  const current = reached && places[reached[0]]?.[reached[1]] ? reached : here;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    const row = Math.max(0, Math.min(places.length - 1, current[0] + arrow[0]));
    const column = Math.max(0, Math.min((places[row]?.length ?? 1) - 1, current[1] + arrow[1]));
    table.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"] button`)?.focus();
  };
  const [downSpans, acrossSpans] = [spansOf(down), spansOf(across)];
  useHeadings(table, axes);
  return (
    <table
      ref={table}
      className="matrix-grid"
      role="grid"
      aria-label="Verdicts by options and memory model"
      onKeyDown={onKeyDown}
      onPointerLeave={() => onReach(null)}
      onBlur={() => onReach(null)}
    >
      <thead>
        <tr>
          {down.map(({ name }, at) => (
            <th
              key={name}
              rowSpan={1 + across.length}
              scope="col"
              className="option-name stays"
              style={{ left: leftOf(at) }}
            >
              {name}
            </th>
          ))}
          <td className="across-name" />
          {models.map((one) => (
            <th key={one} scope="colgroup" colSpan={columns.length} className="model-name first">
              {one}
            </th>
          ))}
        </tr>
        {across.map(({ name, values }, at) => (
          <tr key={name}>
            <th scope="row" className="option-name across-name">
              {name}
            </th>
            {models.flatMap((one) =>
              Array.from({ length: columns.length / ((acrossSpans[at] ?? 1) * values.length) }, (_, block) =>
                values.map((value, nth) => (
                  <th
                    key={`${one} ${block} ${value}`}
                    scope="col"
                    colSpan={acrossSpans[at]}
                    className={block === 0 && nth === 0 ? 'first' : ''}
                    title={`${name} = ${value}`}
                  >
                    <span className={(acrossSpans[at] ?? 1) === 1 ? 'upright' : ''}>{value}</span>
                  </th>
                )),
              ),
            )}
          </tr>
        ))}
      </thead>
      <tbody>
        {places.map((cells, row) => (
          <tr key={row}>
            {down.map(({ name }, at) => {
              const span = downSpans[at] ?? 1;
              if (row % span !== 0) return null;
              return (
                <th
                  key={name}
                  scope="row"
                  rowSpan={span}
                  className={span > 1 ? 'wide stays' : 'stays'}
                  style={{ left: leftOf(at) }}
                >
                  <span>{rows[row]?.[name]}</span>
                </th>
              );
            })}
            <td className="across-name" />
            {cells.map((place, column) => {
              const answer = answers.get(matrixKey(options, place));
              return (
                <td
                  key={column}
                  role="gridcell"
                  data-cell={`${row} ${column}`}
                  className={column % columns.length === 0 ? 'first' : ''}
                >
                  <Cell
                    answer={answer}
                    label={`${placeText(place, shown)}: ${answerText(answer)}`}
                    here={isHere(place)}
                    focusable={current[0] === row && current[1] === column}
                    onOpen={() => onOpen(place, answer)}
                    onReach={() => {
                      setReached([row, column]);
                      onReach(place);
                    }}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where a column of row headings stays when the grid is scrolled sideways. */
function leftOf(column: number): string {
  return `var(--left-${column}, 0)`;
}

/** Row headings stay at the left beside each other, and words that span rows below the head: both are measured. */
function useHeadings(table: React.RefObject<HTMLTableElement | null>, axes: GridAxes): void {
  useLayoutEffect(() => {
    const target = table.current;
    if (!target) return undefined;
    const measure = () => {
      let left = 0;
      for (const [nth, heading] of [...target.querySelectorAll('thead .option-name.stays')].entries()) {
        target.style.setProperty(`--left-${nth}`, `${left}px`);
        left += heading.getBoundingClientRect().width;
      }
      const head = target.tHead?.getBoundingClientRect().height ?? 0;
      target.style.setProperty('--head', `${head}px`);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [table, axes]);
}

/** A cell by its model and what it changes. */
function placeText({ settings, model }: CellPlace, shown: Settings): string {
  const changes = changesOf(settings, shown).map(({ name, value }) => `${name} = ${value}`);
  return [model, ...(changes.length > 0 ? changes : ['options as they are'])].join(', ');
}

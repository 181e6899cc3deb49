/** Everything of the score that is drawn, for the rows on the page. Stepping moves the veil over it and redraws nothing. */
import { memo } from 'react';
import { copyX, type Geometry, type Score } from '../../score/index.ts';
import { hueClass } from '../hue.ts';
import { CopyMark } from './copy-mark.tsx';
import { FateRail } from './fate-rail.tsx';
import { LaneMark } from './lane-mark.tsx';
import { LinkMark } from './link-mark.tsx';
import { RowMark } from './row-mark.tsx';
import type { ScoreWindow } from './score-window.ts';
import { SpanMark } from './span-mark.tsx';
import { StaleMark } from './stale-mark.tsx';
import { TieMark } from './tie-mark.tsx';

interface EngravingProps {
  readonly score: Score;
  readonly geometry: Geometry;
  readonly window: ScoreWindow;
  readonly cell: number | null;
}

export const Engraving = memo(function Engraving({ score, geometry, window, cell }: EngravingProps) {
  const { first, last } = window;
  const touches = (from: number, to: number | null) => from <= last && (to ?? Infinity) >= first;
  const hueOf = (part: number | null) => hueClass(score.parts, part);
  return (
    <>
      {score.parts.map((part, index) => {
        const box = geometry.parts[index];
        return (
          <path
            key={part.cpu}
            className={`edge ${hueOf(index)}`}
            d={`M${(box?.x ?? 0) + 1} 0V${geometry.height}`}
          />
        );
      })}
      {geometry.lanes.map((box, index) => {
        const lane = score.lanes[index];
        return (
          lane && (
            <LaneMark
              key={lane.cell}
              lane={lane}
              x={box.x}
              geometry={geometry}
              hueOf={hueOf}
              selected={lane.cell === cell}
              window={window}
            />
          )
        );
      })}
      {score.copies.map((lane, index) => {
        const x = copyX(score, geometry, index);
        return (
          x !== null && (
            <CopyMark
              key={`${lane.part}.${lane.kind}.${lane.name}`}
              lane={lane}
              x={x}
              geometry={geometry}
              window={window}
            />
          )
        );
      })}
      {score.spans
        .filter((span) => touches(span.from, span.to))
        .map((span) => {
          const key = `${span.kind}.${span.part}.${span.from}.${span.copy ?? span.track}`;
          if (span.kind !== 'stale')
            return <SpanMark key={key} span={span} geometry={geometry} hue={hueOf(span.part)} />;
          const shown = span.copy !== null && copyX(score, geometry, span.copy) !== null;
          return !shown && <StaleMark key={key} span={span} geometry={geometry} />;
        })}
      {score.links
        .filter((link) => touches(link.row, 'to' in link ? link.to : link.row))
        .map((link) => (
          <LinkMark
            key={`${link.kind}.${link.row}.${'target' in link ? link.target : link.lane}`}
            link={link}
            score={score}
            geometry={geometry}
          />
        ))}
      {score.ties
        .filter((tie) => touches(tie.from, tie.to))
        .map((tie) => (
          <TieMark
            key={`${tie.part}.${tie.track}.${tie.from}`}
            tie={tie}
            geometry={geometry}
            hue={hueOf(tie.part)}
          />
        ))}
      {score.rows.slice(first, last + 1).map((row) => (
        <RowMark key={row.index} row={row} geometry={geometry} hue={hueOf(row.part)} />
      ))}
      <FateRail score={score} geometry={geometry} />
    </>
  );
});

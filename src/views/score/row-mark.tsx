/** What happens to an access in this row: ◌ issued, ● complete, a bar for a barrier, ✕ where a property fails. */
import { markX, rowCentre, type Geometry, type Row } from '../../score/index.ts';

export function RowMark({
  row,
  geometry,
  hue,
}: {
  readonly row: Row;
  readonly geometry: Geometry;
  readonly hue: string;
}) {
  if (row.part === null) return null;
  const x = markX(geometry, row.part, row.track);
  const y = rowCentre(geometry, row.index);
  switch (row.mark) {
    case 'open':
      return <circle className={`mark open ${hue}`} cx={x} cy={y} r={4} />;
    case 'full':
      return <circle className={`mark full ${hue}`} cx={x} cy={y} r={4} />;
    case 'bar':
      return <path className={`mark bar ${hue}`} d={`M${x - 7} ${y}H${x + 5}`} />;
    case 'irq':
      return <path className={`mark full ${hue}`} d={`M${x - 4} ${y - 5}l8 5l-8 5z`} />;
    case 'cross':
      return <path className="mark cross" d={`M${x - 4.5} ${y - 4.5}l9 9m0 -9l-9 9`} />;
    case 'refused':
      return (
        <>
          <circle className={`mark refused ${hue}`} cx={x} cy={y} r={5} />
          <path className={`mark refused ${hue}`} d={`M${x - 3.5} ${y + 3.5}l7 -7`} />
        </>
      );
    case 'point':
      return <circle className={`mark full ${hue}`} cx={x} cy={y} r={1.5} />;
  }
}

/** From where to where a stretch of a lane is drawn: between the rows in which it changes. */
import { rowCentre, type CopyStretch, type Geometry } from '../../score/index.ts';

export function stretchEnds(
  { from, to }: CopyStretch,
  geometry: Geometry,
): { readonly top: number; readonly bottom: number } {
  const rows = geometry.tops.length - 1;
  return {
    top: rowCentre(geometry, from) + (from === 0 ? -4 : 2),
    bottom: to + 1 >= rows ? geometry.height : rowCentre(geometry, to + 1) - 2,
  };
}

/** The score as JSON for other programs: rows in order with everything that the picture shows. */
import type { Score } from '../score/index.ts';

export function scoreJson(
  score: Score,
  about: { readonly title: string; readonly link: string | null },
): string {
  return `${JSON.stringify({ ...about, ...score }, null, 2)}\n`;
}

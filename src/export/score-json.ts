/** The score as JSON for other programs: rows in order with everything that the picture shows. */
import { safeJson } from '../base/index.ts';
import type { Score } from '../score/index.ts';

export function scoreJson(
  score: Score,
  about: { readonly title: string; readonly link: string | null },
): string {
  return `${safeJson({ ...about, ...score }, 2)}\n`;
}

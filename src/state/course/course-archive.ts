/** The texts of a course as one zip: lessons, list, and the scenarios beside them. */
import { strToU8, zipSync } from 'fflate';

export function packCourse(texts: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  return zipSync(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, strToU8(text)])));
}

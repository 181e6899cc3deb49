/**
 * Where a course's texts come from: along with the page, from the reader's own files, out of a link, or from beside the page on
 * its site. A list may name lessons that come along, so another order takes no more than a list.
 */
import { isCourse, readCourse, readLesson } from '../../course/index.ts';
import type { BroughtFile } from '../course-door.ts';
import type { Storage } from '../ports.ts';

export interface CourseTexts {
  /** The list of lessons; of a lesson that stands alone a list of one. */
  readonly list: string;
  /** Lessons by their paths in the list, scenarios by their names. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Where the reader's own course is kept, and what was answered in any course. */
export const OWN_TEXTS = 'smpscope.course.own';
export const PROGRESS = 'smpscope.course.progress';

export function keepOwn(storage: Storage, brought: readonly BroughtFile[]): void {
  storage.write(OWN_TEXTS, JSON.stringify(Object.fromEntries(brought.map(({ name, text }) => [name, text]))));
}

/** What the reader brought, in this visit or an earlier one; null where nothing was. */
export function ownTexts(storage: Storage): CourseTexts | null {
  const texts = textsOf(storage.read(OWN_TEXTS));
  return texts && { list: listOf(texts), texts };
}

/** Texts by their names out of JSON; null where it has none. */
export function textsOf(json: string | null): Readonly<Record<string, string>> | null {
  let found: unknown;
  try {
    found = JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
  if (typeof found !== 'object' || found === null) return null;
  const texts = Object.entries(found).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return texts.length > 0 ? Object.fromEntries(texts) : null;
}

/** `path` of a list or a lesson, from the page's own place; `read` gives null where there is no such file. */
export async function siteTexts(
  path: string,
  read: (path: string) => Promise<string | null>,
  bundled: Readonly<Record<string, string>>,
): Promise<CourseTexts | null> {
  const text = await read(path);
  if (text === null) return null;
  const [folder, name] = parted(path);
  const list = isCourse(text) ? text : listOf({ [name]: text });
  const texts: Record<string, string> = isCourse(text) ? {} : { [name]: text };
  const paths = (readCourse(list).value?.lessons ?? []).map((entry) => entry.path);
  await Promise.all(
    paths.map(async (entry) => {
      const lesson = texts[entry] ?? bundled[entry] ?? (await read(folder + entry));
      if (lesson === null) return;
      texts[entry] = lesson;
      const place = readLesson(lesson, entry).value?.scenario;
      if (entry in bundled || place?.k !== 'file' || place.path.startsWith('../')) return;
      const scenario = await read(folder + parted(entry)[0] + place.path);
      if (scenario !== null) texts[parted(place.path)[1]] = scenario;
    }),
  );
  return { list, texts };
}

/** Folder with its slash, and name. */
function parted(path: string): [folder: string, name: string] {
  const at = path.lastIndexOf('/') + 1;
  return [path.slice(0, at), path.slice(at)];
}

/** Lessons without a list stand in the order in which they came. */
function listOf(texts: Readonly<Record<string, string>>): string {
  const files = Object.entries(texts).filter(([name]) => name.endsWith('.md'));
  const list = files.find(([, text]) => isCourse(text));
  if (list) return list[1];
  const lessons = files.map(
    ([name, text], nth) => `${nth + 1}. [${readLesson(text, name).value?.title ?? name}](${name})`,
  );
  return `---\ntitle: ${lessons.length === 1 ? 'A lesson' : 'Lessons'} of your own\n---\n\n${lessons.join('\n')}\n`;
}

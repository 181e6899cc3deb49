/** What a course needs besides the page, loaded with the first lesson: its texts, and what the address says of it. */
import type { CourseWorld } from '../state/index.ts';
import { courseAddress, readSite } from './course-address.ts';

const texts = import.meta.glob<string>(['../../scenarios/course/*.md', '!../../scenarios/course/README.md'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const courseWorld: CourseWorld = {
  address: courseAddress,
  readSite,
  bundled: Object.fromEntries(Object.entries(texts).map(([path, text]) => [path.replace(/^.*\//, ''), text])),
};

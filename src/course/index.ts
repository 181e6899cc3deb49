/** Courses and lessons as texts: read, checked, answered by the machine. The only door to this room. */
export type * from './text.ts';
export { endingText, type Answer } from './answer.ts';
export { checkLesson } from './check.ts';
export { isCourse, readCourse } from './course.ts';
export { readLesson } from './lesson.ts';
export { plainText, wordCount } from './prose.ts';

/** Courses and lessons as texts: read, checked, answered by the machine. The only door to this room. */
export type * from './text.ts';
export { answerOf, endingText, modelOf, settingsOf, type Answer } from './answer.ts';
export { checkLesson } from './check.ts';
export { isCourse, readCourse } from './course.ts';
export { lessonName, readLesson } from './lesson.ts';
export {
  answered,
  opened,
  readProgress,
  type LessonProgress,
  type Progress,
  type Tried,
} from './progress.ts';
export { plainText, wordCount } from './prose.ts';

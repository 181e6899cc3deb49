/**
 * A course from its text: a title, a few words, and a numbered list of links to lessons. The order of the list is the
 * course's order, and a teacher's own course is another such file.
 */
import type { Token, Tokens } from 'marked';
import { frontMatter } from './front-matter.ts';
import { blocksOf, inlineText, proseOf, type Placed } from './prose.ts';
import type { Course, CourseEntry, Mistake, Read } from './text.ts';

/** True for a text that lists lessons instead of being one. */
export function isCourse(text: string): boolean {
  return readCourse(text).value !== null;
}

export function readCourse(text: string): Read<Course> {
  const mistakes: Mistake[] = [];
  const { entries, body, bodyLine } = frontMatter(text, mistakes);
  const title = entries.need('title', 'what the course is called');
  entries.finish();
  const blocks = blocksOf(body, bodyLine);
  const lists = blocks.filter(({ token }) => token.type === 'list' && (token as Tokens.List).ordered);
  const lessons = lists.flatMap((list) => entriesOf(list, mistakes));
  if (lessons.length === 0) {
    mistakes.push({
      line: bodyLine,
      message: 'There are no lessons: write a numbered list of links, “1. [Title](file.md)”.',
    });
    return { value: null, mistakes };
  }
  for (const [nth, { path, line }] of lessons.entries())
    if (lessons.findIndex((one) => one.path === path) !== nth)
      mistakes.push({ line, message: `${path} stands in the list twice.` });
  const prose = proseOf(
    blocks.filter((block) => !lists.includes(block)),
    mistakes,
  );
  return { value: { title, prose, lessons }, mistakes };
}

function entriesOf({ token, line }: Placed, mistakes: Mistake[]): readonly CourseEntry[] {
  let at = line;
  return (token as Tokens.List).items.flatMap(({ tokens, raw, text }): CourseEntry[] => {
    const here = at;
    at += raw.replace(/\n+$/, '').split('\n').length;
    const [first] = tokens;
    const inlines: readonly Token[] = (first as Tokens.Text | undefined)?.tokens ?? [];
    const link = inlines.find((one): one is Tokens.Link => one.type === 'link');
    if (!link?.href.endsWith('.md')) {
      mistakes.push({ line: here, message: `“${text}” is no lesson; write “[Title](file.md)”.` });
      return [];
    }
    const prose = proseOf(
      [{ token: { type: 'paragraph', raw, tokens: [...inlines] }, line: here }],
      mistakes,
    );
    const [paragraph] = prose;
    const whole = paragraph?.k === 'paragraph' ? inlineText(paragraph.of) : '';
    const title = link.text;
    return [
      {
        path: link.href,
        title,
        says: whole
          .replace(title, '')
          .replace(/^[\s:–-]+/, '')
          .trim(),
        line: here,
      },
    ];
  });
}

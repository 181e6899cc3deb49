/** The texts of the course that comes along: one small file, loaded with the first lesson. */
const texts = import.meta.glob<string>(['../../scenarios/course/*.md', '!../../scenarios/course/README.md'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const courseFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(texts).map(([path, text]) => [path.replace(/^.*\//, ''), text]),
);

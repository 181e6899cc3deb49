/**
 * Families of the prelude's functions that differ in names alone. In a file `//= name`, functions with `$1`, `$2`, …, and `//=`
 * say a family once; `//+ name|a|b` is one of it. What is read, shown and stepped into is the functions themselves.
 */

/** The file with its families written out. */
export function writtenOut(file: string): string {
  const families = new Map<string, string>();
  return file
    .replace(/^\/\/= (\w+)\n([^]*?)\n\/\/=\n/gm, (_, name: string, text: string) => {
      families.set(name, text);
      return '';
    })
    .replace(/^\/\/\+ (.*)$/gm, (_, row: string) => {
      const [name = '', ...given] = row.split('|');
      const text = families.get(name);
      if (text === undefined) throw new Error(`internal: prelude: no family ${name}`);
      return text.replace(/\$(\d)/g, (_place, n: string) => given[Number(n) - 1] ?? '');
    });
}

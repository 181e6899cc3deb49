/** Numbers of things in the words of the command line. */

/** `1 step`, `2 steps`. */
export function counted(count: number | string, noun: string): string {
  return `${count} ${noun}${String(count) === '1' ? '' : 's'}`;
}

/** Where places are: `m*.who` is the member of what `m` leads to, `&m` what a pointer holds that leads to `m` itself. */

/** The place that a pointer leads to, by where the pointer is. */
export function ledFrom(pointer: string): string {
  return pointer.startsWith('&') ? pointer.slice(1) : `${pointer}*`;
}

/** What the object is called that a pointer leads to: by the pointer's own name. */
export function objectName(path: string): string {
  return `${path
    .replace(/\*$/, '')
    .replace(/^.*[.*]/, '')
    .replace(/\[\]/g, '')}_object`;
}

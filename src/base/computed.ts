/** C statements whose value is not that of one access: `y = READ_ONCE(x) + 3`, `return a == b`. */

/** Whether what a statement assigns or returns is computed from what it reads. */
export function computes(code: string): boolean {
  const value = /^(?:return\b|[^=!<>]*[^=!<>+\-*/&|^%]=(?!=))\s*(.*?);?$/.exec(code)?.[1];
  if (value === undefined) return false;
  const bare = value.replace(/^\**|^\([\w ]+\**\)/, '');
  return !/^\w+(?:(?:->|\.)\w+|\[[^\]]*\])*$/.test(bare) && !isOneCall(bare);
}

/** Is it one call and nothing else? */
export function isOneCall(text: string): boolean {
  const open = /^\w+\(/.exec(text)?.[0].length;
  if (open === undefined) return false;
  let depth = 1;
  for (let at = open; at < text.length; at++) {
    depth += Number(text[at] === '(') - Number(text[at] === ')');
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}

import type { SyntaxNode } from '@lezer/common';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parser } from './smp.generated.ts';

/** A tree as `Name(child,child)`; punctuation has no name of its own and is left out. */
function shown(node: SyntaxNode): string {
  const parts: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/^[A-Za-z_⚠]/.test(child.name)) parts.push(shown(child));
  }
  return parts.length === 0 ? node.name : `${node.name}(${parts.join(',')})`;
}

/** Cases are `# title`, the input, `==> tree`. */
function cases(): [title: string, input: string, tree: string][] {
  const file = readFileSync(fileURLToPath(new URL('cases.txt', import.meta.url)), 'utf8');
  return file.split(/^# /m).flatMap((part) => {
    const [head = '', tree = ''] = part.split('==>');
    const newline = head.indexOf('\n');
    if (tree === '') return [];
    return [[head.slice(0, newline), head.slice(newline).trim(), tree.replace(/\s+/g, '')]];
  });
}

describe('grammar', () => {
  test.each(cases())('%s', (_, input, tree) => {
    expect(shown(parser.parse(input).topNode)).toBe(tree);
  });
});

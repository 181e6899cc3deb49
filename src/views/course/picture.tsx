/**
 * The score's picture, which export writes as text, as elements: the page takes no HTML from texts, not even from its own.
 * Reads what `scoreSvg` writes: elements, attributes in double quotes, text, the five entities.
 */
import { createElement, type ReactNode } from 'react';

const TOKEN = /<\/?([a-z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/gi;

export function Picture({ svg, label }: { readonly svg: string; readonly label: string }) {
  const root: Element = { tag: 'svg', props: {}, children: [] };
  const open: Element[] = [root];
  for (const [whole, tag, attributes = '', closed, text] of svg.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.children.push(unescaped(text));
    else if (whole.startsWith('</')) open.pop();
    else if (tag !== undefined) {
      const element: Element = { tag, props: propsOf(attributes), children: [] };
      parent.children.push(element);
      if (!closed) open.push(element);
    }
  }
  const [drawn] = root.children.filter((one) => typeof one !== 'string');
  if (!drawn) return null;
  const { width: _, height: __, ...props } = drawn.props;
  return asNode({ ...drawn, props: { ...props, role: 'img', 'aria-label': label, className: 'picture' } }, 0);
}

interface Element {
  readonly tag: string;
  readonly props: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

function asNode(one: Element | string, key: number): ReactNode {
  if (typeof one === 'string') return one;
  return createElement(one.tag, { ...one.props, key }, ...one.children.map(asNode));
}

function propsOf(attributes: string): Readonly<Record<string, string>> {
  const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    unescaped(value),
  ]);
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

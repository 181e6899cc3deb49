/** What an element is made of, built piece by piece: no markup is parsed but the picture's own. */

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  back: 'M11 3v10L4 8z',
  play: 'M4 2.5v11L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  forward: 'M5 3v10l7-5z',
} as const;

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export function makeButton(label: string, icon: keyof typeof ICONS, pressed: () => void): HTMLButtonElement {
  const button = make('button', '');
  button.type = 'button';
  button.ariaLabel = label;
  button.title = label;
  setIcon(button, icon);
  button.addEventListener('click', pressed);
  return button;
}

export function setIcon(button: HTMLButtonElement, icon: keyof typeof ICONS): void {
  const svg = svgOf(16, 16, '0 0 16 16');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[icon]);
  path.setAttribute('fill', 'currentColor');
  svg.append(path);
  button.replaceChildren(svg);
}

/** An empty picture that says nothing to a screen reader: its rows are said as they are stepped to. */
export function svgOf(width: number, height: number, viewBox: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}

/** The same again as what has this id in the same root. */
export function useOf(id: string): SVGUseElement {
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${id}`);
  return use;
}

/** Marks and words as elements of a group. */
export function groupOf(body: string, id: string): Element {
  const text = `<svg xmlns="${SVG}"><g id="${id}" font-family="'Source Code Pro', ui-monospace, 'SF Mono', Menlo, Consolas, monospace" font-size="13" fill="var(--ink)">${body}</g></svg>`;
  const parsed = new DOMParser().parseFromString(trusted(text), 'image/svg+xml');
  const group = parsed.documentElement.firstElementChild;
  if (!group) throw new Error('the picture has nothing in it');
  return document.importNode(group, true);
}

interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createHTML: (text: string) => string },
  ) => { readonly createHTML: (text: string) => string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/** A page may demand that what is parsed has come by a policy that it knows: `trusted-types smp-scope`. */
function trusted(text: string): string {
  const types = (window as { readonly trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return text;
  policy ??= types.createPolicy('smp-scope', { createHTML: (one) => one });
  return policy.createHTML(text);
}

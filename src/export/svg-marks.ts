/** The strokes and signs of the SVG export; its colours are those of the page in light, on plain white. */
import type { Mark } from '../score/index.ts';

export const HUES = ['#0072b2', '#b06f00', '#008060', '#a34e86', '#2b7fb8', '#c24e00'];
export const INK = '#1b1a17';
export const PENCIL = '#565249';

export function stroke(d: string, color: string, width: number, dash = ''): string {
  return `<path d="${d}" fill="none" stroke="${color}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ''}/>`;
}

/** Text with a white halo, so that lines may pass behind it. */
export function words(x: number, y: number, text: string, more = ''): string {
  if (!text) return '';
  return `<text x="${x}" y="${y}" paint-order="stroke" stroke="#fff" stroke-width="4" stroke-linejoin="round" xml:space="preserve"${more ? ` ${more}` : ''}>${escape(text)}</text>`;
}

export function mark(kind: Mark, x: number, y: number, color: string): string {
  switch (kind) {
    case 'open':
      return `<circle cx="${x}" cy="${y}" r="4" fill="#fff" stroke="${color}" stroke-width="1.5"/>`;
    case 'full':
      return `<circle cx="${x}" cy="${y}" r="4" fill="${color}"/>`;
    case 'irq':
      return `<path d="M${x - 4} ${y - 5}l8 5l-8 5z" fill="${color}"/>`;
    case 'bar':
      return stroke(`M${x - 7} ${y}H${x + 5}`, color, 3);
    case 'cross':
      return stroke(`M${x - 4.5} ${y - 4.5}l9 9m0 -9l-9 9`, '#a3123a', 2.5);
    case 'refused':
      return `${stroke(`M${x - 3.5} ${y + 3.5}l7 -7`, color, 1.5)}<circle cx="${x}" cy="${y}" r="5" fill="none" stroke="${color}" stroke-width="1.5"/>`;
    case 'point':
      return `<circle cx="${x}" cy="${y}" r="1.5" fill="${color}"/>`;
  }
}

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

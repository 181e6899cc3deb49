/** How an element looks, in its own shadow: the page's inks, and nothing of the page around it but its language. */

const LIGHT = {
  paper: '#fdfcf9',
  ink: '#1b1a17',
  'ink-2': '#565249',
  rule: '#dedad0',
  'rule-2': '#8f887b',
  accent: '#3f35a3',
  band: '#ebe9f7',
  bad: '#a3123a',
  good: '#0b6b4d',
  'cpu-0': '#0072b2',
  'cpu-1': '#b06f00',
  'cpu-2': '#008060',
  'cpu-3': '#a34e86',
  'cpu-4': '#2b7fb8',
  'cpu-5': '#c24e00',
};

const DARK: typeof LIGHT = {
  paper: '#16171a',
  ink: '#eceae5',
  'ink-2': '#b3afa7',
  rule: '#33353a',
  'rule-2': '#75777e',
  accent: '#b0a8ff',
  band: '#292842',
  bad: '#ff8da1',
  good: '#5fcfa6',
  'cpu-0': '#56a9e0',
  'cpu-1': '#e69f00',
  'cpu-2': '#2fbf92',
  'cpu-3': '#d98cb8',
  'cpu-4': '#8fd0f5',
  'cpu-5': '#ef7a35',
};

const INKS = new Map(
  [...Object.entries(LIGHT), ['paper', '#fff'] as const].map(([name, ink]) => [ink, name]),
);

/** The picture's own inks, which are those of a light page, as the theme's. */
export function themed(svg: string): string {
  return svg.replace(/="(#[0-9a-f]{3,6})"/g, (all, ink: string) => {
    const name = INKS.get(ink);
    return name === undefined ? all : `="var(--${name})"`;
  });
}

function variables(inks: typeof LIGHT): string {
  return Object.entries(inks)
    .map(([name, ink]) => `--${name}: ${ink};`)
    .join(' ');
}

export const LOOK = `
:host { display: block; margin: 16px 0; ${variables(LIGHT)} color-scheme: light; }
:host([hidden]) { display: none; }
:host(.dark) { ${variables(DARK)} color-scheme: dark; }
* { box-sizing: border-box; margin: 0; }
section { background: var(--paper); color: var(--ink); border: 1px solid var(--rule); font: 400 13px/20px 'Source Sans 3', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; font-variant-numeric: tabular-nums; text-align: left; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; padding: 6px 12px; border-bottom: 1px solid var(--rule); }
.title { font-weight: 600; font-size: 15px; line-height: 24px; }
.run { color: var(--ink-2); }
.verdict { font-weight: 600; white-space: nowrap; }
.verdict.bad { color: var(--bad); }
.verdict.good { color: var(--good); }
header a { margin-left: auto; color: var(--accent); white-space: nowrap; }
.odd { padding: 6px 12px; border-bottom: 1px solid var(--rule); }
.score { position: relative; overflow: auto; max-height: var(--smp-scope-height, 440px); scrollbar-width: thin; }
.sheet { position: relative; }
.sheet svg { display: block; position: relative; }
.names { position: sticky; top: 0; z-index: 2; background: var(--paper); }
.names svg { border-bottom: 1px solid var(--rule-2); }
.rows { position: relative; cursor: pointer; }
.band { position: absolute; left: 0; right: 0; background: var(--band); border-left: 2px solid var(--accent); }
.future { position: absolute; left: 0; right: 0; bottom: 0; background: var(--paper); opacity: 0.45; pointer-events: none; }
.caption { min-height: 54px; padding: 6px 12px; border-top: 1px solid var(--rule-2); }
.caption .note { color: var(--ink-2); font-style: italic; }
.bar { display: flex; align-items: center; gap: 4px; padding: 4px 12px; border-top: 1px solid var(--rule); }
button { width: 32px; height: 32px; padding: 0; border: 0; background: none; color: var(--accent); font: inherit; cursor: pointer; }
button:disabled { color: var(--rule-2); cursor: default; }
button svg { display: block; margin: auto; }
input { flex: 1; min-width: 60px; accent-color: var(--accent); height: 24px; }
.count { min-width: 64px; text-align: right; color: var(--ink-2); white-space: nowrap; }
.count b { color: var(--ink); }
.code { overflow: auto; max-height: 320px; padding: 8px 12px; border-top: 1px solid var(--rule-2); font: 400 13px/20px 'Source Code Pro', ui-monospace, 'SF Mono', Menlo, Consolas, monospace; white-space: pre; tab-size: 4; }
.blank { padding: 12px; white-space: pre-wrap; }
.blank.problem { font: 400 13px/20px 'Source Code Pro', ui-monospace, Menlo, Consolas, monospace; overflow: auto; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
@media (pointer: coarse) { button { width: 44px; height: 44px; } }
@media print { .bar { display: none; } .score { max-height: none; } .future, .band { display: none; } }
`;

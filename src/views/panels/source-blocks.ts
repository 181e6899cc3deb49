/** The top-level blocks of a source text: functions, CPUs, handlers, each from its head to its closing brace. */
export interface SourceBlock {
  readonly from: number;
  readonly to: number;
  /** The function's name; null for what is no function. */
  readonly name: string | null;
}

const known = new Map<string, readonly SourceBlock[]>();

/** Found once for each text. Braces in comments and strings do not count. */
export function sourceBlocks(text: string): readonly SourceBlock[] {
  const old = known.get(text);
  if (old) return old;
  const blocks = scan(text);
  known.set(text, blocks);
  return blocks;
}

function scan(text: string): readonly SourceBlock[] {
  const blocks: SourceBlock[] = [];
  let depth = 0;
  let head = 0;
  let inner = 0;
  for (const match of text.matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"[^"\n]*"|[{};]/g)) {
    const [sign] = match;
    const at = match.index;
    if (sign === '{') {
      if (depth++ === 0) inner = at;
    } else if (sign === '}') {
      depth = Math.max(0, depth - 1);
      if (depth > 0) continue;
      const name = /(\w+)\s*\([^()]*\)\s*$/.exec(text.slice(head, inner));
      // The line of the name, or of the brace: what stands above it are comments and declarations without an end.
      const from = Math.max(
        firstWord(text, head, inner),
        text.lastIndexOf('\n', head + (name?.index ?? inner - head)) + 1,
      );
      blocks.push({ from, to: at + 1, name: name?.[1] ?? null });
      head = at + 1;
    } else if (sign === ';' && depth === 0) head = at + 1;
  }
  return blocks;
}

/** Past blank space and comments: where the head itself begins. */
function firstWord(text: string, from: number, to: number): number {
  const skipped = /^(?:\s+|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from, to));
  return from + (skipped?.[0].length ?? 0);
}

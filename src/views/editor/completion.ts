/** What may be written here: the text's own names first, then the kernel's words and the declarations of the language. */
import {
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { litmusHeader } from '../../base/index.ts';
import { DECLARATIONS, kernelWords, wordDoc } from './words.ts';
import { symbolsOf, type SymbolKind, type SymbolOf } from './symbols.ts';

const TYPES: Readonly<Record<SymbolKind, string>> = {
  function: 'function',
  variable: 'variable',
  type: 'class',
  member: 'property',
  option: 'constant',
  local: 'variable',
  label: 'text',
  id: 'text',
};

let offered: readonly Completion[] | null = null;

/** None where they do not come: the text's own names are offered all the same. */
async function ofTheKernel(): Promise<readonly Completion[]> {
  if (offered) return offered;
  const kernel = await kernelWords().catch(() => null);
  if (!kernel) return [];
  offered = kernel.all().map(({ name, signature, says }) => ({
    label: name,
    type: 'function',
    detail: signature.slice(signature.indexOf(name) + name.length),
    info: () => wordDoc(name) ?? document.createTextNode(says),
  }));
  return offered;
}

const declarations: readonly Completion[] = DECLARATIONS.map(({ name, says, snippet }) =>
  snippetCompletion(snippet, { label: name, type: 'keyword', detail: says }),
);

export function complete(context: CompletionContext): CompletionResult | Promise<CompletionResult> | null {
  const { state, pos, explicit } = context;
  if (litmusHeader(state.sliceDoc(0, 200))) return null;
  const tree = syntaxTree(state);
  const node = tree.resolveInner(pos, -1);
  if (/Comment|String|Include/.test(node.name)) return null;
  const word = context.matchBefore(/\w+/);
  const from = word?.from ?? pos;
  const before = state.sliceDoc(Math.max(0, from - 2), from);
  const isMember = before.endsWith('->') || (before.endsWith('.') && !/\d\.$/.test(before));
  if (!word && !explicit && !isMember) return null;
  const symbols = symbolsOf({ tree, text: state.doc.toString() });
  const own = (kinds: (symbol: SymbolOf) => boolean): readonly Completion[] => {
    const seen = new Map<string, Completion>();
    for (const symbol of symbols)
      // What is just being written is no name yet.
      if (kinds(symbol) && !(symbol.from <= pos && pos <= symbol.to))
        seen.set(symbol.name, {
          label: symbol.name,
          type: TYPES[symbol.kind],
          detail: lineOf(state.doc.lineAt(symbol.from).text),
          boost: 50,
        });
    return [...seen.values()];
  };
  if (isMember) {
    const base = /(\w+)(?:->|\.)$/.exec(state.sliceDoc(Math.max(0, from - 40), from))?.[1] ?? '';
    const isCpu = /^cpu\d+$/.test(base);
    const options = own(({ kind }) => kind === (isCpu ? 'local' : 'member'));
    return { from, options, validFor: /^\w*$/ };
  }
  const here = own(
    ({ kind, scope }) => kind !== 'member' && (scope === null || (scope.from <= pos && pos <= scope.to)),
  );
  const isTop = node.parent === null || node.name === 'ScenarioFile' || node.parent.parent === null;
  const first = isTop ? [...declarations, ...here] : here;
  const withThose = (those: readonly Completion[]) => ({
    from,
    options: [...first, ...those],
    validFor: /^\w*$/,
  });
  return offered ? withThose(offered) : ofTheKernel().then(withThose);
}

function lineOf(text: string): string {
  const line = text.trim();
  return line.length > 48 ? `${line.slice(0, 47)}…` : line;
}

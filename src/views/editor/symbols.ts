/**
 * The names that a text makes, where each is made and where it holds: what completion offers, where a definition is,
 * and what a rename changes. Read off the syntax tree, so that it works in a text with mistakes too.
 */
import type { SyntaxNode, Tree } from '@lezer/common';

export type SymbolKind = 'function' | 'variable' | 'type' | 'member' | 'option' | 'local' | 'label' | 'id';

export interface SymbolOf {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly from: number;
  readonly to: number;
  /** Where it is known; null for everywhere. */
  readonly scope: { readonly from: number; readonly to: number } | null;
}

interface Source {
  readonly tree: Tree;
  readonly text: string;
}

/** A declaration makes the names among its own children; those of its parts have entries of their own. */
const MAKES: Readonly<Record<string, SymbolKind>> = {
  FunctionDeclaration: 'function',
  StructHead: 'type',
  EnumDeclaration: 'type',
  NewType: 'type',
  Enumerator: 'variable',
  DefineDeclaration: 'variable',
  OptionDeclaration: 'option',
  HardwareDeclaration: 'option',
  PropertyDeclaration: 'id',
  VariantDeclaration: 'id',
  InterleavingDeclaration: 'id',
  ClaimDeclaration: 'id',
  TextDeclaration: 'variable',
  PageDeclaration: 'variable',
  LockDeclaration: 'variable',
  Version: 'variable',
  LabeledStatement: 'label',
  Parameter: 'local',
};

const BODIES = new Set(['FunctionDeclaration', 'CpuDeclaration', 'HandlerDeclaration', 'AgentDeclaration']);

export function symbolsOf({ tree, text }: Source): readonly SymbolOf[] {
  const found: SymbolOf[] = [];
  const add = (kind: SymbolKind, { from, to }: SyntaxNode, scope: SymbolOf['scope']) =>
    found.push({ name: text.slice(from, to), kind, from, to, scope });
  tree.iterate({
    enter: ({ node, name }) => {
      if (name === 'NewType') add('type', node, null);
      else if (name === 'Declarator') {
        const made = node.getChild('Name') ?? node.getChild('FunctionPointer')?.getChild('Name');
        const kind = node.parent?.name === 'Field' ? 'member' : bodyOf(node) ? 'local' : 'variable';
        if (made) add(kind, made, kind === 'local' ? bodyOf(node) : null);
      } else if (name === 'MacroDeclaration') {
        const made = node.getChild('Arguments')?.getChild('Name');
        if (made) add('variable', made, bodyOf(node));
      } else {
        const kind = MAKES[name];
        const made = kind && (node.getChild('Name') ?? node.getChild('Id'));
        const isOwn = name !== 'StructHead' || node.parent?.name !== 'Type';
        if (kind && made && isOwn)
          add(kind, made, kind === 'local' || kind === 'label' ? bodyOf(node) : null);
      }
    },
  });
  return found;
}

/** The declaration with code that a place stands in. */
function bodyOf(node: SyntaxNode): SyntaxNode | null {
  for (let at: SyntaxNode | null = node; at; at = at.parent) if (BODIES.has(at.name)) return at;
  return null;
}

/** The name at a place, if there is one. */
export function nameAt({ tree }: Source, position: number): SyntaxNode | null {
  for (const side of [1, -1] as const) {
    const node = tree.resolveInner(position, side);
    if (node.name === 'Name' || node.name === 'Id' || node.name === 'TypeName') return node;
  }
  return null;
}

/** What a name is; null where the text does not make it. */
export function meaningOf(source: Source, node: SyntaxNode, all = symbolsOf(source)): SymbolOf | null {
  const { text } = source;
  const name = text.slice(node.from, node.to);
  const alike = all.filter((one) => one.name === name);
  const made = alike.find(({ from }) => from === node.from);
  if (made) return made;
  const isType = node.name === 'TypeName' || node.parent?.name === 'Type';
  if (isType) return alike.find(({ kind }) => kind === 'type') ?? null;
  if (node.name === 'Id') return alike.find(({ kind }) => kind === 'id') ?? null;
  const within = (at: { readonly from: number; readonly to: number } | null) =>
    alike.find(
      ({ kind, scope }) => (kind === 'local' || kind === 'label') && scope?.from === at?.from && at !== null,
    );
  if (isMember(node)) {
    const base = node.parent?.firstChild;
    const cpu = base?.name === 'Name' ? /^cpu(\d+)$/.exec(text.slice(base.from, base.to))?.[1] : undefined;
    const local = cpu === undefined ? undefined : within(cpuBody(source, cpu));
    return local ?? alike.find(({ kind }) => kind === 'member') ?? null;
  }
  const row = rowOf(node);
  const cpu = row?.getChild('RowCpu');
  const here = row ? (cpu ? cpuBody(source, text.slice(cpu.from, cpu.to)) : null) : bodyOf(node);
  const isPlain = ({ kind, scope }: SymbolOf) =>
    scope === null && kind !== 'member' && kind !== 'id' && kind !== 'type';
  const global = alike.find(isPlain);
  return within(here) ?? global ?? (row ? (alike.find(({ kind }) => kind === 'local') ?? null) : null);
}

/** Everything that means the same as a symbol, its making included. */
export function placesOf(
  source: Source,
  symbol: SymbolOf,
): readonly { readonly from: number; readonly to: number }[] {
  const all = symbolsOf(source);
  const found: { readonly from: number; readonly to: number }[] = [];
  source.tree.iterate({
    enter: ({ node, name, from, to }) => {
      if (name !== 'Name' && name !== 'Id' && name !== 'TypeName' && name !== 'NewType') return;
      if (source.text.slice(from, to) !== symbol.name) return;
      if (meaningOf(source, node, all)?.from === symbol.from) found.push({ from, to });
    },
  });
  return found;
}

function isMember(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.name === 'Designator') return true;
  return parent?.name === 'Member' && parent.firstChild?.from !== node.from;
}

function rowOf(node: SyntaxNode): SyntaxNode | null {
  for (let at: SyntaxNode | null = node; at; at = at.parent) if (at.name === 'Row') return at;
  return null;
}

function cpuBody({ tree, text }: Source, number: string): SyntaxNode | null {
  return (
    tree.topNode.getChildren('CpuDeclaration').find((one) => {
      const found = one.getChild('Number');
      return found && text.slice(found.from, found.to) === number;
    }) ?? null
  );
}

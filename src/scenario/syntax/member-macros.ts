/**
 * `#define d_lock d_lockref.lock`: a macro that stands for the way to a member. Where a member of that name is meant it becomes
 * that way, as the preprocessor makes it; the macro itself says nothing else and is left out.
 */
import { mapped, type Tree } from './macro-calls.ts';
import type { Declaration, Expression, Word } from './syntax.ts';

/** The declarations with such members written out. */
export function withMembers(declarations: readonly Declaration[]): readonly Declaration[] {
  const fields = new Set(declarations.flatMap(fieldsOf));
  const ways = new Map<string, readonly Word[]>();
  for (const decl of declarations) {
    const way = decl.k === 'define' ? wayOf(decl.value) : null;
    const [first] = way ?? [];
    if (
      decl.k === 'define' &&
      way &&
      way.length > 1 &&
      first &&
      fields.has(first.text) &&
      !fields.has(decl.name.text)
    )
      ways.set(decl.name.text, way);
  }
  if (ways.size === 0) return declarations;
  return declarations
    .filter((decl) => decl.k !== 'define' || !ways.has(decl.name.text))
    .map((decl) => written(decl, ways) as Declaration);
}

/** `a.b.c` as its words, null for anything else. */
function wayOf(e: Expression): readonly Word[] | null {
  if (e.k === 'name') return [{ text: e.name, from: e.from, to: e.to }];
  if (e.k !== 'member' || e.arrow) return null;
  const before = wayOf(e.base);
  return before && [...before, e.member];
}

function fieldsOf(decl: Declaration): readonly string[] {
  const names: string[] = [];
  const visit = (type: {
    readonly fields?: readonly {
      readonly type: typeof type;
      readonly declarators: readonly { readonly name: Word }[];
    }[];
  }) => {
    for (const field of type.fields ?? []) {
      names.push(...field.declarators.map(({ name }) => name.text));
      visit(field.type);
    }
  };
  if (decl.k === 'struct' || decl.k === 'typedef' || decl.k === 'variable') visit(decl.type);
  return names;
}

function written(node: unknown, ways: ReadonlyMap<string, readonly Word[]>): unknown {
  if (Array.isArray(node)) {
    const parts: readonly unknown[] = node;
    const changed = parts.map((part) => written(part, ways));
    return changed.some((part, i) => part !== parts[i]) ? changed : node;
  }
  if (typeof node !== 'object' || node === null) return node;
  const inner = mapped(node as Tree, (part) => written(part, ways));
  if (inner['k'] !== 'member') return inner;
  const e = inner as unknown as Expression & { readonly k: 'member' };
  const [first, ...rest] = ways.get(e.member.text) ?? [];
  if (!first) return inner;
  const { from, to } = e;
  const at = (word: Word): Word => ({ text: word.text, from: e.member.from, to: e.member.to });
  return rest.reduce<Expression>(
    (base, word) => ({ k: 'member', base, arrow: false, member: at(word), from, to }),
    {
      ...e,
      member: at(first),
    },
  );
}

/**
 * Structs that both a scenario and the prelude define. A patch shows of `struct sock` the members that it is about, and the
 * kernel's functions that it calls take others: those are there as well, behind the scenario's own, so that neither has to
 * be written for the other. Members that none of the called functions touch stay out, for each is state.
 */
import type {
  FieldSyntax,
  FileSyntax,
  FunctionSyntax,
  Initializer,
  Statement,
  TypeSyntax,
} from '../syntax/syntax.ts';
import { everyExpression } from './walk.ts';

/** What a struct of the prelude has besides, where a function that takes it is called: `struct task_struct_rest`. */
const REST = '_rest';

/** Words whose last argument names a member. */
const BY_MEMBER = /^(?:kv?free_rcu|container_of)$/;

interface Names {
  readonly structs: ReadonlyMap<string, TypeSyntax>;
  readonly functions: ReadonlyMap<string, { readonly decl: FunctionSyntax }>;
}

/** Bodies by `struct tag` of the scenario's own structs that lack what a function of the prelude takes, with that. */
export function completedStructs(
  scenario: FileSyntax,
  own: Names,
  lent: Names,
): ReadonlyMap<string, TypeSyntax> {
  const shared = [...new Set([...own.structs.keys(), ...withRest(lent), ...withRest(own)])].flatMap(
    (name) => {
      const rest = `${name}${REST}`;
      const lends = [lent.structs.get(name), lent.structs.get(rest) ?? own.structs.get(rest)];
      const type = own.structs.get(name) ?? lends[0];
      const offered = lends.flatMap((one) => one?.fields ?? []);
      return type && offered.length > 0 ? [{ name, type, offered }] : [];
    },
  );
  const taken = membersTaken(scenario, own, lent);
  return new Map(
    shared.flatMap(({ name, type, offered }) => {
      const has = new Set(type.fields?.flatMap(namesOf));
      const missing = offered.filter((field) =>
        namesOf(field).some((one) => taken.has(one) && !has.has(one)),
      );
      return missing.length === 0
        ? []
        : [[name, { ...type, fields: [...(type.fields ?? []), ...missing] }] as const];
    }),
  );
}

/** The structs that have more members in `struct foo_rest`. */
function withRest({ structs }: Names): readonly string[] {
  return [...structs.keys()].flatMap((name) => (name.endsWith(REST) ? [name.slice(0, -REST.length)] : []));
}

/** Its members, or those of the unnamed struct or union that it is. */
function namesOf(field: FieldSyntax): readonly string[] {
  return field.declarators.length > 0
    ? field.declarators.map(({ name }) => name.text)
    : (field.type.fields ?? []).flatMap(namesOf);
}

/** Members that the scenario names, and those that functions of the prelude touch which it comes to. */
function membersTaken(scenario: FileSyntax, own: Names, lent: Names): ReadonlySet<string> {
  const members = new Set<string>();
  const reached = new Set<string>();
  const take = (body: Statement) => {
    const mentioned = mentionedIn(body);
    for (const member of mentioned.members) members.add(member);
    for (const name of mentioned.names)
      if (lent.functions.has(name) && !own.functions.has(name)) reached.add(name);
  };
  for (const decl of scenario.declarations) {
    if ('body' in decl) take(decl.body);
    if (decl.k !== 'variable') continue;
    for (const { init } of decl.declarators)
      for (const name of init ? designated(init) : []) members.add(name);
  }
  for (const name of reached) {
    const body = lent.functions.get(name)?.decl.body;
    if (body) take(body);
  }
  return members;
}

interface Mentioned {
  readonly members: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** By body: those of the prelude are the same for every scenario. */
const mentions = new WeakMap<Statement, Mentioned>();

function mentionedIn(body: Statement): Mentioned {
  const known = mentions.get(body);
  if (known) return known;
  const [members, names] = [new Set<string>(), new Set<string>()];
  everyExpression(body, (e) => {
    if (e.k === 'member') members.add(e.member.text);
    else if (e.k === 'call') {
      names.add(e.callee.text);
      const named = BY_MEMBER.test(e.callee.text) ? e.args.at(-1) : undefined;
      if (named?.k === 'name') members.add(named.name);
    } else if (e.k === 'name') names.add(e.name);
  });
  const mentioned = { members, names };
  mentions.set(body, mentioned);
  return mentioned;
}

/** The members that an initializer names: `{ .mm_users = 1 }`. */
function designated(init: Initializer): readonly string[] {
  if (init.k !== 'list') return [];
  return init.items.flatMap(({ path, value }) => [
    ...path.flatMap((part) => ('text' in part && !('k' in part) ? [part.text] : [])),
    ...designated(value),
  ]);
}

/** What a reader may say otherwise than it was taken: what the table claims, the types of what is shared, which pointers
 *  are variables. */
import type { Outcome } from './outcome.ts';
import type { Asked, Edits, Inference } from './reading.ts';
import type { ShapeId } from './shapes.ts';
import type { Things } from './things.ts';

const CLAIM = 'claim';
const VALUES = 'what its rows find';
const NOTHING = 'nothing';
const RULES: Readonly<Record<string, string>> = {
  'use-after-free': 'a use after free',
  'double-free': 'an object that is freed twice',
  'null-access': 'a NULL pointer that is followed',
};
const DEADLOCK = 'a deadlock';

const SENTENCES: Readonly<Record<string, string>> = {
  'use-after-free': 'An object is used after it was freed',
  'double-free': 'An object is freed twice',
  'null-access': 'A NULL pointer is followed',
  'bug-on': 'The assertion fires',
  'self-deadlock': 'Who holds a lock takes it again',
  'refcount-saturated': 'A count is raised again after it has come to 0',
};

/** What is asked where a rule is broken, as a sentence. */
export function ruleAsked(slug: string): string {
  const words = SENTENCES[slug];
  return words === undefined ? `The rule ${slug} is violated.` : `${words} (${slug}).`;
}

/** What is asked where a reader has said what the table claims, else what it was taken to claim. `found`: the values that
 *  its rows find, whatever else it claims. */
export function claimed(taken: Outcome, edits: Edits, found: () => Outcome): Outcome {
  const wanted = edits[CLAIM];
  if (wanted === VALUES) return found();
  if (wanted === NOTHING) return { k: 'nothing' };
  if (wanted === DEADLOCK) return { k: 'deadlock' };
  const rule = Object.keys(RULES).find((slug) => RULES[slug] === wanted);
  return rule === undefined ? taken : { k: 'rule', rule };
}

export function claimInference({ k, slug, text }: Asked): Inference {
  const words: Readonly<Record<Asked['k'], string>> = {
    values: VALUES,
    deadlock: DEADLOCK,
    nothing: NOTHING,
    rule: RULES[slug ?? ''] ?? text,
  };
  return {
    key: CLAIM,
    text: `What the table claims: ${words[k]}`,
    taken: words[k],
    choices: [VALUES, DEADLOCK, ...Object.values(RULES), NOTHING],
    line: null,
  };
}

const TYPES = ['int', 'unsigned int', 'long', 'unsigned long', 'bool', 'u8', 'u16'];

/** The key of a variable's type, or of a struct's member. */
function typeKey(name: string): string {
  return `type:${name}`;
}

/** The type that a number has: the reader's, else the one that was taken; null for what is no plain number. */
export function numberTypeOf(things: Things, shape: ShapeId, name: string, edits: Edits): string | null {
  const { shapes, types } = things;
  if (shapes.isPointer(shape) || shapes.members(shape).size > 0) return null;
  const { base, stars } = types.typeOf(shape);
  if (stars > 0 || !TYPES.includes(base)) return null;
  const wanted = edits[typeKey(name)];
  return wanted !== undefined && TYPES.includes(wanted) ? wanted : base;
}

/** Types of shared numbers: variables, and members of the table's structs. */
export function typeInferences(things: Things, edits: Edits): readonly Inference[] {
  const found: Inference[] = [];
  const add = (name: string, shape: ShapeId) => {
    const taken = numberTypeOf(things, shape, name, edits);
    if (taken === null) return;
    found.push({
      key: typeKey(name),
      text: `\`${name}\` is of type ${taken}`,
      taken,
      choices: TYPES,
      line: null,
    });
  };
  for (const name of things.shared()) {
    const shape = things.shapeOfPath(name);
    if (shape !== null) add(name, shape);
  }
  for (const { tag, id } of things.types.structs())
    for (const [member, shape] of things.shapes.members(id))
      if (!things.types.hasOwn(tag, member)) add(`${tag}.${member}`, shape);
  return found;
}

const ONE_OBJECT = 'a pointer to one object that all share';
const VARIABLE = 'a shared pointer';

function pointerKey(name: string): string {
  return `pointer:${name}`;
}

/** Whether a pointer is a variable that is loaded, and no name of an object. */
export function isVariable(things: Things, name: string, edits: Edits): boolean {
  return things.roles.isAccessed(name) || edits[pointerKey(name)] === VARIABLE;
}

/** What shared pointers were taken as. */
export function pointerInferences(things: Things, edits: Edits): readonly Inference[] {
  return things.shared().flatMap((name): readonly Inference[] => {
    const shape = things.shapeOfPath(name);
    if (shape === null || !things.shapes.isPointer(shape)) return [];
    const taken = isVariable(things, name, edits) ? VARIABLE : ONE_OBJECT;
    // What is stored to cannot be the name of an object.
    const choices = things.roles.isAccessed(name) ? [] : [ONE_OBJECT, VARIABLE];
    return [{ key: pointerKey(name), text: `\`${name}\` taken as ${taken}`, taken, choices, line: null }];
  });
}

/** How a pointer may begin, in words. */
export const BEGINS_NULL = 'NULL';
export const BEGINS_WITH_OBJECT = 'an object';

/** A beginning as a reader has chosen it. */
export function beginOf(edit: string): string {
  return edit === BEGINS_NULL ? '0' : edit === BEGINS_WITH_OBJECT ? '1' : edit;
}

/** What a table does not say and was taken so, in sentences. */
import type { Beginning } from './beginnings.ts';
import { BEGINS_NULL, BEGINS_WITH_OBJECT, pointerInferences, typeInferences } from './changeable.ts';
import type { ColumnCode } from './column-code.ts';
import type { Handler } from './written.ts';
import type { Line } from './column-tree.ts';
import { OF_ITS_OWN } from './deferred.ts';
import { NOT_KNOWN, type Taken } from './opaque-calls.ts';
import type { Harm } from './harms.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Edits, Inference } from './reading.ts';
import type { Things } from './things.ts';

/** Lines that stand in the program elsewhere than they are drawn. */
export function movedInferences(moved: readonly Line[]): readonly Inference[] {
  const [first] = moved;
  if (!first) return [];
  const text = `${moved.map((line) => line.text.code).join(' and ')}: drawn in the order of their effects, in the program the other way round`;
  return [
    { key: 'order', text, taken: 'in order of effects', choices: ['as drawn'], line: first.cell.place.line },
  ];
}

const REASONS: Readonly<Record<Beginning['why'], string>> = {
  said: 'the text says so',
  found: 'that is what is found first',
  branch: 'else the branch would not go the way that is drawn',
  stored: 'else the store of 0 would change nothing',
  published: 'what is stored there is made in the table',
  counted: 'it is counted down, and nobody counts up',
  counts: 'with fewer or more it could not go as it is drawn',
  default: 'nothing else is said',
};

const HARMS: Readonly<Record<Harm, string>> = {
  'use-after-free': 'a use after free',
  'double-free': 'an object that is freed twice',
  'null-access': 'a NULL pointer that is followed',
  deadlock: 'a deadlock',
};

/** What the text speaks of and is not asked, for the rows do not lead to it. */
export function unmetInferences(harms: ReadonlySet<Harm>, outcome: Outcome): readonly Inference[] {
  const asked = outcome.k === 'rule' ? outcome.rule : outcome.k;
  if (outcome.k === 'deadlock' || harms.has(asked as Harm)) return [];
  return [...harms].map((harm) => ({
    key: `harm:${harm}`,
    text: `the text speaks of ${HARMS[harm]}; no row is understood to lead to it`,
    taken: 'not asked',
    choices: [],
    line: null,
  }));
}

/** Beginnings, names, sections, options and interrupts. */
export function inferencesOf(
  begins: ReadonlyMap<string, Beginning>,
  things: Things,
  taken: readonly Taken[],
  codes: readonly ColumnCode[],
  options: Options,
  handlers: readonly Handler[],
  edits: Edits,
): readonly Inference[] {
  const found: Inference[] = [];
  for (const [path, { value, why }] of begins) {
    if (why === 'said' || path.endsWith('*')) continue;
    const shape = things.shapeOfPath(path);
    const isPointer = shape !== null && things.shapes.isPointer(shape);
    const start = isPointer
      ? value === '0'
        ? 'is NULL at the start'
        : 'leads to an object at the start'
      : `begins with ${value}`;
    const name = path
      .replace(/\*\./g, '->')
      .replace(/\*/g, '')
      .replace(/@(\d+)/, ' of CPU $1');
    found.push({
      key: `begin:${path}`,
      text: `${name} ${start}: ${REASONS[why]}`,
      ...(isPointer
        ? {
            taken: value === '0' ? BEGINS_NULL : BEGINS_WITH_OBJECT,
            choices: [BEGINS_NULL, BEGINS_WITH_OBJECT],
          }
        : { taken: value, choices: [...new Set(['0', '1', '2', '3', value])] }),
      line: null,
    });
  }
  for (const { line, call, as } of taken)
    found.push({
      key: `call:${call}`,
      text: `${call} taken as ${as}`,
      taken: as,
      choices: [NOT_KNOWN],
      line: line.cell.place.line,
    });
  found.push(...pointerInferences(things, edits));
  for (const end of codes.flatMap((code) => code.completed))
    found.push({
      key: `section:${end}`,
      text: `${end} added: the table shows only one end of the section`,
      taken: end,
      choices: [],
      line: null,
    });
  for (const { name, text, line, isOn } of options.all)
    if (!isOn)
      found.push({
        key: `option:${name}`,
        text: `${text} is left out${edits[`option:${name}`] === undefined ? ', as the text says' : ''}`,
        taken: 'off',
        choices: ['off', 'on'],
        line: line.cell.place.line,
      });
  for (const { node, name, column } of handlers)
    if (node.deferred)
      found.push({
        key: `deferred:${name}`,
        text: `${name}() is the function of ${node.deferred.place}`,
        taken: node.deferred.place,
        choices: [OF_ITS_OWN],
        line: node.line.cell.place.line,
      });
    else
      found.push({
        key: `interrupt:${String(column)}`,
        text: `the interrupt may come at any time on CPU ${String(column)}`,
        taken: 'any time',
        choices: [],
        line: node.line.cell.place.line,
      });
  found.push(...typeInferences(things, edits));
  return found;
}

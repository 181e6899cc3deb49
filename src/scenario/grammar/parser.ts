/** The parser for one text: `typedef` makes names that are types from there on, and macros may loop, which the grammar alone cannot know. */
import type { LRParser } from '@lezer/lr';
import { kernelName, namesWith, ownNames } from './names.ts';
import { parser } from './smp.generated.ts';

const strictly = parser.configure({ strict: true });

/** `strict` stops at the first syntax error and throws there. */
export function parserFor(text: string, strict: boolean): LRParser {
  const base = strict ? strictly : parser;
  const names = ownNames(text);
  return names ? base.configure({ specializers: [{ from: kernelName, to: namesWith(names) }] }) : base;
}

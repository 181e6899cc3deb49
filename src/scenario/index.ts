/** The scenario language: text in, scenario and machine program out. The only door to this room. */
export type * from './api.ts';
export { compileText, instantiate } from './checked.ts';
export { formatDiagnostic, position } from './diagnostic.ts';
export { compileScenario, explained } from './explained.ts';
export { parserOf, smpParser } from './grammar/highlight.ts';
export { syntaxWords, type SyntaxWords } from './grammar/syntax-words.ts';
export { preludeText } from './prelude.ts';
export { loadPreludeFor } from './prelude-parts.ts';
export { printScenario } from './print/print-scenario.ts';
export { compileTrusted, findSyntaxError, instantiateTrusted } from './trusted.ts';
export { manualSection } from './words/manual.ts';
export { unknownWordMessage } from './words/missing.ts';
export { WORD_GROUPS, wordOf } from './words/table.ts';
export { tellCost, tellFailure, type Word } from './words/word.ts';
export { compileKernelScenario, finalsBroken, type KernelScenario } from './kernel/program.ts';
export * from './litmus/index.ts';
export * from './mail/index.ts';
export * from './rewrite/index.ts';

/** The scenario language: text in, scenario and machine program out. The only door to this room. */
export type * from './api.ts';
export { compileText, instantiate } from './compile.ts';
export { formatDiagnostic, position } from './diagnostic.ts';
export { compileScenario, explained } from './explained.ts';
export { smpParser } from './grammar/highlight.ts';
export { primitiveWords } from './lower/primitive-words.ts';
export { preludeText } from './prelude.ts';
export { printScenario } from './print/print-scenario.ts';
export * from './litmus/index.ts';

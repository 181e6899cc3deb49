export type { Port } from './channel.ts';
export { compileTexts } from './compile-texts.ts';
export { runPrograms } from './run-programs.ts';

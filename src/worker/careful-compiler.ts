/** The compiler for any text, with checks, lint and words for mistakes: a chunk of the thread that compiles. */
import { compileScenario, instantiate, programOf } from '../scenario/index.ts';
import type { Compiler } from './texts.ts';

export const carefulCompiler: Compiler = { compile: compileScenario, instantiate, programOf };

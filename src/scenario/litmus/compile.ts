/** The way in: litmus text to a test that the machine can run, or the reason why not. */
import type { Model } from '../../machine/index.ts';
import type { Diagnostic } from '../api.ts';
import { lowerAarch64 } from './aarch64/program.ts';
import { lowerC } from './c/program.ts';
import { type LitmusFile, parseLitmusFile } from './litmus-file.ts';
import { lowerX86 } from './x86/program.ts';
import { Refusal } from './refusal.ts';
import type { LitmusTest } from './test-program.ts';

export type CompiledLitmus =
  | { readonly kind: 'test'; readonly test: LitmusTest }
  /** A litmus test that says something outside of the supported subset; the diagnostic's code names it. */
  | { readonly kind: 'unsupported'; readonly diagnostic: Diagnostic }
  /** No litmus test, or a broken one. */
  | { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic };

/** `model` matters for C alone, whose primitives stand for other instructions on x86 than on arm64. `words` are
 *  instruction words that a run has computed (LitmusTest.missingWords), to be understood as well. */
export function compileLitmus(text: string, model: Model, words: readonly number[] = []): CompiledLitmus {
  try {
    return { kind: 'test', test: lower(parseLitmusFile(text), model, words) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: error.kind, diagnostic: error.diagnostic };
    throw error;
  }
}

function lower(file: LitmusFile, model: Model, words: readonly number[]): LitmusTest {
  switch (file.language) {
    case 'AArch64':
      return lowerAarch64(file, words);
    case 'X86_64':
      return lowerX86(file);
    case 'C':
      return lowerC(file, model);
  }
}

/** The way in for the Linux-kernel memory model: a C test to a program of events, or the reason why not. */
import { type KernelTest, lowerKernel } from './c/kernel.ts';
import type { CompiledLitmus } from './compile.ts';
import { parseLitmusFile } from './litmus-file.ts';
import { Refusal, unsupported } from './refusal.ts';

export type CompiledKernelLitmus =
  ({ readonly kind: 'test' } & KernelTest) | Exclude<CompiledLitmus, { readonly kind: 'test' }>;

/** A C test for the Linux-kernel memory model, which also speaks of plain accesses, RCU and SRCU. */
export function compileKernelLitmus(text: string): CompiledKernelLitmus {
  try {
    const file = parseLitmusFile(text);
    if (file.language === 'C') return { kind: 'test', ...lowerKernel(file) };
    unsupported(
      'architecture',
      'the Linux-kernel memory model is about C: choose the model of the test’s machine',
      {
        from: 0,
        to: 1,
      },
    );
  } catch (error) {
    if (error instanceof Refusal) return { kind: error.kind, diagnostic: error.diagnostic };
    throw error;
  }
}

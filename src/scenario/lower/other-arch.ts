/** A word of one architecture in a scenario whose reader may choose the other: what cannot be compiled there is told now. */
import { Diagnostics } from '../diagnostic.ts';
import type { FileSyntax } from '../syntax/syntax.ts';
import type { Instance } from './instance.ts';

/** `under`: lowers the scenario for an architecture and says what is wrong with it there. */
export function warnOfOtherArch(
  file: FileSyntax,
  instance: Instance,
  under: (arch: string, told: Diagnostics) => void,
  diagnostics: Diagnostics,
): void {
  const arch = file.declarations.find((decl) => decl.k === 'arch');
  if (arch?.k !== 'arch' || !instance.isOfOneArch) return;
  for (const { text } of arch.names) {
    const told = new Diagnostics();
    if (text !== instance.arch) under(text, told);
    for (const one of told.list())
      if (one.code === 'wrong-arch')
        diagnostics.warning(
          'wrong-arch',
          one,
          `The reader may choose ${text}, and this cannot run there: ${one.message} Write \`if (arch == ${instance.arch})\` before it, or leave ${text} out of \`arch\`.`,
        );
  }
}

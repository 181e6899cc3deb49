/** Versions of a text, each made and searched in this very thread: of what does not run in it nothing is read. */
import { createMachine, type Model, type Program } from '../machine/index.ts';
import { bareText, programOf, rewrite, type Settings, type TextEdit } from '../scenario/index.ts';
import type { ExploreLimits } from '../explore/index.ts';
import { judge, sameCode, type Judged } from './judgement.ts';

export class Versions {
  private readonly settings: Settings;
  private readonly code: string;
  private readonly base: ReturnType<typeof programOf>;

  /** Of a text that compiles. */
  constructor(text: string, settings: Settings) {
    this.settings = settings;
    this.code = bareText(text);
    this.base = this.made([]);
  }

  /** What the machine runs of a version; null where it does not compile. */
  program(edits: readonly TextEdit[]): Program | null {
    return this.made(edits).program;
  }

  /** `refused` and `same` as `Judge` has them. */
  judge(edits: readonly TextEdit[], model: Model, limits: ExploreLimits): Judged {
    const { program, diagnostics } = edits.length === 0 ? this.base : this.made(edits);
    if (!program) {
      const mistake = diagnostics.find(({ severity }) => severity === 'error');
      return { k: 'refused', message: mistake?.message ?? 'it does not compile' };
    }
    if (edits.length > 0 && this.base.program && sameCode(this.base.program, program)) return { k: 'same' };
    return { k: 'judged', ...judge(createMachine(program, model), limits) };
  }

  private made(edits: readonly TextEdit[]): ReturnType<typeof programOf> {
    return programOf(rewrite(this.code, edits).text, '', this.settings);
  }
}

/** The compiled texts that a thread remembers, and what is asked of them. */
import { assertNever } from '../base/index.ts';
import { matrixCells } from '../explore/index.ts';
import type {
  AdviceRequest,
  Instance,
  KernelRequest,
  MailRequest,
  Replies,
  TextRequest,
} from '../protocol/index.ts';
import {
  type Compiled,
  type instantiate,
  kernelSettings,
  type programOf,
  type Scenario,
} from '../scenario/index.ts';
import { Unusable } from './failure.ts';
import { recall } from './recall.ts';

const TEXTS_KEPT = 8;

/** What is asked of texts alone. */
export type PlainRequest = Exclude<TextRequest, MailRequest | AdviceRequest | KernelRequest>;

export type Text = Pick<Instance, 'id' | 'text'>;

/** The two phases of compiling. */
export interface Compiler {
  readonly compile: (text: string, id: string) => Compiled;
  readonly instantiate: (
    ...asked: [...Parameters<typeof instantiate>, Instance['model']]
  ) => ReturnType<typeof instantiate>;
  /** The program of a text that nobody has asked to compile. */
  readonly programOf?: typeof programOf;
}

export class Texts {
  private readonly compiler: Compiler;
  private readonly compiled = new Map<string, Compiled>();

  constructor(compiler: Compiler) {
    this.compiler = compiler;
  }

  compile({ id, text }: Text): Compiled {
    return recall(this.compiled, keyOf({ id, text }), TEXTS_KEPT, () => this.compiler.compile(text, id));
  }

  /** Throws Unusable where the text has errors. */
  answer(body: PlainRequest): Replies[keyof Replies] {
    switch (body.do) {
      case 'compile':
        return this.compile(body);
      case 'program':
        return this.program(body.instance);
      case 'schedule': {
        const found = this.scenario(body).interleavings.find(({ id }) => id === body.name);
        if (!found) throw new Unusable(`The scenario has no interleaving ${body.name}.`);
        return found;
      }
      case 'cells':
        return this.cells(body);
      default:
        return assertNever(body);
    }
  }

  private scenario(text: Text): Scenario {
    const { scenario, diagnostics } = this.compile(text);
    if (!scenario) throw new Unusable(diagnostics[0]?.message ?? 'The scenario has errors.');
    return scenario;
  }

  private program(instance: Instance): Replies['program'] {
    const { id, text, settings, model } = instance;
    const isKnown = this.compiled.has(keyOf(instance));
    const alone = isKnown ? null : this.compiler.programOf?.(text, id, settings).program;
    if (alone) return alone;
    const { program, diagnostics } = this.compiler.instantiate(this.scenario(instance), settings, model);
    if (!program)
      throw new Unusable(diagnostics[0]?.message ?? 'The scenario cannot run with these options.');
    return program;
  }

  /** What the kernel's model is asked about. */
  forKernel(instance: Instance): ReturnType<typeof instantiate> {
    return this.compiler.instantiate(
      this.scenario(instance),
      kernelSettings(instance.settings),
      instance.model,
    );
  }

  /** The instance's settings join the cells, so that a cell is an instance of its own. */
  private cells({ instance, options, models }: Extract<TextRequest, { do: 'cells' }>): Replies['cells'] {
    const axes = this.scenario(instance).options.filter(({ name }) => options.includes(name));
    const initial = Object.fromEntries(axes.map((axis) => [axis.name, axis.initial]));
    const base = { settings: { ...initial, ...instance.settings }, model: instance.model };
    return matrixCells(axes, base, models);
  }
}

function keyOf({ id, text }: Text): string {
  return `${id}\n${text}`;
}

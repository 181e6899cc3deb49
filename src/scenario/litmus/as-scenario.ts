/**
 * A litmus test as a scenario, so that whatever steps, draws and searches scenarios does the same for tests: each thread is
 * a CPU, the final states that the condition is about are the bad ends, and every final state is told by what the
 * condition and `locations` name. What cannot be read or expressed is a diagnostic, as any mistake is.
 *
 *     exists (c), ~exists (c)    asks for the final states with c
 *     forall (c)                 asks for those without
 */
import { litmusHeader } from '../../base/index.ts';
import type { Model, Program } from '../../machine/index.ts';
import type { Compiled, Diagnostic, LitmusQuestion, Scenario } from '../api.ts';
import { compileLitmus } from './compile.ts';
import { parseLitmusFile } from './litmus-file.ts';
import type { LitmusTest } from './test-program.ts';

/** Which model a test is about, unless its reader says otherwise. */
const MODELS: Readonly<Record<string, Model>> = { X86_64: 'tso' };

/** Compiles a litmus test's text; never throws for a user's. */
export function compileLitmusScenario(text: string, id: string): Compiled {
  const model = MODELS[litmusHeader(text)?.language ?? ''] ?? 'arm';
  const compiled = compileLitmus(text, model);
  if (compiled.kind !== 'test') return { scenario: null, diagnostics: [told(compiled.diagnostic)] };
  const { test } = compiled;
  const question = questionOf(text, test);
  const { slug, text: asked } = propertyOf(question);
  return {
    scenario: {
      id,
      title: test.name || id,
      about: /^\s*"([^"\n]+)"\s*$/m.exec(text.slice(0, text.indexOf('{')))?.[1] ?? null,
      thread: null,
      sources: [],
      arch: test.program.arch,
      model,
      options: [],
      properties: question.quantifier === null ? [] : [{ slug, text: asked }],
      rules: test.program.properties,
      variants: [],
      claims: [],
      interleavings: [],
      cpus: cpusOf(text, test.program),
      text,
      litmus: question,
    },
    diagnostics: [],
  };
}

/** The test's program under a model, which decides what C's primitives stand for. */
export function instantiateLitmus(
  { text, litmus }: Scenario,
  model: Model,
): { readonly program: Program | null; readonly diagnostics: readonly Diagnostic[] } {
  const compiled = compileLitmus(text, model);
  if (compiled.kind !== 'test') return { program: null, diagnostics: [told(compiled.diagnostic)] };
  const { program, condition, filter, keyLength, quantifier } = compiled.test;
  const property = program.properties.length;
  const wanted = quantifier === 'forall' ? ({ k: 'not', a: condition } as const) : condition;
  return {
    program: {
      ...program,
      // A test has no interrupts that could be masked.
      cpus: program.cpus.map((cpu) => ({ ...cpu, irqsOff: false })),
      properties: [...program.properties, propertyOf(litmus ?? { quantifier, condition: '' })],
      asks: {
        property,
        wanted: quantifier === null ? { k: 'const', value: false } : wanted,
        filter,
        keyLength,
      },
    },
    diagnostics: [],
  };
}

function propertyOf({ quantifier, condition }: Pick<LitmusQuestion, 'quantifier' | 'condition'>) {
  return { slug: quantifier === 'forall' ? 'forall' : 'exists', text: condition };
}

/** As a sentence, with a full stop. */
function told(diagnostic: Diagnostic): Diagnostic {
  const message = diagnostic.message.replace(/^./, (first) => first.toUpperCase());
  return { ...diagnostic, message: /[.?!]$/.test(message) ? message : `${message}.` };
}

/** The condition as it is written, without comments, on one line. */
function questionOf(text: string, { quantifier }: LitmusTest): LitmusQuestion {
  const file = parseLitmusFile(text);
  const tail = file.text.slice(file.code.to);
  const at = tail.search(/(?:~\s*|\bnot\s+)?\b(?:exists|forall)\b/);
  const condition = at < 0 ? '' : tail.slice(at).replace(/\s+/g, ' ').trim();
  return { language: file.language, quantifier, condition };
}

/** Each thread with the lines of its code: a function's text, or what stands in its column. */
function cpusOf(text: string, program: Program): Scenario['cpus'] {
  const file = parseLitmusFile(text);
  return program.cpus.map(({ name }, index) => {
    const cpu = { index, name, agent: false };
    if (file.language === 'C') return { ...cpu, ...functionOf(file.text, file.code.from, name) };
    const lines = columnOf(text, program, name);
    return { ...cpu, from: lines[0]?.from ?? 0, to: lines.at(-1)?.to ?? 0, lines };
  });
}

function functionOf(
  text: string,
  from: number,
  name: string,
): { readonly from: number; readonly to: number } {
  const head = new RegExp(`\\b${name}\\s*\\([^)]*\\)\\s*\\{`, 'g');
  head.lastIndex = from;
  const start = head.exec(text)?.index ?? from;
  let depth = 1;
  let at = head.lastIndex;
  for (; depth > 0 && at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}') depth--;
  }
  return { from: start, to: at };
}

/** The instructions of a thread in the order of the text, each with the label before it. */
function columnOf(text: string, { code }: Program, name: string) {
  const ends = new Map<number, number>();
  for (const { at } of code) if (at.key.startsWith(`${name}.`) && at.to > at.from) ends.set(at.from, at.to);
  return [...ends]
    .sort(([a], [b]) => a - b)
    .map(([from, to]) => {
      const label = /\w+\s*:\s*$/.exec(text.slice(Math.max(0, from - 40), from));
      return { from: from - (label?.[0].length ?? 0), to };
    });
}

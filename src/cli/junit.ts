/**
 * What `check` found as JUnit XML, which build servers read: a suite for each file, a case for each variant and each
 * interleaving. Not as expected is a failure; what cannot be compiled or played is an error.
 */
import { safeText } from '../base/index.ts';
import type { CheckedInterleaving, CheckedVariant } from './checked.ts';

export interface CheckedFile {
  readonly id: string;
  readonly file: string;
  readonly variants: readonly CheckedVariant[];
  readonly interleavings: readonly CheckedInterleaving[];
  /** Ids of those interleavings whose rows name nothing, so that they cannot be played. */
  readonly mistaken: ReadonlySet<string>;
}

/** A file that does not compile, and what was said of it. */
export interface UnusableFile {
  readonly file: string;
  readonly message: string;
}

interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly problem: {
    readonly kind: 'failure' | 'error';
    readonly type: string;
    readonly text: string;
  } | null;
}

export function junitReport(checked: readonly CheckedFile[], unusable: readonly UnusableFile[]): string {
  const suites = [
    ...checked.map(({ id, file, variants, interleavings, mistaken }) =>
      suite(id, file, [
        ...variants.map(variantCase),
        ...interleavings.map((one) => interleavingCase(one, mistaken.has(one.id))),
      ]),
    ),
    ...unusable.map(({ file, message }) =>
      suite(file, file, [
        { name: 'compiles', seconds: 0, problem: { kind: 'error', type: 'unusable', text: message } },
      ]),
    ),
  ];
  const counts = totals(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="smpscope" ${counts}>`,
    ...suites.map(({ text }) => text),
    '</testsuites>\n',
  ].join('\n');
}

function variantCase({
  id,
  model,
  expect,
  verdict,
  properties,
  states,
  ms,
  ok,
  witness,
}: CheckedVariant): Case {
  const found = [verdict, ...properties].join(' ');
  const lines = [
    `${found}, expected ${expect}; memory model ${model}, ${states} states`,
    ...(witness === null ? [] : [witness, `smpscope show '${witness}'`]),
  ];
  return {
    name: `variant ${id}`,
    seconds: ms / 1000,
    problem: ok ? null : { kind: 'failure', type: verdict, text: lines.join('\n') },
  };
}

function interleavingCase(
  { id, replays, ends, problem, because }: CheckedInterleaving,
  isMistaken: boolean,
): Case {
  return {
    name: `interleaving ${id}`,
    seconds: 0,
    problem: replays
      ? null
      : {
          kind: isMistaken ? 'error' : 'failure',
          type: ends,
          text: [problem ?? `it ends ${ends}`, ...because].join('\n'),
        },
  };
}

function suite(id: string, file: string, cases: readonly Case[]) {
  const name = quoted(id);
  const lines = cases.map(({ name: one, seconds, problem }) => {
    const head = `    <testcase name="${quoted(one)}" classname="${name}" file="${quoted(file)}" time="${seconds.toFixed(3)}"`;
    if (!problem) return `${head}/>`;
    const { kind, type, text } = problem;
    const [first = ''] = text.split('\n');
    return `${head}>\n      <${kind} type="${quoted(type)}" message="${quoted(first)}">${quoted(text)}</${kind}>\n    </testcase>`;
  });
  return {
    cases,
    text: [`  <testsuite name="${name}" ${totals(cases)}>`, ...lines, '  </testsuite>'].join('\n'),
  };
}

function totals(cases: readonly Case[]): string {
  const count = (kind: string) => cases.filter(({ problem }) => problem?.kind === kind).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" time="${seconds.toFixed(3)}"`;
}

/** An attribute's or an element's text, which has no signs that XML has none for. */
function quoted(text: string): string {
  return safeText(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

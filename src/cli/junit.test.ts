import { expect, test } from 'vitest';
import type { CheckedInterleaving, CheckedVariant } from './checked.ts';
import { junitReport } from './junit.ts';

const variant: CheckedVariant = {
  id: 'v',
  title: '',
  options: {},
  model: 'arm',
  expect: 'holds',
  verdict: 'holds',
  properties: [],
  states: 7,
  steps: 9,
  ms: 1500,
  witness: null,
  ok: true,
};
const interleaving: CheckedInterleaving = {
  id: 'i',
  title: '',
  replays: true,
  impossibleAt: null,
  ends: 'finished',
  reading: 'effects',
  wishesBroken: 0,
  words: null,
  problem: null,
  because: [],
};
const bad = {
  ...interleaving,
  replays: false,
  ends: 'open',
  problem: 'a.smp:3:1 row no such step\nx < y',
} as const;

test('a case for each variant and interleaving; failures and errors are told apart and counted', () => {
  const report = junitReport(
    [
      {
        id: 'a',
        file: 'a.smp',
        variants: [
          variant,
          {
            ...variant,
            id: 'w',
            verdict: 'violated',
            properties: ['stale'],
            witness: 'http://x/#2/"&',
            ok: false,
          },
        ],
        interleavings: [interleaving, bad, { ...bad, id: 'm' }],
        mistaken: new Set(['m']),
      },
    ],
    [{ file: '<b>.smp', message: 'b.smp:1:1 name \u001b[2J' }],
  );
  expect(report).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="smpscope" tests="6" failures="2" errors="2" time="3.000">
  <testsuite name="a" tests="5" failures="2" errors="1" time="3.000">
    <testcase name="variant v" classname="a" file="a.smp" time="1.500"/>
    <testcase name="variant w" classname="a" file="a.smp" time="1.500">
      <failure type="violated" message="violated stale, expected holds; memory model arm, 7 states">violated stale, expected holds; memory model arm, 7 states
http://x/#2/&quot;&amp;
smpscope show 'http://x/#2/&quot;&amp;'</failure>
    </testcase>
    <testcase name="interleaving i" classname="a" file="a.smp" time="0.000"/>
    <testcase name="interleaving i" classname="a" file="a.smp" time="0.000">
      <failure type="open" message="a.smp:3:1 row no such step">a.smp:3:1 row no such step
x &lt; y</failure>
    </testcase>
    <testcase name="interleaving m" classname="a" file="a.smp" time="0.000">
      <error type="open" message="a.smp:3:1 row no such step">a.smp:3:1 row no such step
x &lt; y</error>
    </testcase>
  </testsuite>
  <testsuite name="&lt;b&gt;.smp" tests="1" failures="0" errors="1" time="0.000">
    <testcase name="compiles" classname="&lt;b&gt;.smp" file="&lt;b&gt;.smp" time="0.000">
      <error type="unusable" message="b.smp:1:1 name ␛[2J">b.smp:1:1 name ␛[2J</error>
    </testcase>
  </testsuite>
</testsuites>
`);
});

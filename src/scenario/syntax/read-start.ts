/** `at start { … }`: what holds when a scenario begins in the middle. */
import type { Phrase } from './phrase.ts';
import { expressionsOf } from './read-expression.ts';
import { child, Malformed, numberOf, span, word, type Source } from './reader.ts';
import type { StartClause, TriggerKind } from './syntax.ts';

const CLAUSES = ['StartHolds', 'StartSleeps', 'StartPending', 'StartCached'];

export function readStart(source: Source, node: Phrase): readonly StartClause[] {
  return node.parts.filter((part) => CLAUSES.includes(part.name)).map((part) => readClause(source, part));
}

function readClause(source: Source, node: Phrase): StartClause {
  const at = { cpu: numberOf(source, child(node, 'Number')), ...span(node) };
  const names = node.partsNamed('Name');
  const [first, second] = names;
  switch (node.name) {
    case 'StartHolds': {
      const [lock] = expressionsOf(source, node).slice(-1);
      if (!lock) throw new Malformed('lock');
      return { k: 'holds', lock, shared: node.part('Shared') !== null, ...at };
    }
    case 'StartSleeps': {
      if (!first) throw new Malformed('state');
      // The number of the CPU and the name of the state are expressions of their own to the grammar's eye.
      const queue = expressionsOf(source, node).find((e) => e.from > first.to) ?? null;
      return { k: 'sleeps', state: word(source, first), queue, ...at };
    }
    case 'StartPending': {
      if (!first) throw new Malformed('interrupt');
      const trigger = (node.first?.name ?? 'irq') as TriggerKind;
      return { k: 'pending', trigger, irq: word(source, first), ...at };
    }
    default: {
      if (!first || !second) throw new Malformed('translation');
      const words = node.partsNamed('EntryWord').map((part) => source.text.slice(part.from, part.to));
      return { k: 'cached', page: word(source, first), frame: word(source, second), words, ...at };
    }
  }
}

/**
 * Tree → declarations: everything that stands at the top of a scenario file.
 */
import type { Phrase } from './phrase.ts';
import { lateParts, rareParts } from '../lower/late.ts';
import {
  expressionOf,
  expressionsOf,
  isExpression,
  readExpression,
  readType,
  simpleOf,
} from './read-expression.ts';
import { readDeclarator, readStructBody } from './read-declarator.ts';
import { readBlock } from './read-statement.ts';
import {
  Malformed,
  child,
  maybeQuote,
  numberOf,
  quote,
  quoteOf,
  readAll,
  span,
  word,
  wordOf,
  type Source,
} from './reader.ts';
import type {
  CpuStateSyntax,
  Declaration,
  EndSyntax,
  ParameterSyntax,
  RowSyntax,
  TriggerKind,
  VersionSyntax,
  Word,
} from './syntax.ts';

export function readDeclaration(source: Source, node: Phrase): Declaration {
  const at = span(node);
  const name = () => wordOf(source, node, 'Name');
  const id = () => wordOf(source, node, 'Id');
  switch (node.name) {
    case 'ScenarioDeclaration':
      return { k: 'scenario', text: quoteOf(source, node), ...at };
    case 'AboutDeclaration':
      return { k: 'about', text: quoteOf(source, node), ...at };
    case 'ThreadDeclaration':
      return { k: 'thread', id: id(), ...at };
    case 'SourceDeclaration': {
      const [first, second] = twoQuotes(source, node);
      return { k: 'source', name: first, text: second, ...at };
    }
    case 'ArchDeclaration':
      return { k: 'arch', names: node.partsNamed('Name').map((part) => word(source, part)), ...at };
    case 'ModelDeclaration':
      return { k: 'model', name: name(), ...at };
    case 'OptionDeclaration':
    case 'HardwareDeclaration':
      return {
        k: 'option',
        hardware: node.name === 'HardwareDeclaration',
        name: name(),
        text: maybeQuote(source, node),
        values: node.partsNamed('OptionValue').map((part) => {
          const value = part.part('Name') ?? child(part, 'Number');
          return { name: word(source, value), text: maybeQuote(source, part), ...span(part) };
        }),
        ...at,
      };
    case 'PropertyDeclaration':
      return { k: 'property', slug: id(), text: quoteOf(source, node), rule: ruleOf(source, node), ...at };
    case 'EnumDeclaration':
      return {
        k: 'enum',
        name: node.part('Name') ? name() : null,
        values: node.partsNamed('Enumerator').map((part) => {
          const value = part.parts.filter(isExpression)[1];
          return { name: wordOf(source, part, 'Name'), value: value ? expressionOf(source, part, 1) : null };
        }),
        ...at,
      };
    case 'DefineDeclaration':
      return { k: 'define', name: name(), value: expressionOf(source, node, 1), ...at };
    case 'StructDeclaration': {
      const type = readStructBody(source, node);
      const declarators = node.partsNamed('Declarator').map((part) => readDeclarator(source, part));
      if (declarators.length === 0) return { k: 'struct', type, ...at };
      return { k: 'variable', ghost: false, perCpu: false, type, declarators, ...at };
    }
    case 'TypedefDeclaration':
      return {
        k: 'typedef',
        type: node.part('StructHead') ? readStructBody(source, node) : readType(source, child(node, 'Type')),
        stars: node.partsNamed('Star').length,
        callable: node.part('FunctionPointer') !== null,
        name: wordOf(source, node.part('FunctionPointer') ?? node, 'NewType'),
        ...at,
      };
    case 'Announcement':
      return { k: 'announcement', type: readType(source, child(node, 'Type')), ...at };
    case 'MacroDeclaration': {
      const declared = rareParts()?.readMacro(source, node);
      if (!declared) {
        const args = expressionsOf(source, child(node, 'Arguments'));
        const names = args.flatMap((e) => (e.k === 'name' ? [e.name] : []));
        return { k: 'macro', name: wordOf(source, node, 'MacroName'), names, args, ...at };
      }
      const { type, declarator, perCpu } = declared;
      return { k: 'variable', ghost: false, perCpu, type, declarators: [declarator], ...at };
    }
    case 'VariableDeclaration':
      return {
        k: 'variable',
        ghost: node.part('Ghost') !== null,
        perCpu: false,
        type: readType(source, child(node, 'Type')),
        declarators: node.partsNamed('Declarator').map((part) => readDeclarator(source, part)),
        ...at,
      };
    case 'TextDeclaration': {
      const bytes = node.part('Bytes');
      return {
        k: 'text',
        name: name(),
        bytes: bytes ? bytes.partsNamed('Name').map((part) => word(source, part)) : [],
        versions: readVersions(source, node),
        ...at,
      };
    }
    case 'PageDeclaration':
      return { k: 'page', name: name(), versions: readVersions(source, node), ...at };
    case 'LockDeclaration': {
      const kind = child(node, 'LockKind');
      const option = kind.part('Name');
      return {
        k: 'lock',
        name: name(),
        kind: kind.first?.name ?? 'unfair',
        option: option ? word(source, option) : null,
        ...at,
      };
    }
    case 'FunctionDeclaration':
      if (!node.part('Block')) return { k: 'prototype', name: name(), ...at };
      return {
        k: 'function',
        type: readType(source, child(node, 'Type')),
        stars: node.partsNamed('Star').length,
        name: name(),
        parameters: readParameters(source, child(node, 'Parameters')),
        body: readBlock(source, node),
        ...at,
      };
    case 'CpuDeclaration':
      return {
        k: 'cpu',
        index: numberOf(source, child(node, 'Number')),
        title: maybeQuote(source, node),
        states: node.partsNamed('CpuState').map((part) => readCpuState(source, part)),
        body: readBlock(source, node),
        ...at,
      };
    case 'HandlerDeclaration': {
      const trigger = child(node, 'Trigger');
      const cpus = node.part('HandlerCpus');
      const named = trigger.part('Name');
      return {
        k: 'handler',
        trigger: (trigger.first?.name ?? 'irq') as TriggerKind,
        name: named ? word(source, named) : null,
        cpus: cpus ? cpus.partsNamed('Number').map((part) => numberOf(source, part)) : null,
        body: readBlock(source, node),
        ...at,
      };
    }
    case 'StartDeclaration':
      return { k: 'start', clauses: lateParts()?.readStart(source, node) ?? [], ...at };
    case 'AgentDeclaration': {
      const named = node.part('Name');
      const keyword = node.first;
      if (!keyword) throw new Malformed('agent');
      const environment: Word = { text: 'environment', from: keyword.from, to: keyword.to };
      return {
        k: 'agent',
        name: named ? word(source, named) : environment,
        title: maybeQuote(source, node),
        body: readBlock(source, node),
        ...at,
      };
    }
    case 'InvariantDeclaration':
    case 'FinalDeclaration':
      return {
        k: node.name === 'FinalDeclaration' ? 'final' : 'invariant',
        cond: expressionOf(source, node),
        property: id(),
        ...at,
      };
    case 'ObserveDeclaration':
      return { k: 'observe', what: expressionsOf(source, node), ...at };
    case 'VariantDeclaration': {
      const expected = child(node, 'Expected');
      const texts = node.partsNamed('Text').map((part) => quote(source, part));
      const title = texts[0];
      if (!title) throw new Malformed('title');
      return {
        k: 'variant',
        id: id(),
        title,
        settings: child(node, 'Settings')
          .partsNamed('Setting')
          .map((part) => {
            const [option, value] = part.parts.filter(
              (piece) => piece.name === 'Name' || piece.name === 'Number',
            );
            if (!option || !value) throw new Malformed('setting');
            return { name: word(source, option), value: word(source, value) };
          }),
        model: name(),
        expect: expected.first?.name ?? 'holds',
        properties: expected.partsNamed('Id').map((part) => word(source, part)),
        because: texts[1] ?? null,
        ...at,
      };
    }
    case 'ClaimDeclaration': {
      const [by, text] = twoQuotes(source, node);
      const truth = node.part('Truth');
      const shown = node.part('ShownBy');
      return {
        k: 'claim',
        id: id(),
        by,
        text,
        truth: truth ? word(source, truth) : null,
        shownBy: shown ? shown.partsNamed('Id').map((part) => word(source, part)) : [],
        ...at,
      };
    }
    case 'InterleavingDeclaration': {
      const [title, by] = twoQuotes(source, node);
      const [own, of] = node.partsNamed('Id');
      if (!own || !of) throw new Malformed('interleaving');
      const reading = node.part('Reading');
      const parts = node.parts;
      const brace = parts.findIndex((part) => part.name === '{');
      const [head, rows] = [parts.slice(0, brace), parts.slice(brace)];
      // An end in the head counts as one behind the rows.
      const ends = head.filter((part) => part.name === 'Ends');
      return {
        k: 'interleaving',
        id: word(source, own),
        title,
        by,
        of: word(source, of),
        reading: reading?.first?.name === 'drawn' ? 'drawn' : 'effects',
        rows: readAll([...rows.filter((part) => ROWS.includes(part.name)), ...ends], (part) =>
          readRow(source, part),
        ),
        ...at,
      };
    }
    default:
      throw new Malformed(node.name);
  }
}

/** `(void)` is none; an array is a pointer to its first element. */
function readParameters(source: Source, node: Phrase): ParameterSyntax[] {
  return node.partsNamed('Parameter').flatMap((part) => {
    const callable = part.part('FunctionPointer');
    const name = (callable ?? part).part('Name');
    if (!name) return [];
    return [
      {
        type: readType(source, child(part, 'Type')),
        stars: part.partsNamed('Star').length + part.partsNamed('Extent').length,
        callable: callable !== null,
        name: word(source, name),
        ...span(part),
      },
    ];
  });
}

function twoQuotes(source: Source, node: Phrase): [ReturnType<typeof quote>, ReturnType<typeof quote>] {
  const [a, b] = node.partsNamed('Text');
  if (!a || !b) throw new Malformed('text');
  return [quote(source, a), quote(source, b)];
}

function ruleOf(source: Source, node: Phrase): Word | null {
  const rule = node.part('Rule');
  return rule ? wordOf(source, rule, 'Id') : null;
}

function readVersions(source: Source, node: Phrase): VersionSyntax[] {
  return [...node.partsNamed('Version'), ...node.partsNamed('Entry')].map((part) => {
    const value = part.part('Number');
    return {
      name: wordOf(source, part, 'Name'),
      value: value ? numberOf(source, value) : null,
      words: part.partsNamed('EntryWord').map((word) => source.text.slice(word.from, word.to)),
      ...span(part),
    };
  });
}

function readCpuState(source: Source, node: Phrase): CpuStateSyntax {
  const first = node.first?.name;
  if (first === 'irqs') return { k: 'irqs-off', ...span(node) };
  if (first === 'eqs' || first === 'rests') return { k: first, ...span(node) };
  return { k: 'in', mode: wordOf(source, node, 'Name'), ...span(node) };
}

const ROWS: readonly string[] = ['Row', 'Rest', 'Ends', 'Note', 'RowAbout'];
const ENDS: readonly EndSyntax['end'][] = ['violated', 'doomed', 'finished', 'deadlock', 'livelock', 'open'];

function readEnd(source: Source, node: Phrase): EndSyntax {
  const end = ENDS.find((one) => node.part(one) !== null);
  if (!end) throw new Malformed('ends');
  const property = node.part('Id');
  return { end, property: property ? word(source, property) : null };
}

function readRow(source: Source, node: Phrase): RowSyntax {
  const at = span(node);
  if (node.name === 'Ends') return { k: 'ends', ...readEnd(source, node), ...at };
  if (node.name === 'Rest') return { k: 'rest', cpu: null, ...at };
  if (node.name !== 'Row')
    return { k: node.name === 'Note' ? 'note' : 'about', text: quoteOf(source, node), ...at };
  const cpu = child(node, 'RowCpu');
  if (node.part('Dots')) return { k: 'rest', cpu: word(source, cpu), ...at };
  const step = child(node, 'RowStep');
  const base = {
    k: 'row' as const,
    impossible: node.part('Impossible') !== null,
    cpu: word(source, cpu),
    ...at,
  };
  const irq = step.part('IrqStep');
  if (irq) {
    const line = irq.part('String');
    const what = line ? { ...span(line), text: unquoted(source, line) } : wordOf(source, irq, 'Name');
    return { ...base, step: null, kind: 'irq', what, value: null };
  }
  const free = step.part('FreeStep');
  const kind = (free ?? step).part('StepKind');
  const what = kind?.last ?? null;
  const isSaid = what !== null && kind?.parts.at(-2)?.name === '=';
  const quoted = step.part('StatementText');
  const text = quoted && { k: 'text' as const, ...span(quoted), text: unquoted(source, quoted) };
  const first = kind?.first?.name ?? null;
  return {
    ...base,
    step: free ? null : (text ?? simpleOf(source, step)),
    kind: first === 'not' ? 'not taken' : first,
    what: !isSaid
      ? null
      : what.name === 'String'
        ? { ...span(what), text: unquoted(source, what) }
        : word(source, what),
    value: isSaid && what.name !== 'String' ? readExpression(source, what) : null,
  };
}

function unquoted(source: Source, node: Phrase): string {
  return source.text.slice(node.from + 1, node.to - 1);
}

/**
 * Tree → declarations: everything that stands at the top of a scenario file.
 */
import type { SyntaxNode } from '@lezer/common';
import { readStart } from './read-start.ts';
import {
  expressionOf,
  expressionsOf,
  isExpression,
  readExpression,
  readType,
  simpleOf,
} from './read-expression.ts';
import { readMacro } from './macros.ts';
import { readDeclarator, readStructBody } from './read-declarator.ts';
import { readBlock } from './read-statement.ts';
import {
  Malformed,
  child,
  children,
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

export function readDeclaration(source: Source, node: SyntaxNode): Declaration {
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
      return { k: 'arch', names: node.getChildren('Name').map((part) => word(source, part)), ...at };
    case 'ModelDeclaration':
      return { k: 'model', name: name(), ...at };
    case 'OptionDeclaration':
    case 'HardwareDeclaration':
      return {
        k: 'option',
        hardware: node.name === 'HardwareDeclaration',
        name: name(),
        text: maybeQuote(source, node),
        values: node.getChildren('OptionValue').map((part) => {
          const value = part.getChild('Name') ?? child(part, 'Number');
          return { name: word(source, value), text: maybeQuote(source, part), ...span(part) };
        }),
        ...at,
      };
    case 'PropertyDeclaration':
      return { k: 'property', slug: id(), text: quoteOf(source, node), rule: ruleOf(source, node), ...at };
    case 'EnumDeclaration':
      return {
        k: 'enum',
        name: node.getChild('Name') ? name() : null,
        values: node.getChildren('Enumerator').map((part) => {
          const value = children(part).filter(isExpression)[1];
          return { name: wordOf(source, part, 'Name'), value: value ? expressionOf(source, part, 1) : null };
        }),
        ...at,
      };
    case 'DefineDeclaration':
      return { k: 'define', name: name(), value: expressionOf(source, node, 1), ...at };
    case 'StructDeclaration': {
      const type = readStructBody(source, node);
      const declarators = node.getChildren('Declarator').map((part) => readDeclarator(source, part));
      if (declarators.length === 0) return { k: 'struct', type, ...at };
      return { k: 'variable', ghost: false, perCpu: false, type, declarators, ...at };
    }
    case 'TypedefDeclaration':
      return {
        k: 'typedef',
        type: node.getChild('StructHead')
          ? readStructBody(source, node)
          : readType(source, child(node, 'Type')),
        stars: node.getChildren('Star').length,
        callable: node.getChild('FunctionPointer') !== null,
        name: wordOf(source, node.getChild('FunctionPointer') ?? node, 'NewType'),
        ...at,
      };
    case 'Announcement':
      return { k: 'announcement', type: readType(source, child(node, 'Type')), ...at };
    case 'MacroDeclaration': {
      const declared = readMacro(source, node);
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
        ghost: node.getChild('Ghost') !== null,
        perCpu: false,
        type: readType(source, child(node, 'Type')),
        declarators: node.getChildren('Declarator').map((part) => readDeclarator(source, part)),
        ...at,
      };
    case 'TextDeclaration': {
      const bytes = node.getChild('Bytes');
      return {
        k: 'text',
        name: name(),
        bytes: bytes ? bytes.getChildren('Name').map((part) => word(source, part)) : [],
        versions: readVersions(source, node),
        ...at,
      };
    }
    case 'PageDeclaration':
      return { k: 'page', name: name(), versions: readVersions(source, node), ...at };
    case 'LockDeclaration': {
      const kind = child(node, 'LockKind');
      const option = kind.getChild('Name');
      return {
        k: 'lock',
        name: name(),
        kind: kind.firstChild?.name ?? 'unfair',
        option: option ? word(source, option) : null,
        ...at,
      };
    }
    case 'FunctionDeclaration':
      if (!node.getChild('Block')) return { k: 'prototype', name: name(), ...at };
      return {
        k: 'function',
        type: readType(source, child(node, 'Type')),
        stars: node.getChildren('Star').length,
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
        states: node.getChildren('CpuState').map((part) => readCpuState(source, part)),
        body: readBlock(source, node),
        ...at,
      };
    case 'HandlerDeclaration': {
      const trigger = child(node, 'Trigger');
      const cpus = node.getChild('HandlerCpus');
      const named = trigger.getChild('Name');
      return {
        k: 'handler',
        trigger: (trigger.firstChild?.name ?? 'irq') as TriggerKind,
        name: named ? word(source, named) : null,
        cpus: cpus ? cpus.getChildren('Number').map((part) => numberOf(source, part)) : null,
        body: readBlock(source, node),
        ...at,
      };
    }
    case 'StartDeclaration':
      return { k: 'start', clauses: readStart(source, node), ...at };
    case 'AgentDeclaration': {
      const named = node.getChild('Name');
      const keyword = node.firstChild;
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
      const texts = node.getChildren('Text').map((part) => quote(source, part));
      const title = texts[0];
      if (!title) throw new Malformed('title');
      return {
        k: 'variant',
        id: id(),
        title,
        settings: child(node, 'Settings')
          .getChildren('Setting')
          .map((part) => {
            const [option, value] = children(part).filter(
              (piece) => piece.name === 'Name' || piece.name === 'Number',
            );
            if (!option || !value) throw new Malformed('setting');
            return { name: word(source, option), value: word(source, value) };
          }),
        model: name(),
        expect: expected.firstChild?.name ?? 'holds',
        properties: expected.getChildren('Id').map((part) => word(source, part)),
        because: texts[1] ?? null,
        ...at,
      };
    }
    case 'ClaimDeclaration': {
      const [by, text] = twoQuotes(source, node);
      const truth = node.getChild('Truth');
      const shown = node.getChild('ShownBy');
      return {
        k: 'claim',
        id: id(),
        by,
        text,
        truth: truth ? word(source, truth) : null,
        shownBy: shown ? shown.getChildren('Id').map((part) => word(source, part)) : [],
        ...at,
      };
    }
    case 'InterleavingDeclaration': {
      const [title, by] = twoQuotes(source, node);
      const [own, of] = node.getChildren('Id');
      if (!own || !of) throw new Malformed('interleaving');
      const reading = node.getChild('Reading');
      const parts = children(node);
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
        reading: reading?.firstChild?.name === 'drawn' ? 'drawn' : 'effects',
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
function readParameters(source: Source, node: SyntaxNode): ParameterSyntax[] {
  return node.getChildren('Parameter').flatMap((part) => {
    const callable = part.getChild('FunctionPointer');
    const name = (callable ?? part).getChild('Name');
    if (!name) return [];
    return [
      {
        type: readType(source, child(part, 'Type')),
        stars: part.getChildren('Star').length + part.getChildren('Extent').length,
        callable: callable !== null,
        name: word(source, name),
        ...span(part),
      },
    ];
  });
}

function twoQuotes(source: Source, node: SyntaxNode): [ReturnType<typeof quote>, ReturnType<typeof quote>] {
  const [a, b] = node.getChildren('Text');
  if (!a || !b) throw new Malformed('text');
  return [quote(source, a), quote(source, b)];
}

function ruleOf(source: Source, node: SyntaxNode): Word | null {
  const rule = node.getChild('Rule');
  return rule ? wordOf(source, rule, 'Id') : null;
}

function readVersions(source: Source, node: SyntaxNode): VersionSyntax[] {
  return [...node.getChildren('Version'), ...node.getChildren('Entry')].map((part) => {
    const value = part.getChild('Number');
    return {
      name: wordOf(source, part, 'Name'),
      value: value ? numberOf(source, value) : null,
      words: part.getChildren('EntryWord').map((word) => source.text.slice(word.from, word.to)),
      ...span(part),
    };
  });
}

function readCpuState(source: Source, node: SyntaxNode): CpuStateSyntax {
  const first = node.firstChild?.name;
  if (first === 'irqs') return { k: 'irqs-off', ...span(node) };
  if (first === 'eqs' || first === 'rests') return { k: first, ...span(node) };
  return { k: 'in', mode: wordOf(source, node, 'Name'), ...span(node) };
}

const ROWS: readonly string[] = ['Row', 'Rest', 'Ends', 'Note', 'RowAbout'];
const ENDS: readonly EndSyntax['end'][] = ['violated', 'doomed', 'finished', 'deadlock', 'livelock', 'open'];

function readEnd(source: Source, node: SyntaxNode): EndSyntax {
  const end = ENDS.find((one) => node.getChild(one) !== null);
  if (!end) throw new Malformed('ends');
  const property = node.getChild('Id');
  return { end, property: property ? word(source, property) : null };
}

function readRow(source: Source, node: SyntaxNode): RowSyntax {
  const at = span(node);
  if (node.name === 'Ends') return { k: 'ends', ...readEnd(source, node), ...at };
  if (node.name === 'Rest') return { k: 'rest', cpu: null, ...at };
  if (node.name !== 'Row')
    return { k: node.name === 'Note' ? 'note' : 'about', text: quoteOf(source, node), ...at };
  const cpu = child(node, 'RowCpu');
  if (node.getChild('Dots')) return { k: 'rest', cpu: word(source, cpu), ...at };
  const step = child(node, 'RowStep');
  const base = {
    k: 'row' as const,
    impossible: node.getChild('Impossible') !== null,
    cpu: word(source, cpu),
    ...at,
  };
  const irq = step.getChild('IrqStep');
  if (irq) {
    const line = irq.getChild('String');
    const what = line ? { ...span(line), text: unquoted(source, line) } : wordOf(source, irq, 'Name');
    return { ...base, step: null, kind: 'irq', what, value: null };
  }
  const free = step.getChild('FreeStep');
  const kind = (free ?? step).getChild('StepKind');
  const what = kind?.lastChild ?? null;
  const isSaid = what !== null && what.prevSibling?.name === '=';
  const quoted = step.getChild('StatementText');
  const text = quoted && { k: 'text' as const, ...span(quoted), text: unquoted(source, quoted) };
  const first = kind?.firstChild?.name ?? null;
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

function unquoted(source: Source, node: SyntaxNode): string {
  return source.text.slice(node.from + 1, node.to - 1);
}

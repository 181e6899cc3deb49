/**
 * Syntax tree → text. Parsing the text gives the same tree again; comments and the author's line breaks are not in the
 * tree and are lost.
 */
import { assertNever } from '../../base/index.ts';
import type {
  Declaration,
  Expression,
  FileSyntax,
  RowSyntax,
  StartClause,
  Statement,
  VersionSyntax,
} from '../syntax/syntax.ts';
import { printExpression, printSimple, printType } from './print-expression.ts';
import { printBlock, printDeclarator, printForHead, printQuote, printSpecifier } from './print-statement.ts';

/** A whole scenario file, with a newline at its end. */
export function printFile(file: FileSyntax): string {
  return `${file.declarations.map(printDeclaration).join('\n')}\n`;
}

function printDeclaration(decl: Declaration): string {
  switch (decl.k) {
    case 'scenario':
    case 'about':
      return `${decl.k} ${printQuote(decl.text)}`;
    case 'thread':
      return `thread ${decl.id.text}`;
    case 'source':
      return `source ${printQuote(decl.name)}: ${printQuote(decl.text)}`;
    case 'arch':
      return `arch ${decl.names.map((name) => name.text).join(' | ')}`;
    case 'model':
      return `model ${decl.name.text}`;
    case 'option': {
      const values = decl.values.map(
        (value) => value.name.text + (value.text ? `: ${printQuote(value.text)}` : ''),
      );
      const text = decl.text ? ` ${printQuote(decl.text)}` : '';
      return `${decl.hardware ? 'hardware' : 'option'} ${decl.name.text}${text} = ${values.join(' | ')}`;
    }
    case 'property':
      return `property ${decl.slug.text} ${printQuote(decl.text)}${decl.rule ? ` rule ${decl.rule.text}` : ''}`;
    case 'enum': {
      const values = decl.values.map(
        ({ name, value }) => name.text + (value ? ` = ${printExpression(value)}` : ''),
      );
      return `enum ${decl.name ? `${decl.name.text} ` : ''}{ ${values.join(', ')} };`;
    }
    case 'define':
      return `#define ${decl.name.text} ${printExpression(decl.value, 1)}`;
    case 'macro-definition': {
      const names = [...decl.parameters.map(({ text }) => text), ...(decl.variadic ? ['...'] : [])].join(
        ', ',
      );
      return `#define ${decl.name.text}(${names}) ${printMacroBody(decl.says).replace(/\n/g, ' \\\n')}`;
    }
    case 'struct':
      return `${printSpecifier(decl.type)};`;
    case 'typedef':
      return `typedef ${printSpecifier(decl.type)} ${'*'.repeat(decl.stars)}${decl.callable ? `(*${decl.name.text})(void)` : decl.name.text};`;
    case 'announcement':
      return `${printSpecifier(decl.type)};`;
    case 'prototype':
      return `void ${decl.name.text}(void);`;
    case 'macro':
      return `${decl.name.text}(${decl.names.join(', ')});`;
    case 'variable':
      if (decl.perCpu) return printPerCpu(decl);
      return `${decl.ghost ? 'ghost ' : ''}${printSpecifier(decl.type)} ${decl.declarators.map(printDeclarator).join(', ')};`;
    case 'text': {
      const bytes = decl.bytes.length === 0 ? '' : ` { ${decl.bytes.map((byte) => byte.text).join(', ')} }`;
      return `text ${decl.name.text}${bytes} = ${printVersions(decl.versions)};`;
    }
    case 'page':
      return `page ${decl.name.text} = ${printVersions(decl.versions)};`;
    case 'lock':
      return `lock ${decl.name.text} ${decl.option ? `by ${decl.option.text}` : decl.kind};`;
    case 'function': {
      const parameters = decl.parameters.map(
        (p) =>
          `${printType(p.type)} ${'*'.repeat(p.stars)}${p.callable ? `(*${p.name.text})(void)` : p.name.text}`,
      );
      const list = parameters.length === 0 ? 'void' : parameters.join(', ');
      return `${printType(decl.type)} ${'*'.repeat(decl.stars)}${decl.name.text}(${list})\n${printBlock(decl.body, '')}`;
    }
    case 'cpu': {
      const states = decl.states.map((state) =>
        state.k === 'in' ? ` in ${state.mode.text}` : state.k === 'irqs-off' ? ' irqs off' : ` ${state.k}`,
      );
      return `cpu ${String(decl.index)}${decl.title ? ` ${printQuote(decl.title)}` : ''}${states.join('')} ${printBlock(decl.body, '')}`;
    }
    case 'handler': {
      const name = decl.name ? ` ${decl.name.text}` : '';
      const cpus = decl.cpus ? ` cpu ${decl.cpus.join(', ')}` : '';
      return `on ${decl.trigger}${name}${cpus} ${printBlock(decl.body, '')}`;
    }
    case 'start':
      return `at start {\n${decl.clauses.map((clause) => `    ${printClause(clause)};\n`).join('')}}`;
    case 'agent': {
      const name = decl.name.text === 'environment' ? 'environment' : `agent ${decl.name.text}`;
      return `${name}${decl.title ? ` ${printQuote(decl.title)}` : ''} ${printBlock(decl.body, '')}`;
    }
    case 'invariant':
    case 'final':
      return `${decl.k}(${printExpression(decl.cond)}, ${decl.property.text});`;
    case 'observe':
      return `observe ${decl.what.map((e) => printExpression(e)).join(', ')};`;
    case 'variant': {
      const settings = decl.settings.map(({ name, value }) => `${name.text} = ${value.text}`).join(', ');
      const slugs =
        decl.properties.length === 0 ? '' : ` ${decl.properties.map((slug) => slug.text).join(', ')}`;
      const because = decl.because ? `\n    because ${printQuote(decl.because)}` : '';
      return `variant ${decl.id.text} ${printQuote(decl.title)} { ${settings} } model ${decl.model.text} expect ${decl.expect}${slugs}${because}`;
    }
    case 'claim': {
      const truth = decl.truth ? ` is ${decl.truth.text}` : '';
      const shown =
        decl.shownBy.length === 0 ? '' : ` shown by ${decl.shownBy.map((id) => id.text).join(', ')}`;
      return `claim ${decl.id.text} by ${printQuote(decl.by)}: ${printQuote(decl.text)}${truth}${shown}`;
    }
    case 'interleaving': {
      const rows = decl.rows.map((row) => `    ${printRow(row)}\n`).join('');
      return `interleaving ${decl.id.text} ${printQuote(decl.title)} by ${printQuote(decl.by)} of ${decl.of.text}${decl.reading === 'drawn' ? ' drawn' : ''} {\n${rows}}`;
    }
    default:
      return assertNever(decl);
  }
}

function printClause(clause: StartClause): string {
  const cpu = `cpu ${String(clause.cpu)}`;
  switch (clause.k) {
    case 'holds':
      return `${cpu} holds ${printExpression(clause.lock)}${clause.shared ? ' shared' : ''}`;
    case 'sleeps':
      return `${cpu} sleeps in ${clause.state.text}${clause.queue ? ` on ${printExpression(clause.queue)}` : ''}`;
    case 'pending':
      return `${clause.trigger} ${clause.irq.text} pending on ${cpu}`;
    case 'cached':
      return `tlb of ${cpu} holds ${[`${clause.page.text} -> ${clause.frame.text}`, ...clause.words].join(' ')}`;
    default:
      return assertNever(clause);
  }
}

function printMacroBody(body: Expression | Statement): string {
  if (body.k === 'block') return `do ${printBlock(body, '')} while (0)`;
  if (body.k === 'for') return printForHead(body);
  if (body.k !== 'simple') return printExpression(body as Expression, 1);
  return printSimple(body.simple);
}

function printPerCpu(decl: Declaration & { k: 'variable' }): string {
  return decl.declarators
    .map((declarator) => {
      const bare = printDeclarator({ ...declarator, stars: 0, init: null });
      const whole = printDeclarator({ ...declarator, stars: 0 });
      const type = `${printType(decl.type)}${declarator.stars > 0 ? ` ${'*'.repeat(declarator.stars)}` : ''}`;
      return `DEFINE_PER_CPU(${type}, ${bare})${whole.slice(bare.length)};`;
    })
    .join('\n');
}

function printVersions(versions: readonly VersionSyntax[]): string {
  const texts = versions.map((version) =>
    [version.name.text + (version.value === null ? '' : `: ${String(version.value)}`), ...version.words].join(
      ' ',
    ),
  );
  return `{ ${texts.join(' -> ')} }`;
}

/** Lines of timers and work have names that are no single word. */
function irqName(name: string): string {
  return /^\w+$/.test(name) ? name : `"${name}"`;
}

function printRow(row: RowSyntax): string {
  if (row.k === 'rest') return `${row.cpu ? `${row.cpu.text}: ` : ''}...;`;
  if (row.k === 'ends') return `ends ${row.end}${row.property ? ` ${row.property.text}` : ''};`;
  if (row.k !== 'row') return `${row.k} ${printQuote(row.text)};`;
  const head = `${row.impossible ? 'impossible ' : ''}${row.cpu.text}: `;
  if (row.step === null && row.kind === 'irq') return `${head}irq ${irqName(row.what?.text ?? '')};`;
  const said = row.value ? printExpression(row.value) : `"${row.what?.text ?? ''}"`;
  const what = row.what ? ` = ${said}` : '';
  const kind = row.kind === null ? '' : ` ${row.kind}${what}`;
  const step = row.step?.k === 'text' ? `"${row.step.text}"` : row.step && printSimple(row.step);
  return `${head}${step ?? 'any'}${kind};`;
}

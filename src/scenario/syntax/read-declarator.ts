/**
 * Tree → declarators with their initializers, and the members of structs and unions.
 */
import { rareParts } from '../lower/late.ts';
import type { Phrase } from './phrase.ts';
import { initializerOf, isExpression, readExpression, readType } from './read-expression.ts';
import { Malformed, child, readAll, span, word, type Source } from './reader.ts';
import type { Declarator, TypeSyntax, Word } from './syntax.ts';

export function readDeclarator(source: Source, node: Phrase): Declarator {
  const callable = node.part('FunctionPointer');
  const name = child(callable ?? node, 'Name');
  return {
    name: word(source, name),
    stars: node.partsNamed('Star').length,
    extents: node.partsNamed('Extent').map((extent) => {
      const size = extent.parts.find(isExpression);
      return size ? readExpression(source, size) : null;
    }),
    callable: callable !== null,
    ...freeOf(source, name.to),
    init: initializerOf(source, node, name.from),
    ...span(node),
  };
}

/** `struct tag { … }`, from the node that holds it. */
export function readStructBody(source: Source, node: Phrase): TypeSyntax {
  const head = child(node, 'StructHead');
  const tag = head.part('Name');
  const fields = child(node, 'Fields');
  return {
    name: source.text.startsWith('union', head.from) ? 'union' : 'struct',
    tag: tag ? word(source, tag) : null,
    fields: readAll(fields.partsNamed('Field'), (field) => {
      const macro = field.part('MacroDeclaration');
      const declared = macro && rareParts()?.readMacro(source, macro);
      if (macro && !declared) throw new Malformed('member');
      if (declared) return { type: declared.type, declarators: [declared.declarator], ...span(field) };
      return {
        type: field.part('StructHead')
          ? readStructBody(source, field)
          : readType(source, child(field, 'Type')),
        declarators: field.partsNamed('Declarator').map((part) => {
          const declarator = readDeclarator(source, part);
          const behind = field.parts[field.parts.indexOf(part) + 1];
          const bits = behind?.name === 'Bits' ? behind.parts.find(isExpression) : undefined;
          return bits ? { ...declarator, bits: readExpression(source, bits) } : declarator;
        }),
        ...span(field),
      };
    }),
    from: head.from,
    to: fields.to,
  };
}

/** `__free(class)`, which the grammar reads over. */
function freeOf({ text }: Source, from: number): { readonly free?: Word } {
  const [found = '', named = ''] = /^\s*__free\s*\(\s*(\w+)/.exec(text.slice(from, from + 80)) ?? [];
  const to = from + found.length;
  return found === '' ? {} : { free: { text: named, from: to - named.length, to } };
}

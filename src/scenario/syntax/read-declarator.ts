/**
 * Tree → declarators with their initializers, and the members of structs and unions.
 */
import type { SyntaxNode } from '@lezer/common';
import { initializerOf, isExpression, readExpression, readType } from './read-expression.ts';
import { readMacro } from './macros.ts';
import { Malformed, child, children, readAll, span, word, type Source } from './reader.ts';
import type { Declarator, TypeSyntax } from './syntax.ts';

export function readDeclarator(source: Source, node: SyntaxNode): Declarator {
  const callable = node.getChild('FunctionPointer');
  const name = child(callable ?? node, 'Name');
  return {
    name: word(source, name),
    stars: node.getChildren('Star').length,
    extents: node.getChildren('Extent').map((extent) => {
      const size = children(extent).find(isExpression);
      return size ? readExpression(source, size) : null;
    }),
    callable: callable !== null,
    init: initializerOf(source, node, name.from),
    ...span(node),
  };
}

/** `struct tag { … }`, from the node that holds it. */
export function readStructBody(source: Source, node: SyntaxNode): TypeSyntax {
  const head = child(node, 'StructHead');
  const tag = head.getChild('Name');
  const fields = child(node, 'Fields');
  return {
    name: source.text.startsWith('union', head.from) ? 'union' : 'struct',
    tag: tag ? word(source, tag) : null,
    fields: readAll(fields.getChildren('Field'), (field) => {
      const macro = field.getChild('MacroDeclaration');
      const declared = macro && readMacro(source, macro);
      if (macro && !declared) throw new Malformed('member');
      if (declared) return { type: declared.type, declarators: [declared.declarator], ...span(field) };
      return {
        type: field.getChild('StructHead')
          ? readStructBody(source, field)
          : readType(source, child(field, 'Type')),
        declarators: field.getChildren('Declarator').map((part) => {
          const declarator = readDeclarator(source, part);
          const bits =
            part.nextSibling?.name === 'Bits' ? children(part.nextSibling).find(isExpression) : undefined;
          return bits ? { ...declarator, bits: readExpression(source, bits) } : declarator;
        }),
        ...span(field),
      };
    }),
    from: head.from,
    to: fields.to,
  };
}

/**
 * Tree → declarators with their initializers, and the members of structs and unions.
 */
import type { SyntaxNode } from '@lezer/common';
import { isExpression, readExpression, readType } from './read-expression.ts';
import { Malformed, child, children, readAll, span, word, wordOf, type Source } from './reader.ts';
import type { Declarator, Initializer, TypeSyntax } from './syntax.ts';

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

/** The initializer among a node's children, where it has one; `name` is where the declared name stands, or -1. */
export function initializerOf(source: Source, node: SyntaxNode, name: number): Initializer | null {
  const init = children(node).find(
    (part) => part.name === 'InitializerList' || (isExpression(part) && part.from !== name),
  );
  return init ? readInitializer(source, init) : null;
}

function readInitializer(source: Source, node: SyntaxNode): Initializer {
  if (node.name !== 'InitializerList') return readExpression(source, node);
  return {
    k: 'list',
    items: node.getChildren('InitializerItem').map((item) => {
      const value = children(item).find((part) => part.name === 'InitializerList' || isExpression(part));
      if (!value) throw new Malformed('initializer');
      const path = item.getChildren('Designator').map((part) => {
        const index = children(part).find((inner) => isExpression(inner));
        if (source.text.charAt(part.from) === '.') return wordOf(source, part, 'Name');
        if (!index) throw new Malformed('designator');
        return readExpression(source, index);
      });
      return { path, value: readInitializer(source, value) };
    }),
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
    fields: readAll(fields.getChildren('Field'), (field) => ({
      type: field.getChild('StructHead')
        ? readStructBody(source, field)
        : readType(source, child(field, 'Type')),
      declarators: field.getChildren('Declarator').map((part) => readDeclarator(source, part)),
      ...span(field),
    })),
    from: head.from,
    to: fields.to,
  };
}

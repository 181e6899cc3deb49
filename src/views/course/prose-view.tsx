/** A lesson's prose as elements; nothing of it is ever HTML from a text. */
import type { ReactNode } from 'react';
import type { Block, Inline } from '../../state/index.ts';
import { usePage } from '../context.ts';
import { Words as Explained } from '../words/words.tsx';

export function Prose({ blocks }: { readonly blocks: readonly Block[] }) {
  return blocks.map((block, nth) => <ProseBlock key={nth} block={block} />);
}

function ProseBlock({ block }: { readonly block: Block }): ReactNode {
  switch (block.k) {
    case 'paragraph':
      return (
        <p>
          <Words of={block.of} />
        </p>
      );
    case 'list': {
      const items = block.items.map((item, nth) => (
        <li key={nth}>
          <Item blocks={item} />
        </li>
      ));
      return block.numbered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'quote':
      return (
        <blockquote>
          <Prose blocks={block.of} />
        </blockquote>
      );
    case 'code':
      return <pre>{block.text}</pre>;
  }
}

/** An entry of one paragraph stands in its line. */
function Item({ blocks }: { readonly blocks: readonly Block[] }) {
  const [first, ...rest] = blocks;
  if (rest.length === 0 && first?.k === 'paragraph') return <Words of={first.of} />;
  return <Prose blocks={blocks} />;
}

function Words({ of }: { readonly of: readonly Inline[] }) {
  return of.map((one, nth) => <Word key={nth} one={one} />);
}

function Word({ one }: { readonly one: Inline }): ReactNode {
  const { course } = usePage();
  switch (one.k) {
    case 'text':
      return <Explained text={one.text} />;
    case 'code':
      return <code>{one.text}</code>;
    case 'strong':
      return (
        <strong>
          <Words of={one.of} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Words of={one.of} />
        </em>
      );
    case 'link': {
      const lesson = one.to.endsWith('.md') ? one.to.replace(/^.*\//, '').replace(/\.md$/, '') : null;
      if (lesson === null)
        return (
          <a href={one.to} rel="noreferrer">
            <Words of={one.of} />
          </a>
        );
      return (
        <button type="button" className="word-link" onClick={() => course.show(lesson)}>
          <Words of={one.of} />
        </button>
      );
    }
  }
}

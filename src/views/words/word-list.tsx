/** Every word of the glossary; those that stand on the page now come first. */
import { useState } from 'react';
import { GLOSSARY, type Term } from './glossary.ts';
import { termsIn } from './terms.ts';
import './words.css';

export function WordList() {
  // What the dialog itself says is not on the page.
  const [here] = useState(() => termsIn(document.querySelector<HTMLElement>('.page')?.innerText ?? ''));
  const others = GLOSSARY.filter((term) => !here.includes(term));
  return (
    <div className="word-list">
      <Terms title="On this page" terms={here} />
      <Terms title={here.length > 0 ? 'Others' : 'Words'} terms={others} />
    </div>
  );
}

function Terms({ title, terms }: { readonly title: string; readonly terms: readonly Term[] }) {
  if (terms.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {terms.map(({ name, text, source }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {text} <span className="quiet">{source}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

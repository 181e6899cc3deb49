/** A link that can be followed, and copied with one tap. */
import { useState } from 'react';
import { usePage } from '../context.ts';

export function CopyLink({ words, link }: { readonly words: string; readonly link: string }) {
  const { deeds } = usePage();
  const [done, setDone] = useState<boolean | null>(null);
  return (
    <span className="copy-link">
      <a href={link}>{words}</a>{' '}
      <button
        type="button"
        aria-label={`Copy the link: ${words}`}
        onClick={() => void deeds.copy(link).then(setDone)}
      >
        {done === null ? 'Copy' : done ? 'Copied' : 'Not copied'}
      </button>
    </span>
  );
}

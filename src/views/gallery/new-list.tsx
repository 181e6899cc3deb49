/** What a new scenario may begin with. */
import { useEffect, useRef } from 'react';
import { usePage } from '../context.ts';
import { begin } from './own-deeds.ts';
import { TEMPLATES } from './templates.ts';
import './gallery.css';

export function NewList() {
  const page = usePage();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <ul className="gallery">
      {TEMPLATES.map(({ name, title, about, text }, nth) => (
        <li key={name}>
          <button ref={nth === 0 ? first : null} type="button" onClick={() => void begin(page, name, text)}>
            <b>{title}</b> <span className="quiet">{about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/**
 * Everything of the reader's in one file: a zip with each draft as a text of its own, for people and other programs, and
 * one table beside them with what the texts do not say (names, folders, every version that ran).
 */
import { endingOf } from '../../base/index.ts';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Draft, Version } from '../draft.ts';

export interface Archive {
  readonly drafts: readonly Draft[];
  readonly versions: readonly Version[];
}

/** A text as it is imported. */
export interface Imported {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly ran: string | null;
  readonly versions: readonly Omit<Version, 'id'>[];
}

const TABLE = 'smpscope.json';
/** What unpacks to more is none of ours. */
const MOST = 40_000_000;

export function pack({ drafts, versions }: Archive): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {};
  for (const { name, folder, text } of drafts) {
    const place = [folder, name].filter(Boolean).map(safe).join('/');
    const ending = endingOf(text);
    let path = `${place}.${ending}`;
    for (let nth = 2; path in files; nth++) path = `${place} ${nth}.${ending}`;
    files[path] = strToU8(text);
  }
  files[TABLE] = strToU8(JSON.stringify({ format: 1, drafts, versions }));
  return zipSync(files);
}

/** Throws, with a message for people, where this is no archive. */
export function unpack(bytes: Uint8Array): readonly Imported[] {
  let size = 0;
  const files = readZip(bytes, (name, length) => {
    size += length;
    if (size > MOST) throw new Error('the archive is too large');
    return name === TABLE || /\.(smp|litmus|txt)$/.test(name);
  });
  const table = files[TABLE];
  if (table) return fromTable(JSON.parse(strFromU8(table)));
  return Object.entries(files).map(([path, text]) => {
    const parts = path.split('/');
    const name = (parts.pop() ?? '').replace(/\.\w+$/, '');
    return { name, folder: parts.join(' '), text: strFromU8(text), ran: null, versions: [] };
  });
}

function readZip(
  bytes: Uint8Array,
  wanted: (name: string, length: number) => boolean,
): Record<string, Uint8Array> {
  let tooLarge: unknown = null;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        try {
          return wanted(name, originalSize);
        } catch (error) {
          tooLarge = error;
          throw error;
        }
      },
    });
  } catch {
    throw tooLarge instanceof Error ? tooLarge : new Error('it is no archive that can be read');
  }
}

function fromTable(value: unknown): readonly Imported[] {
  const { format, drafts, versions } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Archive & { readonly format: number }
  >;
  if (format !== 1 || !Array.isArray(drafts) || !Array.isArray(versions))
    throw new Error('it was written by another release');
  return (drafts as Archive['drafts']).flatMap(({ id, name, folder, text, ran }) => {
    if (![id, name, folder, text].every((one) => typeof one === 'string')) return [];
    const own = (versions as Archive['versions']).filter(
      (one) => one.id === id && typeof one.text === 'string',
    );
    return [{ name, folder, text, ran: typeof ran === 'string' ? ran : null, versions: own }];
  });
}

function safe(name: string): string {
  return name.replace(/[/\\:*?"<>|]/g, '-');
}

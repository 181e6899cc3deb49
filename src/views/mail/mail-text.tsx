/**
 * The mail as it came, around the table that is read: its cells marked, the line that the score's position comes from
 * at the edge. A marked line goes to its step.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { safeText } from '../../base/index.ts';
import { mailLines, type FoundTable, type MailDesk, type ReadCell } from '../../state/index.ts';
import { useNode, usePage, useSession } from '../context.ts';
import { kindOf } from './words.ts';

interface MailTextProps {
  readonly desk: MailDesk;
  readonly text: string;
  readonly table: FoundTable;
}

/** Lines above and below the table that are shown at first. */
const AROUND = 12;

export function MailText({ desk, text, table }: MailTextProps) {
  const [whole, setWhole] = useState<FoundTable | null>(null);
  const lines = useMemo(() => text.split('\n'), [text]);
  const last = lastLine(table);
  const isWhole = whole === table || lines.length <= last + AROUND;
  const from = whole === table ? 1 : Math.max(1, table.place.line - AROUND);
  const to = isWhole ? Math.min(lines.length, from + 3000) : last + AROUND;
  const cells = useCells(desk);
  const here = useHere(desk);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const head = box.current?.querySelector<HTMLElement>('[data-head]');
    if (box.current && head) box.current.scrollTop = head.offsetTop - box.current.offsetTop - 24;
  }, [table, whole]);
  useEffect(() => {
    const current = box.current?.querySelector<HTMLElement>('[aria-current]');
    current?.scrollIntoView({ block: 'nearest' });
  }, [here.line]);
  return (
    <>
      <h3 className="mail-part">
        The mail{' '}
        {(from > 1 || to < lines.length) && (
          <button type="button" onClick={() => setWhole(table)}>
            Show all {lines.length} lines
          </button>
        )}
      </h3>
      <div ref={box} className="mail-text" role="group" aria-label="The mail" tabIndex={0}>
        <ol start={from}>
          {lines.slice(from - 1, to).map((line, index) => {
            const number = from + index;
            return (
              <RawLine
                key={number}
                number={number}
                text={line}
                cells={cells.get(number) ?? []}
                isTable={number >= table.place.line && number <= last}
                isHead={number === table.place.line}
                isHere={here.line === number}
                go={here.goes(number) ? () => here.go(number) : null}
              />
            );
          })}
        </ol>
      </div>
    </>
  );
}

interface RawLineProps {
  readonly number: number;
  readonly text: string;
  readonly cells: readonly ReadCell[];
  readonly isTable: boolean;
  readonly isHead: boolean;
  readonly isHere: boolean;
  readonly go: (() => void) | null;
}

function RawLine({ number, text, cells, isTable, isHead, isHere, go }: RawLineProps) {
  const signs = [...new Set(cells.map((cell) => kindOf(cell).sign))].join('');
  const said = safeText(text.replace(/\r$/, '').slice(0, 400));
  const words = said === '' ? ' ' : said;
  return (
    <li
      value={number}
      className={isTable ? 'of-table' : undefined}
      data-head={isHead ? '' : undefined}
      aria-current={isHere ? 'step' : undefined}
    >
      <span className="mail-sign" aria-hidden="true">
        {signs}
      </span>
      {go ? (
        <button type="button" tabIndex={-1} title={titleOf(cells)} onClick={go}>
          {words}
        </button>
      ) : (
        <span title={titleOf(cells)}>{words}</span>
      )}
    </li>
  );
}

function titleOf(cells: readonly ReadCell[]): string | undefined {
  if (cells.length === 0) return undefined;
  return cells.map((cell) => cell.statement ?? kindOf(cell).word).join('\n');
}

function useCells(desk: MailDesk): ReadonlyMap<number, readonly ReadCell[]> {
  const reading = useStore(desk.store, (state) => state.reading);
  return useMemo(() => {
    const found = new Map<number, ReadCell[]>();
    for (const cell of reading?.cells ?? []) found.set(cell.line, [...(found.get(cell.line) ?? []), cell]);
    return found;
  }, [reading]);
}

/** Where the score stands in the mail, if it shows what was read of it. */
export function useHere(desk: MailDesk) {
  const { session } = usePage();
  const { reading, shown, known } = useStore(desk.store);
  const node = useNode();
  const position = useSession((state) => state.position);
  const file = useSession((state) => state.file);
  const lines = useMemo(
    () =>
      node && reading && file && !known && shown?.file.text === file.text
        ? mailLines(node, file.text, reading.cells)
        : null,
    [node, reading, file, shown, known],
  );
  return {
    line: lines?.ofStep(position) ?? null,
    goes: (line: number) => (lines?.position(line) ?? null) !== null,
    go: (line: number) => {
      const to = lines?.position(line);
      if (to !== null && to !== undefined) session.goTo(to);
    },
  };
}

function lastLine(table: FoundTable): number {
  const cells = [...table.rows.flatMap((row) => row.cells), ...table.claims];
  return Math.max(table.place.line, ...cells.map(({ place }) => place.line));
}

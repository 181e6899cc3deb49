/** What each row of the table became; those that the run has go to their step. */
import { useStore } from 'zustand';
import { safeLine } from '../../base/index.ts';
import type { MailDesk, ReadCell, Reading } from '../../state/index.ts';
import { cpuHue } from '../hue.ts';
import { useHere } from './mail-text.tsx';
import { kindOf } from './words.ts';

export function RowList({ desk, reading }: { readonly desk: MailDesk; readonly reading: Reading }) {
  const here = useHere(desk);
  const known = useStore(desk.store, (state) => state.known);
  return (
    <>
      <h3 className="mail-part" id="mail-rows">
        What each row became
      </h3>
      <table className="mail-rows" aria-labelledby="mail-rows">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Row</th>
            <th scope="col">Became</th>
          </tr>
        </thead>
        <tbody>
          {reading.cells.map((cell, index) => (
            <tr key={index} aria-current={here.line === cell.line && cell.isStep ? 'step' : undefined}>
              <td>
                {here.goes(cell.line) && cell.isStep ? (
                  <button type="button" title="Go to its step" onClick={() => here.go(cell.line)}>
                    {cell.line}
                  </button>
                ) : (
                  cell.line
                )}
              </td>
              <td>
                {cell.cpu !== null && reading.columns.length > 1 && (
                  <span className={`who ${cpuHue(cell.cpu, false)}`}>{titleAt(reading, cell.cpu)}</span>
                )}{' '}
                <code>{safeLine(cell.text)}</code>
              </td>
              <td>
                {known ? (
                  <KnownRow row={known.drawn.get(`${cell.cpu ?? ''}:${cell.line}`) ?? null} />
                ) : (
                  <Became cell={cell} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The row of a known interleaving that a cell draws. */
function KnownRow({ row }: { readonly row: string | null }) {
  return row === null ? <span className="quiet">no row of its own</span> : <code>{safeLine(row)}</code>;
}

function titleAt({ columns }: Reading, column: number): string {
  return safeLine(columns[column]?.title ?? '') || `column ${column + 1}`;
}

function Became({ cell }: { readonly cell: ReadCell }) {
  const { sign, word } = kindOf(cell);
  if (cell.statement === null) return <span className="quiet">{word}</span>;
  return (
    <>
      <span className="mail-sign" title={word}>
        {sign}
      </span>{' '}
      <code>{safeLine(cell.statement)}</code>
      {cell.value !== null && <span className="quiet"> finds {safeLine(cell.value)}</span>}
    </>
  );
}

/** What the table asks of the machine, and what the machine says under each model. */
import { useStore } from 'zustand';
import { safeLine } from '../../base/index.ts';
import type { MailDesk } from '../../state/index.ts';
import { MODEL_NAMES } from './words.ts';

export function Answer({ desk }: { readonly desk: MailDesk }) {
  const { reading, happens, why, shown, known } = useStore(desk.store);
  if (!reading) return null;
  if (known)
    return (
      <div className="mail-answer">
        <p role="status">
          The library has this table: “{known.title}” of {known.of}. It is shown beside, with its verdict.
        </p>
        <p className="mail-deeds">
          <button type="button" onClick={() => void desk.readAnew()}>
            Read the table itself
          </button>
        </p>
      </div>
    );
  if (reading.source === null)
    return (
      <p className="mail-answer" role="status">
        Nothing in this table can be executed. What was found of it stands below.
      </p>
    );
  return (
    <div className="mail-answer">
      <p>
        {reading.asked.k !== 'nothing' && <span className="quiet">Can it be? </span>}
        {safeLine(reading.asked.text)}
      </p>
      <div role="status">
        <ul aria-label="By model">
          {MODEL_NAMES.map(({ model, name }) => {
            // What no ordering forbids may hang on what is not understood.
            const found = happens?.[model];
            const isOpen =
              found === false &&
              (reading.without ?? reading.undrawn) !== null &&
              (why === null || reading.asked.k !== 'values');
            const said = isOpen ? null : found;
            const tone = said === true ? 'bad' : said === false ? 'good' : 'quiet';
            return (
              <li key={model}>
                <span className="mail-model">{name}</span>{' '}
                <span className={tone}>
                  {happens === null
                    ? 'asking …'
                    : isOpen
                      ? 'not reached'
                      : wordsFor(said ?? null, reading.asked.k)}
                </span>
              </li>
            );
          })}
        </ul>
        {why && (
          <details className="mail-why">
            <summary>
              Why not under {why.model}: {safeLine(why.short)}
            </summary>
            <ol>
              {why.chain.map((one) => (
                <li key={one}>{safeLine(one)}</li>
              ))}
            </ol>
          </details>
        )}
        {reading.undrawn !== null && happens && Object.values(happens).includes(false) && (
          <p>What is not reached cannot be told, because {reading.undrawn}.</p>
        )}
        {reading.without !== null && <p>All this is {reading.without}.</p>}
      </div>
      <p className="mail-deeds">
        <button
          type="button"
          className="main"
          aria-disabled={!shown || shown.added}
          onClick={() => {
            if (shown && !shown.added) void desk.openAsScenario();
          }}
        >
          {shown?.added ? 'It is in the library' : 'Open as a scenario'}
        </button>
      </p>
    </div>
  );
}

function wordsFor(happens: boolean | null, asked: string): string {
  if (happens === null) return 'undecided: the search reached its limit, or another rule is broken before';
  if (asked === 'nothing') return happens ? 'runs' : 'does not run';
  return happens ? '✕ happens' : 'cannot happen';
}

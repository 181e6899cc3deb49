/** All keys, and how to read the score. */
import { commands, keyWords, type Command } from '../commands.ts';
import { useSession } from '../context.ts';
import { grouped } from '../grouping.ts';
import { titleOf } from './command-titles.ts';
import { Legend } from './legend.tsx';

export function HelpText() {
  const litmus = useSession((state) => state.scenario?.litmus !== undefined);
  const groups = grouped(
    commands.filter((command) => command.keys.length > 0 && !/^step-cpu-[1-9]/.test(command.id)),
    (command) => command.group,
  );
  return (
    <>
      <div className="help">
        {[...groups].map(([group, list]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {list.map((command) => (
                <div key={command.id}>
                  <dt>
                    {keysOf(command).map((key) => (
                      <kbd key={key}>{keyWords(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{command.id === 'step-cpu-0' ? 'Step CPU 0 … 8' : titleOf(command, litmus)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <h3>How to read the score</h3>
      <Legend />
    </>
  );
}

/** Of keys that only some keyboards have, those of this one. */
function keysOf(command: Command): readonly string[] {
  if (command.id === 'step-cpu-0') return ['1 … 9'];
  const other = /Mac|iP/.test(navigator.userAgent) ? 'Control+' : 'Meta+';
  return command.keys.filter((key) => !key.startsWith(other));
}

/** Where a search stopped early: how to go on with it in a terminal, to copy. */
import { Fragment, useState } from 'react';
import { furtherThan } from '../../export/index.ts';
import { LIMITS, settingsOf, type ExploreResult, type RunNode, type Scenario } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';
import './further.css';

interface FurtherProps {
  readonly node: RunNode;
  readonly scenario: Scenario;
  readonly limit: NonNullable<ExploreResult['limit']>;
}

export function Further({ node, scenario, limit }: FurtherProps) {
  const file = useSession((state) => state.file);
  const isBundled = file?.bundled ?? false;
  const chosen = settingsOf(scenario, node.settings);
  const { stopped, ways } = furtherThan(limit, LIMITS, {
    what: isBundled ? `scenarios/${scenario.id}.smp` : `${scenario.id}.smp`,
    model: node.model,
    settings: Object.fromEntries(
      scenario.options.flatMap(({ name, initial }) =>
        chosen[name] === initial ? [] : [[name, chosen[name] ?? '']],
      ),
    ),
    flags: [],
  });
  return (
    <div className="further">
      <p>
        {stopped}
        {ways.length > 0 && (
          <>
            {' '}
            A terminal in a checkout can go on
            {isBundled ? '' : `, with the text saved as ${scenario.id}.smp`}:
          </>
        )}
      </p>
      <ul>
        {ways.map(({ what, command }) => (
          <Way key={command} what={what} command={command} />
        ))}
      </ul>
    </div>
  );
}

function Way({ what, command }: { readonly what: string; readonly command: string }) {
  const { deeds } = usePage();
  const [copied, setCopied] = useState(false);
  return (
    <li>
      {what}{' '}
      <button
        type="button"
        aria-label={`Copy the command: ${what}`}
        onClick={() => void deeds.copy(command).then(setCopied)}
      >
        {copied ? 'copied' : 'copy'}
      </button>
      <code>
        {command.split(' ').map((word, index) => (
          <Fragment key={index}>
            {index > 0 && ' '}
            <span>{word}</span>
          </Fragment>
        ))}
      </code>
    </li>
  );
}

/**
 * What the reader may change: the variant, the memory model, the scenario's options, the machine's own. What is as posted is
 * quiet. The sentences that say what each is stand beside them when asked for, and always in a phone's sheet.
 */
import { useId } from 'react';
import {
  hidesOthers,
  settingsOf,
  variantOf,
  type Model,
  type RunNode,
  type Scenario,
} from '../../state/index.ts';
import { useMedia } from '../behaviors/media.ts';
import { usePage, usePreferences, useSession } from '../context.ts';
import { Words } from '../words/words.tsx';
import { optionGroups } from './option-groups.ts';

const MODELS: readonly { readonly model: Model; readonly text: string }[] = [
  { model: 'sc', text: 'sequentially consistent: accesses complete as they are issued' },
  { model: 'tso', text: 'x86: stores wait in a FIFO buffer' },
  {
    model: 'arm',
    text: 'Armv8-A: loads and stores complete in any order that barriers and dependencies allow',
  },
];

export function Options({ node, scenario }: { readonly node: RunNode; readonly scenario: Scenario }) {
  const { session, preferences } = usePage();
  const { settings, model } = useSession((state) => state.wanted) ?? node;
  const isSheet = useMedia('(max-width: 719px)');
  const explained = usePreferences().explained || isSheet;
  const asked = useSession(hidesOthers);
  const values = settingsOf(scenario, settings);
  const id = variantOf(scenario, settings, model);
  const variant = scenario.variants.find((one) => one.id === id);
  return (
    <div className={explained ? 'options telling' : 'options'}>
      <div className="option-group">
        {!scenario.litmus && !asked && (
          <Field
            label="Variant"
            sentences={variant ? [variant.title, variant.because ?? ''] : ['Your own choice of options.']}
          >
            {(described) => (
              <select
                aria-label="Variant"
                aria-describedby={described}
                value={id ?? ''}
                onChange={(event) => session.chooseVariant(event.target.value)}
              >
                {id === null && <option value="">your own</option>}
                {scenario.variants.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.id} — {one.title}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label="Memory model" sentences={MODELS.map((one) => `${one.model}: ${one.text}`)}>
          {(described) => (
            <Radios
              label="Memory model"
              described={described}
              value={model}
              values={MODELS.map((one) => one.model)}
              onChange={(value) => {
                const found = MODELS.find((one) => one.model === value);
                if (found) session.setModel(found.model);
              }}
            />
          )}
        </Field>
        {!isSheet && (
          <button
            type="button"
            className="explain"
            aria-expanded={explained}
            title="Say what each option is (i)"
            onClick={() => preferences.explain(!explained)}
          >
            <span className="fold" aria-hidden="true" />
            What they mean
          </button>
        )}
      </div>
      {optionGroups(scenario).map((group) => (
        <div key={group.title} role="group" aria-label={group.title} className="option-group">
          <h2>{group.title}</h2>
          {group.options.map((option) => (
            <OptionField
              key={option.name}
              option={option}
              value={values[option.name] ?? option.initial}
              onChange={(next) => session.setOption(option.name, next)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OptionFieldProps {
  readonly option: Scenario['options'][number];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function OptionField({ option, value, onChange }: OptionFieldProps) {
  const { name, values, initial, text, valueTexts } = option;
  const sentences = [
    text,
    ...values.flatMap((one) => (valueTexts[one] ? [`${one}: ${valueTexts[one]}`] : [])),
    value === initial ? '' : `As posted it is ${initial}.`,
  ];
  return (
    <Field label={name} sentences={sentences} changed={value !== initial}>
      {(described) =>
        values.length <= 2 && values.join('').length <= 16 ? (
          <Radios label={name} described={described} value={value} values={values} onChange={onChange} />
        ) : (
          <select
            aria-label={name}
            aria-describedby={described}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          >
            {values.map((one) => (
              <option key={one} value={one}>
                {valueTexts[one] ? `${one} — ${valueTexts[one]}` : one}
              </option>
            ))}
          </select>
        )
      }
    </Field>
  );
}

interface FieldProps {
  readonly label: string;
  readonly sentences: readonly string[];
  /** Of an option: whether it differs from what was posted. */
  readonly changed?: boolean;
  readonly children: (described: string) => React.ReactNode;
}

/** A control with what it means. Where that is not shown a screen reader still has it. */
function Field({ label, sentences, changed, children }: FieldProps) {
  const id = useId();
  const tone = changed === undefined ? '' : changed ? 'changed' : 'as-posted';
  return (
    <div className={`field ${tone}`}>
      <span className="field-label" aria-hidden="true">
        {label}
      </span>
      {children(id)}
      <p id={id} className="sentence">
        {sentences.filter(Boolean).map((sentence) => (
          <span key={sentence}>
            <Words text={sentence} />
          </span>
        ))}
      </p>
    </div>
  );
}

interface RadiosProps {
  readonly label: string;
  readonly described: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}

function Radios({ label, described, value, values, onChange }: RadiosProps) {
  return (
    <div className="radios" role="radiogroup" aria-label={label} aria-describedby={described}>
      {values.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={`option-${label}`}
            value={one}
            checked={one === value}
            onChange={() => onChange(one)}
          />
          {one}
        </label>
      ))}
    </div>
  );
}

/** What the reader may change: the memory model, the scenario's options, the machine's own. */
import { settingsOf, variantOf, type Model, type RunNode, type Scenario } from '../../state/index.ts';
import { usePage, useSession } from '../context.ts';

const MODELS: readonly { readonly model: Model; readonly text: string }[] = [
  { model: 'sc', text: 'sequentially consistent: accesses complete as they are issued' },
  { model: 'tso', text: 'x86: stores wait in a FIFO buffer' },
  {
    model: 'arm',
    text: 'Armv8-A: loads and stores complete in any order that barriers and dependencies allow',
  },
];

export function Options({ node, scenario }: { readonly node: RunNode; readonly scenario: Scenario }) {
  const { session } = usePage();
  const { settings, model } = useSession((state) => state.wanted) ?? node;
  const values = settingsOf(scenario, settings);
  const variant = variantOf(scenario, settings, model);
  return (
    <div className="options">
      <Field label="Variant">
        <select
          aria-label="Variant"
          value={variant ?? ''}
          onChange={(event) => session.chooseVariant(event.target.value)}
        >
          {variant === null && <option value="">your own</option>}
          {scenario.variants.map((one) => (
            <option key={one.id} value={one.id}>
              {one.id} — {one.title}
            </option>
          ))}
        </select>
      </Field>
      <Radios
        label="Memory model"
        value={model}
        values={MODELS.map((one) => ({ value: one.model, text: one.text }))}
        onChange={(value) => {
          const found = MODELS.find((one) => one.model === value);
          if (found) session.setModel(found.model);
        }}
      />
      {[...scenario.options].sort(byKind).map((option) => {
        const value = values[option.name] ?? option.initial;
        const choices = option.values.map((one) => ({
          value: one,
          text: option.valueTexts[one] ?? option.text,
        }));
        const short = option.values.length <= 2 && option.values.join('').length <= 16;
        const change = (next: string) => session.setOption(option.name, next);
        return short ? (
          <Radios
            key={option.name}
            label={option.name}
            title={option.text}
            value={value}
            values={choices}
            onChange={change}
          />
        ) : (
          <Field key={option.name} label={option.name} title={option.text}>
            <select aria-label={option.name} value={value} onChange={(event) => change(event.target.value)}>
              {option.values.map((one) => (
                <option key={one} value={one}>
                  {option.valueTexts[one] ? `${one} — ${option.valueTexts[one]}` : one}
                </option>
              ))}
            </select>
          </Field>
        );
      })}
    </div>
  );
}

function Field({
  label,
  title,
  children,
}: {
  readonly label: string;
  readonly title?: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="field" title={title}>
      <span className="field-label" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

interface RadiosProps {
  readonly label: string;
  readonly title?: string;
  readonly value: string;
  readonly values: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
}

function Radios({ label, title, value, values, onChange }: RadiosProps) {
  return (
    <div className="field" title={title}>
      <span className="field-label" aria-hidden="true">
        {label}
      </span>
      <div className="radios" role="radiogroup" aria-label={label}>
        {values.map((one) => (
          <label key={one.value} title={one.text}>
            <input
              type="radio"
              name={`option-${label}`}
              value={one.value}
              checked={one.value === value}
              onChange={() => onChange(one.value)}
            />
            {one.value}
          </label>
        ))}
      </div>
    </div>
  );
}

/** The program's own options before those of the machine. */
function byKind(a: Scenario['options'][number], b: Scenario['options'][number]): number {
  return Number(a.kind === 'hardware') - Number(b.kind === 'hardware');
}

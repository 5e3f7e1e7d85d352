import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { TrainingChoice, TrainingViewState, FromTrainingView } from '../core/trainingView';

/** Tells the extension of a press. */
export type Post = (message: FromTrainingView) => void;

interface SetupFormProps {
  readonly state: TrainingViewState;
  readonly post: Post;
}

type Change = (change: Partial<TrainingChoice>) => void;

const layerTexts: readonly (readonly [TrainingChoice['layers'], string])[] = [
  ['all', 'Whole model'],
  [4, 'Last 4 layers'],
  [2, 'Last 2 layers'],
  [1, 'Last layer'],
  ['head', 'Only the classifier head: fastest, least accurate'],
];

/** What is chosen before training; the defaults are good ones. */
export function SetupForm({ state, post }: SetupFormProps) {
  const [choice, setChoice] = useState(state.choice);
  const change: Change = (part) => setChoice((before) => ({ ...before, ...part }));
  return (
    <form
      class="setup"
      onSubmit={(event) => {
        event.preventDefault();
        post({ type: 'start', choice });
      }}
    >
      <Field label="Name">
        {(id) => (
          <input
            id={id}
            required
            maxLength={80}
            value={choice.name}
            onInput={({ currentTarget }) => change({ name: currentTarget.value.trim() })}
          />
        )}
      </Field>
      <Field label="Start from" hint="A larger model learns more from the same texts but takes longer.">
        {(id) => (
          <select id={id} value={choice.model} onChange={({ currentTarget }) => change({ model: currentTarget.value })}>
            {state.models.map(({ path, name }) => (
              <option key={path} value={path}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Train">
        {(id) => (
          <select
            id={id}
            value={String(choice.layers)}
            onChange={({ currentTarget }) => change({ layers: layerTexts[currentTarget.selectedIndex]?.[0] ?? 'all' })}
          >
            {layerTexts.map(([value, text]) => (
              <option key={value} value={String(value)}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Numbers choice={choice} change={change} />
      <Checks choice={choice} change={change} isClassifier={state.data.problemType !== 'token_classification'} />
      <div class="actions">
        <button type="submit">Train</button>
        <span class="hint">Runs on this computer in the background. Nothing is uploaded.</span>
      </div>
    </form>
  );
}

interface PartProps {
  readonly choice: TrainingChoice;
  readonly change: Change;
}

function Numbers({ choice, change }: PartProps) {
  return (
    <>
      <NumberField
        label="Epochs"
        hint="How many times each text is seen. The best epoch is kept."
        min={1}
        max={1000}
        value={choice.epochs}
        set={(epochs) => change({ epochs })}
      />
      <NumberField
        label="Held out (%)"
        hint="Texts set aside to measure accuracy."
        min={5}
        max={50}
        value={Math.round(100 * choice.heldOut)}
        set={(percent) => change({ heldOut: percent / 100 })}
      />
      <NumberField
        label="Seed"
        hint="The same seed gives the same split and the same model."
        min={0}
        max={2 ** 31}
        value={choice.seed}
        set={(seed) => change({ seed })}
      />
    </>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly set: (value: number) => void;
}

/** A whole number; what is typed beyond its bounds becomes the nearest bound. */
function NumberField({ label, hint, min, max, value, set }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <input
          {...{ id, min, max, value }}
          type="number"
          onChange={({ currentTarget }) => set(Math.min(max, Math.max(min, Math.round(Number(currentTarget.value)))))}
        />
      )}
    </Field>
  );
}

function Checks({ choice, change, isClassifier }: PartProps & { readonly isClassifier: boolean }) {
  return (
    <>
      <Check
        label="SiFT"
        hint="Scale-invariant fine-tuning: small changes to the input should not change the answer. Takes about three times as long."
        on={choice.sift}
        set={(sift) => change({ sift })}
      />
      {choice.sift && (
        <Check
          label="Compare with standard training on the same split"
          on={choice.compare}
          set={(compare) => change({ compare })}
        />
      )}
      {isClassifier && (
        <Check label="Use it for classification when done" on={choice.use} set={(use) => change({ use })} />
      )}
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: (id: string) => ComponentChildren;
}

function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id)}
      {hint !== undefined && <span class="hint">{hint}</span>}
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly hint?: string;
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}

function Check({ label, hint, on, set }: CheckProps) {
  return (
    <div class="check">
      <label>
        <input type="checkbox" checked={on} onChange={({ currentTarget }) => set(currentTarget.checked)} /> {label}
      </label>
      {hint !== undefined && <span class="hint">{hint}</span>}
    </div>
  );
}

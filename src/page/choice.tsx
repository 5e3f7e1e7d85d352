import { useId } from 'preact/hooks';

interface ChoiceProps<T> {
  readonly label: string;
  readonly values: readonly T[];
  readonly value: T;
  readonly text: (value: T) => string;
  readonly title?: string;
  readonly choose: (value: T) => void;
}

/** A labeled list of values, of which one is chosen. */
export function Choice<T>({ label, values, value, text, title, choose }: ChoiceProps<T>) {
  const id = useId();
  return (
    <span class="choice" title={title}>
      <label for={id}>{label}</label>
      <select
        id={id}
        value={`${values.indexOf(value)}`}
        onChange={({ currentTarget }) => {
          const chosen = values[currentTarget.selectedIndex];
          if (chosen !== undefined) choose(chosen);
        }}
      >
        {values.map((one, index) => (
          <option key={index} value={`${index}`}>
            {text(one)}
          </option>
        ))}
      </select>
    </span>
  );
}

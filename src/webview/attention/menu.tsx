interface MenuProps {
  readonly label: string;
  readonly entries: readonly string[];
  readonly disabled: boolean;
  readonly choose: (index: number) => void;
}

/** A list of actions behind one name: a native list, so that keys, screen readers and themes work as everywhere. */
export function Menu({ label, entries, disabled, choose }: MenuProps) {
  return (
    <select
      aria-label={label}
      disabled={disabled}
      value=""
      onChange={({ currentTarget }) => {
        const index = currentTarget.selectedIndex - 1;
        currentTarget.selectedIndex = 0;
        if (index >= 0) choose(index);
      }}
    >
      <option value="">{label}…</option>
      {entries.map((entry) => (
        <option key={entry} value={entry}>
          {entry}
        </option>
      ))}
    </select>
  );
}

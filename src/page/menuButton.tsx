import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface MenuButtonProps {
  readonly label: string;
  readonly entries: readonly string[];
  readonly disabled: boolean;
  readonly choose: (index: number) => void;
}

/** Pixels between the menu and the window's edge. */
const edge = 8;

/** A button that opens a menu. Arrow keys, Home, End and first letters move in it; Enter, Space and a click choose. */
export function MenuButton({ label, entries, disabled, choose }: MenuButtonProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  /** The entry that the open menu begins with. */
  const [first, setFirst] = useState<number>();
  const isOpen = first !== undefined && !disabled;
  const items = () => [...(menu.current?.querySelectorAll('button') ?? [])];
  const focus = (index: number) =>
    items()
      .at(index % entries.length)
      ?.focus();
  const close = () => {
    button.current?.focus();
    setFirst(undefined);
  };
  useLayoutEffect(() => {
    if (!isOpen || menu.current === null) return;
    const over = menu.current.getBoundingClientRect().right - (document.documentElement.clientWidth - edge);
    menu.current.style.left = `${Math.min(0, -over)}px`;
    focus(first);
  }, [isOpen, first]);

  const move = (event: KeyboardEvent) => {
    const current = items().findIndex((item) => item === document.activeElement);
    const { key } = event;
    // The browser moves on from the button.
    if (key === 'Tab') return close();
    if (key === 'ArrowDown') focus(current + 1);
    else if (key === 'ArrowUp') focus(current - 1);
    else if (key === 'Home') focus(0);
    else if (key === 'End') focus(-1);
    else if (key === 'Escape') close();
    else if (/^\S$/.test(key)) {
      const isNext = (entry: string) => entry.toLowerCase().startsWith(key.toLowerCase());
      const next = [...entries.keys()]
        .map((step) => (current + 1 + step) % entries.length)
        .find((one) => isNext(entries[one]!));
      if (next !== undefined) focus(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const open = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    setFirst(event.key === 'ArrowDown' ? 0 : -1);
  };
  return (
    <span
      class="menu-button"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setFirst(undefined);
      }}
    >
      <button
        ref={button}
        id={id}
        type="button"
        class="secondary"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={disabled}
        onClick={() => (isOpen ? close() : setFirst(0))}
        onKeyDown={open}
      >
        {label}
      </button>
      {isOpen && (
        <div ref={menu} class="menu" role="menu" aria-labelledby={id} onKeyDown={move}>
          {entries.map((entry, index) => (
            <button
              key={entry}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onMouseEnter={({ currentTarget }) => currentTarget.focus()}
              onClick={() => {
                close();
                choose(index);
              }}
            >
              {entry}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}

import * as vscode from 'vscode';
import { plainText } from '../../base/plainText';
import { withIcon } from './notifications';

/** A row of a list; all of its texts are shown as they are. */
export interface PickItem {
  /** Name of one of VS Code's icons. */
  readonly icon?: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly kind?: vscode.QuickPickItemKind;
}

interface RowButton<T> {
  readonly icon: string;
  readonly tooltip: string;
  readonly isFor: (item: T) => boolean;
  readonly run: (item: T) => unknown;
}

export interface PickOptions<T = never> {
  readonly title: string;
  /** Which row Enter takes at first; otherwise the first one. */
  readonly active?: number;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  readonly ignoreFocusOut?: boolean;
  /** A button beside the title. */
  readonly button?: { readonly icon: string; readonly tooltip: string; readonly run: () => unknown };
  /** A button in rows; it closes the list. */
  readonly rowButton?: RowButton<T>;
}

/** Lets the user choose one of the items; undefined if dismissed. */
export function pick<T extends PickItem>(items: readonly T[], options: PickOptions<T>): Promise<T | undefined> {
  const list = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly item: T }>();
  const { title, placeHolder = '', matchOnDescription = false, matchOnDetail = false, active = 0 } = options;
  const { button, rowButton } = options;
  list.title = plainText(title);
  list.placeholder = plainText(placeHolder);
  list.ignoreFocusOut = options.ignoreFocusOut === true;
  Object.assign(list, { matchOnDescription, matchOnDetail });
  list.items = items.map((item) => ({
    item,
    kind: item.kind,
    label: withIcon(item.icon, item.label),
    description: item.description && withIcon(undefined, item.description),
    detail: item.detail && withIcon(undefined, item.detail),
    buttons: rowButton?.isFor(item) === true ? [{ iconPath: new vscode.ThemeIcon(rowButton.icon), ...rowButton }] : [],
  }));
  list.activeItems = list.items.slice(active, active + 1);
  if (button !== undefined) list.buttons = [{ iconPath: new vscode.ThemeIcon(button.icon), tooltip: button.tooltip }];
  return new Promise((resolve) => {
    list.onDidTriggerButton(() => {
      button?.run();
      list.hide();
    });
    list.onDidTriggerItemButton(({ item: { item } }) => {
      rowButton?.run(item);
      list.hide();
    });
    list.onDidAccept(() => {
      const [chosen] = list.selectedItems;
      if (chosen === undefined) return;
      resolve(chosen.item);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

/** Asks for a text; undefined if dismissed. */
export function ask({
  title,
  prompt,
  placeHolder,
  validateInput,
  ...options
}: InputOptions): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    title: plainText(title),
    prompt: prompt && plainText(prompt),
    placeHolder: placeHolder && plainText(placeHolder),
    validateInput: validateInput && ((value) => shownFault(validateInput(value))),
  });
}

type InputOptions = Pick<vscode.InputBoxOptions, 'value' | 'prompt' | 'placeHolder' | 'password' | 'ignoreFocusOut'> & {
  readonly title: string;
  readonly validateInput?: (value: string) => string | undefined;
};

function shownFault(fault: string | undefined): string | undefined {
  return fault && plainText(fault);
}

/** A box for a text, with a prompt that may change while it is open. */
export function inputBox(title: string): {
  readonly box: vscode.InputBox;
  readonly setPrompt: (prompt: string) => void;
} {
  const box = vscode.window.createInputBox();
  box.title = plainText(title);
  return { box, setPrompt: (prompt) => (box.prompt = plainText(prompt)) };
}

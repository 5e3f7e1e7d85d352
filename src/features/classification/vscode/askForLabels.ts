import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { ask, inputBox } from '../../../editor/ui/picks';
import { typedLabels } from '../../../protocol/labelTemplate';
import { templateProblem } from '../core/labelSet';
import type { CandidateLabels } from '../../../protocol/labelTemplate';

/** What ended the box with the labels. */
type Ending = 'accepted' | 'template' | 'hidden';

/**
 * Asks for labels, starting from the last ones; buttons toggle multi-label and, for a model that `usesTemplate`, edit
 * the prompt.
 */
export async function askForLabels(
  before: CandidateLabels,
  usesTemplate: boolean,
): Promise<CandidateLabels | undefined> {
  let typed = before.labels.join(', ');
  let { template, multiLabel = false } = before;
  for (;;) {
    const box = labelBox(typed, usesTemplate ? template : undefined, multiLabel);
    const ending = await box.ending;
    ({ typed, multiLabel } = box.state());
    if (ending === 'hidden') return undefined;
    if (ending === 'accepted') return { labels: typedLabels(typed), template, multiLabel };
    template = (await askForTemplate(template)) ?? template;
  }
}

function labelBox(value: string, template: string | undefined, several: boolean) {
  const { box, setPrompt } = inputBox('Classify: which labels?');
  let multiLabel = several;
  const state = () => ({ typed: box.value, multiLabel });
  const show = () => {
    const holds = multiLabel ? 'A text can have any number of these labels.' : 'Each text gets one label.';
    const how = template === undefined ? plain`` : plain` They are compared with “${template}”.`;
    setPrompt(plain`Labels, separated by commas. ${holds}${how}`);
    box.buttons = [
      multiLabel
        ? { iconPath: new vscode.ThemeIcon('checklist'), tooltip: 'Multi-label: On' }
        : { iconPath: new vscode.ThemeIcon('list-selection'), tooltip: 'Multi-label: Off' },
      ...(template === undefined ? [] : [{ iconPath: new vscode.ThemeIcon('edit'), tooltip: 'Edit the Prompt…' }]),
    ];
  };
  box.value = value;
  box.valueSelection = [0, value.length];
  show();
  const ending = new Promise<Ending>((resolve) => {
    const end = (how: Ending) => {
      resolve(how);
      box.dispose();
    };
    box.onDidTriggerButton((button) => {
      if (button === box.buttons[1]) return end('template');
      multiLabel = !multiLabel;
      show();
    });
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidAccept(() => {
      if (typedLabels(box.value).length > 0) end('accepted');
      else box.validationMessage = 'Give at least one label.';
    });
    box.onDidHide(() => end('hidden'));
  });
  box.show();
  return { ending, state };
}

function askForTemplate(value: string): Thenable<string | undefined> {
  return ask({
    title: 'Classify: which prompt compares the labels?',
    value,
    prompt: '{label} stands for each label in turn, {text} for the text.',
    validateInput: templateProblem,
  });
}

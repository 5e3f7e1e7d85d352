import { pick, type PickItem, ask } from '../../../editor/ui/picks';
import { plain, sentences } from '../../../base/plainText';
import { labelSetsOf, type LabelSet, storedLabelSet } from '../core/labelSet';
import type { ModelDescription } from '../../../protocol/engineApi';
import type { CandidateLabels } from '../../../protocol/labelTemplate';
import { inability } from '../../../protocol/abilities';
import { RequestError } from '../../../protocol/errors';
import { settingIds } from '../../../editor/ids';
import { classificationSettings } from './classificationSettings';
import { askForLabels } from './askForLabels';
import * as vscode from 'vscode';
import { showBriefly, showInformation } from '../../../editor/ui/notifications';

/** Optional argument of the commands, e.g. from a key binding: labels that are used without asking. */
export interface ClassifyArgument {
  readonly labels?: readonly string[];
  /** The name of a set in the settings. */
  readonly labelSet?: string;
  readonly template?: string;
  readonly multiLabel?: boolean;
}

/** Asks for labels: the model's own, a named set, or new ones. What was typed is offered again the next time. */
export class LabelChooser {
  #typed: CandidateLabels | undefined;

  /** The labels; undefined if dismissed. @throws RequestError when the model can compare none, or a set is missing */
  async choose(model: ModelDescription, argument: ClassifyArgument = {}): Promise<LabelSet | undefined> {
    const { labelSets, threshold, template } = classificationSettings();
    const sets = labelSetsOf(labelSets, template);
    if (argument.labelSet !== undefined) return named(sets, argument.labelSet);
    if (Array.isArray(argument.labels)) {
      const labels = argument.labels.map(String);
      const multiLabel = argument.multiLabel === true;
      return {
        name: labels.join(', '),
        own: { labels, template: argument.template ?? template, multiLabel },
        threshold,
      };
    }
    const trained = trainedLabels(model, threshold);
    if (model.zeroShot === undefined) {
      if (trained !== undefined) return trained;
      throw new RequestError(
        sentences(
          inability(model, 'classify'),
          plain`Choose another model in the setting ${settingIds.classifyModel}.`,
        ),
      );
    }
    const choices = [...(trained === undefined ? [] : [trained]), ...sets];
    const usesTemplate = model.zeroShot !== 'gliclass';
    return choices.length === 0 ? this.#newLabels(usesTemplate) : this.#pick(choices, trained, usesTemplate);
  }

  async #pick(
    choices: readonly LabelSet[],
    trained: LabelSet | undefined,
    usesTemplate: boolean,
  ): Promise<LabelSet | undefined> {
    const items: (PickItem & { readonly set?: LabelSet })[] = choices.map((set) => ({
      set,
      icon: set === trained ? 'mortar-board' : 'tag',
      label: set === trained ? 'The model’s own labels' : set.name,
      description: set === trained ? set.name : set.own?.labels.join(', '),
      detail: set.own === undefined ? undefined : describe(set, usesTemplate),
    }));
    items.push({ icon: 'edit', label: 'New labels…' });
    const chosen = await pick(items, {
      title: 'Classify: which labels?',
      placeHolder: 'Sets are saved in the setting deberta.classify.labelSets.',
      matchOnDescription: true,
    });
    return chosen === undefined ? undefined : (chosen.set ?? this.#newLabels(usesTemplate));
  }

  async #newLabels(usesTemplate: boolean): Promise<LabelSet | undefined> {
    const { labels, template, threshold } = classificationSettings();
    const own = await askForLabels(this.#typed ?? { labels, template, multiLabel: false }, usesTemplate);
    if (own === undefined) return undefined;
    this.#typed = own;
    return { name: own.labels.join(', '), own, threshold };
  }
}

function trainedLabels({ heads, labels }: ModelDescription, threshold: number): LabelSet | undefined {
  return heads.includes('classify') ? { name: labels.join(', '), threshold } : undefined;
}

function named(sets: readonly LabelSet[], name: string): LabelSet {
  const set = sets.find((one) => one.name === name);
  if (set !== undefined) return set;
  throw new RequestError(plain`There is no label set “${name}” in the setting ${settingIds.classifyLabelSets}.`);
}

function describe({ own, threshold }: LabelSet, usesTemplate: boolean): string {
  const parts = [
    usesTemplate ? own?.template : undefined,
    own?.multiLabel === true ? 'multi-label' : undefined,
    threshold > 0 ? `at least ${100 * threshold} %` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Asks for a name and where to keep it, and writes a label set into the settings of the user or the workspace. */
export async function saveLabelSet(set: LabelSet | undefined): Promise<void> {
  if (set?.own === undefined) {
    void showInformation(plain`There are no labels to save. Classify with labels of your own first.`);
    return;
  }
  const name = await ask({
    title: 'Name of the label set',
    prompt: set.own.labels.join(', '),
    validateInput: (value) => (value.trim() === '' ? 'Give the set a name.' : undefined),
  });
  if (name === undefined) return;
  const target = await askForTarget();
  if (target === undefined) return;
  const configuration = vscode.workspace.getConfiguration();
  const inspected = configuration.inspect<Record<string, unknown>>(settingIds.classifyLabelSets);
  const isUsers = target === vscode.ConfigurationTarget.Global;
  const present = (isUsers ? inspected?.globalValue : inspected?.workspaceValue) ?? {};
  const sets = { ...present, [name.trim()]: storedLabelSet(set) };
  await configuration.update(settingIds.classifyLabelSets, sets, target);
  showBriefly(plain`Saved “${name.trim()}”`, 'tag');
}

async function askForTarget(): Promise<vscode.ConfigurationTarget | undefined> {
  const { Global, Workspace } = vscode.ConfigurationTarget;
  if (vscode.workspace.workspaceFolders === undefined) return Global;
  const choices = [
    { icon: 'account', label: 'For you', description: 'in all workspaces', target: Global },
    {
      icon: 'root-folder',
      label: 'For this workspace',
      description: 'and everyone who works in it',
      target: Workspace,
    },
  ];
  return (await pick(choices, { title: 'Save the label set where?' }))?.target;
}

import { ask, pick, type PickItem } from '../../../editor/ui/picks';
import { inability } from '../../../protocol/abilities';
import type { ModelDescription } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { typedLabels } from '../../../protocol/labelTemplate';
import { presetNames, presets, presetTitles } from '../core/presets';
import { entitySettings } from './entitySettings';

/** What is looked for: labels for a GLiNER, or those of the model. */
export interface LabelChoice {
  readonly name: string;
  readonly labels?: readonly string[];
}

/** Asks what to look for where the model leaves it to the user. What was typed is offered again the next time. */
export class EntityLabelChooser {
  #typed: readonly string[] | undefined;

  /** Undefined if dismissed. @throws RequestError when the model finds no entities */
  async choose(model: ModelDescription, given?: readonly string[]): Promise<LabelChoice | undefined> {
    if (model.heads.includes('tokens')) return { name: model.name };
    if (!model.heads.includes('gliner')) throw new RequestError(inability(model, 'tokens'));
    const labels = given ?? (await this.#ask());
    return labels && { name: labels.join(', '), labels };
  }

  async #ask(): Promise<readonly string[] | undefined> {
    const own = this.#typed ?? entitySettings().labels;
    const items: (PickItem & { readonly labels?: readonly string[] })[] = presetNames.map((name) => ({
      icon: 'list-tree',
      label: presetTitles[name],
      description: presets[name].join(', '),
      labels: presets[name],
    }));
    if (own.length > 0) items.unshift({ icon: 'tag', label: own.join(', '), labels: own });
    items.push({ icon: 'edit', label: 'New labels…' });
    const chosen = await pick(items, { title: 'Find which entities?', matchOnDescription: true });
    return chosen === undefined ? undefined : (chosen.labels ?? this.#type(own));
  }

  async #type(before: readonly string[]): Promise<readonly string[] | undefined> {
    const typed = await ask({
      title: 'Find which entities?',
      value: before.join(', '),
      prompt: 'Labels in your words, separated by commas, e.g. person, product',
      validateInput: (value) => (typedLabels(value).length === 0 ? 'Give at least one label.' : undefined),
    });
    if (typed === undefined) return undefined;
    return (this.#typed = typedLabels(typed));
  }
}

import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { settingIds } from '../../../editor/ids';
import { inTurn } from '../../../editor/settings';
import { showInformation } from '../../../editor/ui/notifications';
import { pick } from '../../../editor/ui/picks';
import { entityKey } from '../core/entityGroups';
import { ignoring, type IgnoredEntities } from '../core/ignoredEntities';
import { ignoredEverywhere } from './entitySettings';

/** Where a text is ignored: in its file, in this workspace, or everywhere, which is a setting of the user's. */
export type IgnoreWhere = 'here' | 'workspace' | 'everywhere';

const keys = { here: 'ignoredEntitiesByFile', workspace: 'ignoredEntities' };

/**
 * The texts that the user does not want to see as entities. What is ignored in a file or the workspace is kept beside
 * it, not in its settings: names would be passed on with them.
 */
export class IgnoredTexts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #isIgnored: ReturnType<typeof ignoring> | undefined;

  constructor(private readonly state: vscode.Memento) {
    this.#subscription = vscode.workspace.onDidChangeConfiguration(
      (change) => change.affectsConfiguration(settingIds.entitiesIgnored) && this.#change(),
    );
  }

  has(uri: string, text: string): boolean {
    this.#isIgnored ??= ignoring(this.#lists);
    return this.#isIgnored(uri, text);
  }

  async ignore(where: IgnoreWhere, text: string, uri: string): Promise<void> {
    const { here, workspace, everywhere } = this.#lists;
    const added = (texts: readonly string[] = []) => [...texts.filter((one) => !isSame(one, text)), text];
    if (where === 'everywhere') await writeEverywhere(added(everywhere));
    else if (where === 'workspace') await this.state.update(keys.workspace, added(workspace));
    else await this.state.update(keys.here, { ...here, [uri]: added(here[uri]) });
    this.#change();
  }

  /** Lets the user choose what is shown again. */
  async showIgnored(): Promise<void> {
    const { here, workspace, everywhere } = this.#lists;
    const items = [
      ...Object.entries(here).flatMap(([uri, texts]) =>
        texts.map((text) => ({ label: text, description: `in ${nameOf(uri)}`, where: 'here' as const, uri })),
      ),
      ...workspace.map((text) => ({
        label: text,
        description: 'in this workspace',
        where: 'workspace' as const,
        uri: '',
      })),
      ...everywhere.map((text) => ({ label: text, description: 'everywhere', where: 'everywhere' as const, uri: '' })),
    ];
    if (items.length === 0) {
      void showInformation(plain`No entities are ignored.`);
      return;
    }
    const chosen = await pick(items, { title: 'Show which entity again?', matchOnDescription: true });
    if (chosen !== undefined) await this.#stop(chosen.where, chosen.label, chosen.uri);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#subscription.dispose();
  }

  async #stop(where: IgnoreWhere, text: string, uri: string): Promise<void> {
    const { here, workspace, everywhere } = this.#lists;
    const without = (texts: readonly string[] = []) => texts.filter((one) => !isSame(one, text));
    if (where === 'everywhere') await writeEverywhere(without(everywhere));
    else if (where === 'workspace') await this.state.update(keys.workspace, without(workspace));
    else {
      const { [uri]: texts, ...others } = here;
      const left = without(texts);
      await this.state.update(keys.here, left.length === 0 ? others : { ...others, [uri]: left });
    }
    this.#change();
  }

  #change(): void {
    this.#isIgnored = undefined;
    this.#changed.fire();
  }

  get #lists(): IgnoredEntities {
    return {
      here: this.state.get<Readonly<Record<string, readonly string[]>>>(keys.here, {}),
      workspace: this.state.get<readonly string[]>(keys.workspace, []),
      everywhere: ignoredEverywhere(),
    };
  }
}

function isSame(one: string, other: string): boolean {
  return entityKey(one) === entityKey(other);
}

function writeEverywhere(texts: readonly string[]): Promise<void> {
  return inTurn(async () => {
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration().update(settingIds.entitiesIgnored, texts, Global);
  });
}

function nameOf(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}

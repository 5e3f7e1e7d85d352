import * as vscode from 'vscode';
import { editorTasks } from '../../../hub/catalog';
import { choosePrecision } from '../../../hub/precisionGate';
import { commandIds, viewIds } from '../../../editor/ids';
import { activeRows } from './activeRows';
import { catalogRows } from './catalogRows';
import { chooseModel, useModel } from './chooseModel';
import { pickPrecision } from './choosePrecision';
import { downloadModel, measureModel, withRemedies } from './downloadCommands';
import type { ModelTools } from './modelTools';
import { localRows } from './installedRows';
import * as files from './modelFileCommands';
import type { ModelRow } from './modelRow';
import type { NetworkRequests } from './networkRequests';
import { removeToken, setToken } from './hubTokens';
import { linesTooltip } from '../../../editor/ui/markdown';
import { treeItem } from '../../../editor/ui/items';

/** The Models view: three trees in a container of their own, and everything that can be done in them. */
export function registerModels(tools: ModelTools, requests: NetworkRequests): vscode.Disposable[] {
  return [...trees(tools), ...chooserCommands(tools), ...fileCommands(tools), ...hubCommands(tools, requests)];
}

function trees({ library, settings }: ModelTools): vscode.Disposable[] {
  const chosen = {
    choice: settings.modelChoice.bind(settings),
    name: settings.modelName.bind(settings),
    get precision() {
      return settings.precision;
    },
  };
  const usedFor = (id: string) => editorTasks.filter((task) => settings.modelChoice(task).value === id);
  const active = new ModelTree(() => activeRows(chosen, library.installed, library.bundled));
  const local = new ModelTree(() => {
    const { installed, unfinished, activities } = library;
    return localRows({ installed, unfinished, activities, usedFor });
  });
  const known = new ModelTree(() =>
    catalogRows(new Set(library.installed.map(({ id }) => id)), new Set(library.activities.map(({ id }) => id))),
  );
  const all = [active, local, known];
  const localView = vscode.window.createTreeView(viewIds.local, { treeDataProvider: local });
  const views = [
    vscode.window.createTreeView(viewIds.active, { treeDataProvider: active }),
    localView,
    vscode.window.createTreeView(viewIds.catalog, { treeDataProvider: known }),
  ];
  const refresh = () => {
    const count = library.activities.length;
    localView.badge = count > 0 ? { value: count, tooltip: `${count} in progress` } : undefined;
    for (const tree of all) tree.refresh();
  };
  return [
    ...all,
    ...views,
    ...views.map((view) => view.onDidChangeVisibility(({ visible }) => visible && void library.refresh())),
    library.onDidChange(refresh),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('deberta') && refresh()),
  ];
}

/** A command about one model: that of the row, otherwise one that is asked for. */
function aboutModel(tools: ModelTools, title: string, run: (tools: ModelTools, id: string) => unknown) {
  return async (row?: ModelRow) => {
    const id = row?.model ?? (await files.pickModel(tools, title));
    if (id !== undefined) await run(tools, id);
  };
}

function chooserCommands(tools: ModelTools): vscode.Disposable[] {
  const { library, settings } = tools;
  const use = aboutModel(tools, 'Use which model?', async (_, id) =>
    useModel(await library.store.require(id), undefined, settings),
  );
  const precision = aboutModel(tools, 'Precision of which model?', (_, id) => setPrecision(tools, id));
  return [
    vscode.commands.registerCommand(commandIds.chooseModel, async (row?: ModelRow) => {
      await library.refresh();
      await chooseModel(row?.task, library, settings);
    }),
    vscode.commands.registerCommand(commandIds.useModel, use),
    vscode.commands.registerCommand(commandIds.resetModel, (row?: ModelRow) =>
      settings.useModel(row?.task ?? 'fill-mask', ''),
    ),
    vscode.commands.registerCommand(commandIds.choosePrecision, precision),
  ];
}

async function setPrecision(tools: ModelTools, id: string): Promise<void> {
  const { library, settings } = tools;
  const choice = await pickPrecision(await library.store.require(id), settings.precision);
  if (choice === undefined) return;
  await withRemedies(
    tools,
    () => setPrecision(tools, id),
    async () => {
      if (choice !== 'measure') {
        await choosePrecision(library.store, id, choice === 'auto' ? undefined : choice);
        return library.refresh();
      }
      await measureModel(tools, id, true);
      await setPrecision(tools, id);
    },
  );
}

function fileCommands(tools: ModelTools): vscode.Disposable[] {
  const about = (title: string, run: (tools: ModelTools, id: string) => unknown) => aboutModel(tools, title, run);
  return [
    vscode.commands.registerCommand(commandIds.importModel, (file?: unknown) =>
      typeof file === 'string' ? files.importFrom(tools, file) : files.importFiles(tools, 'folder'),
    ),
    vscode.commands.registerCommand(commandIds.importWeights, () => files.importFiles(tools, 'file')),
    vscode.commands.registerCommand(commandIds.exportModel, about('Export which model?', files.exportFiles)),
    vscode.commands.registerCommand(commandIds.verifyModel, about('Verify which model?', files.verifyFiles)),
    vscode.commands.registerCommand(commandIds.removeModel, about('Remove which model?', files.removeFiles)),
    vscode.commands.registerCommand(commandIds.revealModel, about('Reveal which model?', files.reveal)),
    vscode.commands.registerCommand(commandIds.copyModelPath, about('Copy the path of which model?', files.copyPath)),
    vscode.commands.registerCommand(commandIds.openModelCard, about('Card of which model?', files.openCard)),
    vscode.commands.registerCommand(commandIds.openModelPage, about('Page of which model?', files.openPage)),
    vscode.commands.registerCommand(commandIds.cancelModel, (row?: ModelRow) => {
      if (row?.model !== undefined) tools.library.cancel(row.model);
    }),
  ];
}

function hubCommands(tools: ModelTools, requests: NetworkRequests): vscode.Disposable[] {
  const { hub, tokens, library } = tools;
  const focus = () => vscode.commands.executeCommand(`${viewIds.local}.focus`);
  return [
    vscode.commands.registerCommand(commandIds.downloadModel, (row?: ModelRow) =>
      downloadModel(tools, row?.model, row?.revision, row?.task),
    ),
    vscode.commands.registerCommand(
      commandIds.checkUpstream,
      aboutModel(tools, 'Check which model for updates?', files.checkUpstream),
    ),
    vscode.commands.registerCommand(commandIds.setToken, () => setToken(hub, tokens)),
    vscode.commands.registerCommand(commandIds.removeToken, () => removeToken(hub, tokens)),
    vscode.commands.registerCommand(commandIds.showNetworkRequests, () => requests.show()),
    vscode.commands.registerCommand(commandIds.showModels, focus),
    vscode.commands.registerCommand(commandIds.refreshModels, () => library.refresh()),
  ];
}

/** Shows rows as a tree. They are made again at each change; their keys keep what is open and selected. */
class ModelTree implements vscode.TreeDataProvider<ModelRow>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly rows: () => readonly ModelRow[]) {}

  refresh(): void {
    this.#changed.fire();
  }

  getChildren(row?: ModelRow): ModelRow[] {
    return [...(row === undefined ? this.rows() : (row.children ?? []))];
  }

  getTreeItem(row: ModelRow): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const { key, label, description, icon, color, context, tooltip, command, children, isOpen } = row;
    return treeItem({
      id: key,
      label,
      description,
      collapsibleState: children === undefined ? None : isOpen ? Expanded : Collapsed,
      contextValue: context,
      iconPath:
        icon === undefined
          ? undefined
          : new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color)),
      tooltip: tooltip && linesTooltip(tooltip),
      command: command === undefined ? undefined : { command, title: label, arguments: [row] },
      spoken: [label, description].filter(Boolean).join(', '),
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

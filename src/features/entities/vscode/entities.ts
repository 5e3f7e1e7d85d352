import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { choosePlace, type PlaceName } from '../../../editor/chooseScope';
import { commandIds, internalCommands, proseLanguages, settingIds } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { percent } from '../../../editor/percent';
import { FollowEdits } from '../../../editor/results/followEdits';
import { Highlights, type Mark } from '../../../editor/results/highlights';
import type { ResultsView } from '../../../editor/results/resultsView';
import type { ResultLine } from '../../../editor/results/shownResults';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';
import { findFiles, type Source } from '../../../editor/sources';
import { tableTooltip } from '../../../editor/ui/markdown';
import { showInformation } from '../../../editor/ui/notifications';
import { VisibleDiagnostics } from '../../../editor/visibleDiagnostics';
import { withAddresses } from '../../../prose/withAddresses';
import type { EngineApi } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { EntityStore } from '../core/entityStore';
import type { EntityNode, EntityPlace } from '../core/entityTree';
import { entityAnswers } from '../core/findEntities';
import { possibleLabels } from '../core/possibleLabels';
import { EntityLabelChooser } from './chooseEntityLabels';
import { EntityResults } from './entityResults';
import { EntityRun, type EntityRequest } from './entityRun';
import { entitySettings } from './entitySettings';
import { IgnoredTexts, type IgnoreWhere } from './ignoredTexts';
import { PersonalDataCheck } from './personalDataCheck';
import { Replacing, type ReplaceArgument, type RestoreArgument } from './replaceCommands';

/** Optional argument of the commands: what is given is not asked for. */
export interface FindEntitiesArgument {
  readonly scope?: PlaceName;
  readonly folder?: vscode.Uri;
  readonly labels?: readonly string[];
}

interface Parts {
  readonly engine: EngineApi;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
  readonly view: ResultsView;
}

/** Names and personal data in the editor: finding, marking, ignoring and replacing them. */
export class Entities implements vscode.Disposable {
  readonly run: EntityRun;
  readonly #results: EntityResults;
  readonly #ignored: IgnoredTexts;
  readonly #replacing: Replacing;
  readonly #chooser = new EntityLabelChooser();
  readonly #disposables: readonly vscode.Disposable[];

  constructor(
    state: vscode.Memento,
    private readonly parts: Parts,
  ) {
    const { engine, settings, problems, prose, view } = parts;
    const ignored = (this.#ignored = new IgnoredTexts(state));
    const isIgnored = (uri: string, text: string) => ignored.has(uri, text);
    this.run = new EntityRun(engine, prose, new EntityStore());
    this.#results = new EntityResults(this.run, isIgnored);
    view.add(this.#results);
    this.#replacing = new Replacing(engine, prose, isIgnored);
    const followed = {
      run: this.run,
      isOn: () => entitySettings().followEdits,
      answersOf: ({ request }: EntityRequest) => entityAnswers(engine, request),
      adapt: withAddresses,
    };
    const marked = {
      onDidChange: this.run.onDidChange,
      setting: settingIds.entitiesHighlights,
      isOn: () => entitySettings().highlights,
      marksIn: (uri: string) => this.#marksIn(uri),
    };
    const check = new PersonalDataCheck(engine, settings, prose, ignored);
    this.#disposables = [
      ...[this.run, ignored, this.#replacing],
      ...[new Highlights(marked), new FollowEdits(followed, problems, prose), new VisibleDiagnostics(check, problems)],
      ignored.onDidChange(() => this.run.refresh()),
      vscode.languages.registerCodeActionsProvider([...proseLanguages], check, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      ...this.#commands(),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #commands(): vscode.Disposable[] {
    const { registerCommand } = vscode.commands;
    const ignoring = (where: IgnoreWhere) => (line?: ResultLine<EntityNode>) => this.#ignoreLine(where, line?.node);
    return [
      registerCommand(commandIds.findEntities, (argument: FindEntitiesArgument = {}) =>
        this.#start(argument, () => choosePlace(argument, 'Find entities in')),
      ),
      registerCommand(
        commandIds.findEntitiesInFiles,
        (uri: vscode.Uri, uris?: readonly vscode.Uri[], argument: FindEntitiesArgument = {}) =>
          this.#start(argument, () => findFiles(uris ?? [uri])),
      ),
      registerCommand(commandIds.replaceEntities, (argument: FindEntitiesArgument & ReplaceArgument = {}) =>
        this.#told(() => this.#replace(argument)),
      ),
      registerCommand(commandIds.restoreEntities, (argument: RestoreArgument = {}) =>
        this.#told(() => this.#replacing.restore(argument)),
      ),
      registerCommand(commandIds.ignoreEntityHere, ignoring('here')),
      registerCommand(commandIds.ignoreEntityInWorkspace, ignoring('workspace')),
      registerCommand(commandIds.ignoreEntity, ignoring('everywhere')),
      registerCommand(commandIds.showIgnoredEntities, () => this.#told(() => this.#ignored.showIgnored())),
      registerCommand(internalCommands.ignoreEntity, (where: IgnoreWhere, text: string, uri: string) =>
        this.#told(() => this.#ignored.ignore(where, text, uri)),
      ),
    ];
  }

  /** Asks where and for what, and fills the results view. Resolves when the run is over. */
  #start({ labels }: FindEntitiesArgument, sourcesOf: () => Promise<readonly Source[] | undefined>): Promise<void> {
    return this.#told(async () => {
      const { view, problems, settings } = this.parts;
      // Without a model there is nothing to choose.
      await settings.modelFor('entities');
      const sources = await sourcesOf();
      if (sources === undefined) return;
      if (sources.length === 0) {
        void showInformation(plain`There are no text files to read there.`);
        return;
      }
      const request = await this.#request(sources, labels);
      if (request === undefined) return;
      await view.reveal(this.#results);
      await view.whileBusy(() => this.run.start(request));
      problems.clear();
      if (this.run.canceled || this.run.current !== request) return;
      if (this.#results.list.shown === 0) void showInformation(plain`No entities were found there.`);
    });
  }

  async #request(sources: readonly Source[], given?: readonly string[]): Promise<EntityRequest | undefined> {
    const { engine, settings } = this.parts;
    const model = await settings.modelFor('entities');
    const description = await slowProgress(plain`Reading the model`, (signal) => engine.describe(model, { signal }));
    const choice = await this.#chooser.choose(description, given);
    if (choice === undefined) return undefined;
    const threshold = entitySettings().threshold || undefined;
    return {
      ...{ sources, kind: 'paragraph', name: choice.name, modelName: settings.modelName('entities') },
      labels: possibleLabels(description, choice.labels),
      request: { ...model, labels: choice.labels, threshold, aggregation: 'first' },
    };
  }

  async #replace({ labels, ...argument }: FindEntitiesArgument & ReplaceArgument): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) throw new RequestError(plain`Open the document whose entities are to be replaced first.`);
    const request = await this.#request([], labels);
    if (request !== undefined) await this.#replacing.replace(uri, request.request, argument);
  }

  /** What a line is about: an entity wherever it is, or one place of it. */
  async #ignoreLine(where: IgnoreWhere, node: EntityNode | undefined): Promise<void> {
    const places = node?.kind === 'place' ? [node.place] : node?.kind === 'entity' ? node.group.places : [];
    const [first] = places;
    if (first === undefined) return;
    const uris = where === 'here' ? new Set(places.map(({ file }) => file.uri)) : [''];
    for (const uri of uris) await this.#told(() => this.#ignored.ignore(where, first.text, uri));
  }

  #marksIn(uri: string): Mark[] {
    const labels = this.run.current?.labels ?? [];
    return this.#results.list.placesIn(uri).map((place) => ({
      ...{ start: place.start, end: place.end, color: Math.max(0, labels.indexOf(place.label)) },
      hover: () => tableTooltip([[place.label, percent(place.score)]]),
      why: () => this.#results.whyAt(place),
    }));
  }

  async #told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      void this.parts.problems.notify(error);
    }
  }

  /** What the view holds, for tests in a running editor. */
  results(): {
    readonly state: string;
    readonly message: string;
    readonly places: readonly Pick<EntityPlace, 'label' | 'text' | 'score' | 'start' | 'end' | 'line'>[];
    readonly lines: (node?: EntityNode) => readonly EntityNode[];
  } {
    const { list } = this.#results;
    const places = this.run.store.files.flatMap(({ uri }) => list.placesIn(uri));
    return { state: this.run.state, message: this.run.message, places, lines: (node) => list.children(node) };
  }
}

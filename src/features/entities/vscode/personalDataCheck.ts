import * as vscode from 'vscode';
import { Lru } from '../../../base/lru';
import { plain, type PlainText } from '../../../base/plainText';
import { internalCommands, personalDataSource } from '../../../editor/ids';
import { ignoreFixes } from '../../../editor/ignoreFixes';
import { percent } from '../../../editor/percent';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import type { VisibleCheck } from '../../../editor/visibleDiagnostics';
import { documentUnits, unitSource, type MappedUnit } from '../../../prose/documentUnits';
import { withAddresses } from '../../../prose/withAddresses';
import type { EngineApi } from '../../../protocol/engineApi';
import type { Entity } from '../../../protocol/entities';
import type { TextRange } from '../../../protocol/text';
import { entitiesOf, type FindEntities } from '../core/findEntities';
import { presets } from '../core/presets';
import { checkedFiles, entitySettings } from './entitySettings';
import type { IgnoredTexts, IgnoreWhere } from './ignoredTexts';

const rememberedSentences = 2000;

/** Marks personal data in the files of a setting. Each sentence is read once, as long as it stays as it is. */
export class PersonalDataCheck implements VisibleCheck, vscode.CodeActionProvider {
  readonly name = 'deberta.personalData';
  readonly onDidChange: vscode.Event<void>;
  readonly #known = new Lru<string, readonly Entity[]>(rememberedSentences);
  /** The text of what is marked at a place, where markup may stand between its words. */
  readonly #texts = new Lru<string, string>(rememberedSentences);

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly prose: ProseDocuments,
    private readonly ignored: IgnoredTexts,
  ) {
    this.onDidChange = ignored.onDidChange;
  }

  readonly isChecked = (document: vscode.TextDocument) => {
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    return checkedFiles(document).some((glob) => {
      const patterns = folder === undefined ? [glob] : [glob, new vscode.RelativePattern(folder, glob)];
      return patterns.some((pattern) => vscode.languages.match({ pattern }, document) > 0);
    });
  };

  readonly find = async (document: vscode.TextDocument, visible: TextRange, signal: AbortSignal) => {
    const model = await this.settings.chosenModelFor('entities');
    if (model === undefined) return [];
    const { heads } = await this.engine.describe(model, { signal });
    const labels = heads.includes('gliner') ? presets['personal-data'] : undefined;
    const threshold = entitySettings(document).threshold || undefined;
    const request: FindEntities = { ...model, labels, threshold, aggregation: 'first' };
    const units: MappedUnit[] = [];
    for await (const unit of documentUnits(this.prose.read(document), 'sentence', visible))
      units.push(withAddresses(unit));
    const found = await this.#entitiesOf(units, request, signal);
    return units.flatMap((unit) =>
      (found.get(unit.text) ?? []).flatMap((entity) => this.#mark(document, unit, entity)),
    );
  };

  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return ignoreFixes(context, personalDataSource, internalCommands.ignoreEntity, ({ range }) => {
      const text = this.#texts.get(keyOf(document, range)) ?? document.getText(range);
      const fix = (title: PlainText, where: IgnoreWhere) => ({
        title,
        arguments: [where, text, document.uri.toString()],
      });
      return [
        fix(plain`Ignore “${text}” in this file`, 'here'),
        fix(plain`Ignore “${text}” in this workspace`, 'workspace'),
        fix(plain`Ignore “${text}” everywhere`, 'everywhere'),
      ];
    });
  }

  async #entitiesOf(units: readonly MappedUnit[], request: FindEntities, signal: AbortSignal) {
    const found = new Map<string, readonly Entity[]>();
    const keys = (text: string) => JSON.stringify([request, text]);
    for (const { text } of units) {
      const known = this.#known.get(keys(text)) ?? (await this.#ask(text, request, signal));
      this.#known.set(keys(text), known);
      found.set(text, known);
    }
    return found;
  }

  async #ask(text: string, request: FindEntities, signal: AbortSignal): Promise<readonly Entity[]> {
    const texts = [text];
    const [entities] = entitiesOf(await this.engine.findEntities({ ...request, texts }, { signal }), texts);
    return entities!;
  }

  #mark(document: vscode.TextDocument, unit: MappedUnit, { label, score, ...part }: Entity): vscode.Diagnostic[] {
    const text = unit.text.slice(part.start, part.end);
    if (this.ignored.has(document.uri.toString(), text)) return [];
    const range = rangeOf(document, unitSource(unit, part));
    this.#texts.set(keyOf(document, range), text);
    const message = plain`“${text}” may be personal data: ${label}, ${percent(score)}.`;
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Information);
    diagnostic.source = personalDataSource;
    return [diagnostic];
  }
}

function keyOf({ uri }: vscode.TextDocument, { start, end }: vscode.Range): string {
  return `${uri.toString()}#${start.line}:${start.character}-${end.line}:${end.character}`;
}

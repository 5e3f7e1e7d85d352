import { plain } from '../../../base/plainText';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { DocumentRun, fileOf, type DocumentRequest } from '../../../editor/results/documentRun';
import type { RunControl } from '../../../editor/results/run';
import { readSource, type LocatedUnit, type Source } from '../../../editor/sources';
import type { MappedUnit } from '../../../prose/documentUnits';
import type { EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import type { InferenceLabels } from '../../../protocol/inference';
import type { AnswerSource } from '../../../results/knownAnswers';
import { checkedText, type CheckedText, type CheckStore } from '../core/checkStore';
import { askInference, checkUnits } from '../core/checkUnits';
import { isClaim, SourceIndex, type PlacedClaim } from '../core/sourceIndex';
import type { Thresholds } from '../core/verdict';
import type { ChosenSource } from './chooseSource';

/** What is checked, and against what. */
export interface CheckRequest extends DocumentRequest {
  readonly source: ChosenSource;
  readonly model: ModelRequest;
  readonly modelName: string;
  readonly labels: InferenceLabels;
  /** Names of all labels of the model. */
  readonly labelNames: readonly string[];
  readonly thresholds: Thresholds;
}

/** Checks documents into the store. The source is read first, and kept as it is then. */
export class CheckRun extends DocumentRun<CheckRequest, CheckedText> {
  #index = new SourceIndex();
  /** Files of the source that have been read. */
  #read = 0;

  constructor(
    private readonly engine: EngineApi,
    prose: ProseDocuments,
    override readonly store: CheckStore,
  ) {
    super(prose, store);
  }

  get message(): string {
    const files = this.current?.source.files.length ?? 0;
    if (this.state === 'idle' || this.#read === files) return this.messageOf('Checking');
    const head = this.state === 'paused' ? 'Paused reading the source' : 'Reading the source';
    return `${head}: ${this.#read.toLocaleString()} of ${files.toLocaleString()} files…`;
  }

  /** @throws RequestError where the source has no prose, or is the text itself */
  async start(request: CheckRequest): Promise<void> {
    const { model, labels, thresholds } = request;
    this.#read = 0;
    await this.performOnUnits(request, async (units, control) => {
      this.store.judgeBy(thresholds);
      await this.#readSource(request, control);
      const find = (claim: LocatedClaim) => this.#index.find(claim);
      const ask = askInference(this.engine, model, labels);
      for await (const checked of checkUnits(ask, find, claimsOf(units), control)) {
        if (control.signal.aborted) break;
        for (const { unit, ...found } of checked) this.store.put(fileOf(unit.source), checkedText(unit, found));
        this.done(checked.length);
      }
    });
  }

  /** Finds and moves the results of a document's sentences, by the source of the run. */
  answersOf({ model, labels }: CheckRequest, uri: string): AnswerSource<MappedUnit, CheckedText> {
    const ask = askInference(this.engine, model, labels);
    const index = this.#index;
    return {
      async *find(units) {
        const find = (unit: MappedUnit) => index.find({ ...unit, uri });
        for await (const checked of checkUnits(ask, find, units))
          yield checked.map(({ unit, ...found }) => checkedText(unit, found));
      },
      moved: (result, unit) => checkedText(unit, result),
    };
  }

  async #readSource({ source, sources }: CheckRequest, { beforeNext }: RunControl): Promise<void> {
    const index = (this.#index = new SourceIndex(source.isSelection));
    for (const file of source.files) {
      await beforeNext();
      const prose = await readSource(this.prose, file);
      if (typeof prose === 'string') this.store.skip({ name: file.name, why: prose });
      else if (!(await index.add(fileOf(file), prose, file.range)))
        this.store.skip({ name: file.name, why: 'the source has more text than can be searched' });
      this.#read++;
      this.changed();
    }
    requireOther(index, source, sources);
  }
}

function requireOther(index: SourceIndex, { name }: ChosenSource, texts: readonly Source[]): void {
  if (index.passages === 0) throw new RequestError(plain`The source, ${name}, has no text. Choose another one.`);
  if (texts.some(({ uri }) => index.isOnly(uri.toString())))
    throw new RequestError(plain`${name} cannot be its own source. Choose another one.`);
}

type LocatedClaim = LocatedUnit & PlacedClaim;

async function* claimsOf(units: AsyncGenerator<LocatedUnit>): AsyncGenerator<LocatedClaim> {
  for await (const unit of units) if (isClaim(unit)) yield { ...unit, uri: unit.source.uri.toString() };
}

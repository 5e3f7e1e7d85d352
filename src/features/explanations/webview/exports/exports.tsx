import { visible } from '../../../../base/plainText';
import { jsonText } from '../../../../base/serialize';
import { attentionTerms } from '../../../../protocol/attentionTrace';
import type { Explanation } from '../../../../protocol/explanations';
import { ExportMenu, type Exports } from '../../../../page/exportMenu';
import { csvOf, type Subject } from '../../../../page/numberTable';
import { svgFile } from '../../../../page/pictureFile';
import { escaped, numbersScript, reportPage } from '../../../../page/reportPage';
import { theme } from '../../../../page/theme';
import { textsOf } from '../../core/editAnswer';
import { bySize, completenessOf } from '../../core/summary';
import type { Question } from '../../core/viewMessages';
import type { ExplanationStore } from '../state/explanationStore';
import { applicationNames, headRows } from '../state/headRows';
import { baselineTexts, measureTexts, methodTexts, questionText } from '../state/texts';
import { CurvePicture } from '../views/curvesView';
import { HeadsPicture } from '../views/headsView';
import { ContributionPicture } from './contributionPicture';

/** Takes away the explanation, as a picture or numbers. */
export function ExplanationExports({ store }: { readonly store: ExplanationStore }) {
  const explanation = store.explanation.value;
  const { question } = store.state.value;
  return (
    <ExportMenu
      disabled={explanation === undefined}
      exports={() => (explanation && question ? [exportsOf(store, explanation, question)] : [])}
      save={(name, content) => store.save(name, content)}
      announce={(text) => (store.announcement.value = text)}
    />
  );
}

function exportsOf(store: ExplanationStore, explanation: Explanation, question: Question): Exports {
  const subject = subjectOf(question, explanation);
  const look = theme.peek();
  const picture = () => svgFile(<ContributionPicture explanation={explanation} of={question.of} look={look} />, look);
  const json = () => jsonOf(subject, explanation, store);
  return {
    name: 'explanation',
    svg: picture,
    csv: () => csvOf(subject, wordTable(explanation)),
    json,
    html: () => report(store, explanation, question, [picture()]),
  };
}

/** What was explained, and how its contributions add up. */
export function subjectOf(question: Question, explanation: Explanation): Subject {
  const { answer, against, measure, method, baseline, value, baselineValue, residual } = explanation;
  return [
    ['model', question.modelName],
    ...textsOf(question.of).map(
      (text, index, { length }) => [length > 1 ? `text ${'AB'[index]}` : 'text', text] as const,
    ),
    ['answer', answer],
    ['compared with', against ?? 'all others'],
    ['method', methodTexts[method].name],
    ['baseline', baselineTexts[baseline]],
    [measureTexts[measure], `${value}`],
    ['at the baseline', `${baselineValue}`],
    ['sum of contributions', `${completenessOf(explanation).sum}`],
    ['residual', `${residual}`],
  ];
}

/** The words in the order of the text. */
export function wordTable({ words }: Explanation) {
  return {
    names: ['word', 'text', 'start', 'end', 'contribution'],
    rows: words.map(({ text, sequence, start, end, contribution }) => [
      text,
      'AB'[sequence] ?? '',
      start,
      end,
      contribution,
    ]),
  };
}

function jsonOf(subject: Subject, { terms, ...explanation }: Explanation, store: ExplanationStore): string {
  const through = terms && {
    ...terms.totals,
    heads: headRows(terms).map(({ application, head, values }) => ({
      ...{ application, layer: terms.layers[application], head },
      ...Object.fromEntries(attentionTerms.map((term, index) => [term, values[index]])),
    })),
  };
  return jsonText({
    ...Object.fromEntries(subject.filter(([name]) => name === 'model' || name.startsWith('text'))),
    ...explanation,
    terms: through,
    faithfulness: store.faithfulness.peek(),
    layers: store.layers.peek(),
    tried: store.state.peek().tried,
  });
}

function report(
  store: ExplanationStore,
  explanation: Explanation,
  question: Question,
  [picture = '']: readonly string[],
): string {
  const look = theme.peek();
  const subject = subjectOf(question, explanation);
  const { terms } = explanation;
  const found = store.faithfulness.peek();
  const heads = terms && (
    <HeadsPicture rows={headRows(terms)} names={applicationNames(terms.layers)} heads={terms.heads} look={look} />
  );
  const rows = bySize(explanation.words).map((word) => {
    const { text, contribution } = explanation.words[word]!;
    return `<tr><td>${escaped(visible(text))}</td><td>${contribution.toFixed(4)}</td></tr>`;
  });
  const curves = found
    ? (['deletion', 'insertion'] as const).map((kind) => svgFile(<CurvePicture {...{ found, kind, look }} />, look))
    : [];
  const section = (title: string, content: string) => `<h2>${title}</h2>\n<div class="picture">${content}</div>`;
  const body = [
    `<p>${escaped(questionText(question.of, explanation))}</p>`,
    `<dl>${subject.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`,
    `<p class="note">${escaped(methodTexts[explanation.method].explanation)}</p>`,
    section('Contributions', picture),
    `<table>${rows.join('')}</table>`,
    ...(curves.length > 0 ? [section('Taking words out and putting them in', curves.join('\n'))] : []),
    ...(heads ? [section('Through the terms of attention', svgFile(heads, look))] : []),
    numbersScript(jsonOf(subject, explanation, store)),
  ];
  return reportPage('Explanation', body.join('\n'), look);
}

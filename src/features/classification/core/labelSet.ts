import { messageOf } from '../../../protocol/errors';
import { defaultTemplate, parseTemplate, type CandidateLabels } from '../../../protocol/labelTemplate';

/** With what texts are compared. */
export interface LabelSet {
  readonly name: string;
  /** Absent: the labels that the model was trained on. */
  readonly own?: CandidateLabels;
  /** A label whose score is below does not hold; 0 where the best label holds whatever its score. */
  readonly threshold: number;
}

/** Why the engine would refuse a template that is typed; undefined for one that it takes. */
export function templateProblem(template: string): string | undefined {
  try {
    parseTemplate(template);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The label sets in a setting: name → `{labels, template?, multiLabel?, threshold?}`. Malformed parts are left out. */
export function labelSetsOf(setting: unknown, template = defaultTemplate): LabelSet[] {
  if (typeof setting !== 'object' || setting === null) return [];
  return Object.entries(setting).flatMap(([name, value]) => labelSetOf(name, value, template) ?? []);
}

export function storedLabelSet({ own, threshold }: LabelSet): Record<string, unknown> {
  return { ...own, ...(threshold > 0 ? { threshold } : undefined) };
}

function labelSetOf(name: string, value: unknown, fallback: string): LabelSet | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { labels, template, multiLabel, threshold } = value as Record<string, unknown>;
  if (!Array.isArray(labels)) return undefined;
  const texts = [...new Set(labels.map((label) => String(label).trim()))].filter((label) => label !== '');
  if (texts.length === 0) return undefined;
  const own = {
    labels: texts,
    template: typeof template === 'string' && template !== '' ? template : fallback,
    multiLabel: multiLabel === true,
  };
  const isShare = typeof threshold === 'number' && threshold >= 0 && threshold <= 1;
  return { name, own, threshold: isShare ? threshold : 0 };
}

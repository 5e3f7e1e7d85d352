/** Formats with what a person calls them and their files' extension. */
export const tableFormats = {
  csv: { title: 'CSV', extension: 'csv' },
  json: { title: 'JSON', extension: 'json' },
  markdown: { title: 'Markdown', extension: 'md' },
} as const;

export type TableFormat = keyof typeof tableFormats;

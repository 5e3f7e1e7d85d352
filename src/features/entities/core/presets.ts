/** Labels for a GLiNER by what is looked for. Those of personal data are the ones that its models for it name. */
export const presets = {
  people: ['person', 'organization', 'city', 'country', 'location'],
  'personal-data': [
    ...['person', 'organization', 'address', 'email', 'phone number', 'date of birth', 'username', 'ip address'],
    ...['passport number', 'identity card number', 'social security number', "driver's license number"],
    ...['tax identification number', 'credit card number', 'bank account number', 'iban'],
    ...['health insurance id number', 'medical condition', 'medication'],
  ],
  products: ['product', 'brand', 'company', 'software', 'price'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Preset = keyof typeof presets;

export const presetNames = Object.keys(presets) as Preset[];

export const presetTitles: Readonly<Record<Preset, string>> = {
  people: 'People and places',
  'personal-data': 'Personal data',
  products: 'Products',
};

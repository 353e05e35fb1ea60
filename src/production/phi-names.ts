/** Words in names of tables, columns, keys and options that speak for PHI, and how strongly (1 to 3). */
const words: readonly (readonly [RegExp, number])[] = [
  [
    /(^|_)(ssn|social_security|mrn|medical|patient|diagnos\w*|icd\w*|rx|prescri\w*|medicat\w*|drug|dose|dosage|allerg\w*|symptom\w*|condition|treatment|clinic\w*|health|insur\w*|policy_?(no|number)|medicare|medicaid|npi|dea|pharmac\w*|lab_?results?|blood|pregnan\w*|disab\w*|biometric\w*|hipaa|consult\w*|physician|doctor|prescriber)(_|$)/u,
    3,
  ],
  [/(^|_)(dob|birth\w*|date_of_birth|bday)(_|$)/u, 3],
  [
    /(^|_)(e_?mail|phone|mobile|fax|first_?name|last_?name|full_?name|surname|address\w*|street|postcode|zip|city|gender|sex|weight|height|age|passport|licen[cs]e_?(no|number)|driver\w*|ip|ip_address|user_agent|signature|photo|note|notes|comment|message|answers?|entry|entries|submission\w*|form_data|questionnaire|intake)(_|$)/u,
    2,
  ],
];

/** 0 to 3: how much a name speaks for PHI. `camelCase` and hyphens are read as words. */
export function nameScore(name: string): number {
  const plain = name
    .replace(/([a-z])([A-Z])/gu, '$1_$2')
    .replace(/[^A-Za-z0-9]+/gu, '_')
    .toLowerCase();
  return Math.max(0, ...words.map(([pattern, weight]) => (pattern.test(plain) ? weight : 0)));
}

/** A key's name as it may be shown: some plugins put a record's id, or a person's address, into it. */
export function printableName(name: string): string {
  return name
    .replace(/[^\s@]+@[^\s@]+/gu, '(an address)')
    .replace(/[0-9a-f]{16,}/giu, '#')
    .replace(/\d{3,}/gu, '#')
    .slice(0, 80);
}

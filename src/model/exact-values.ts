/** How every connection to a database is opened: values as they are (see `Row`), and one statement at a time. */
export const exactValues = {
  charset: 'utf8mb4',
  supportBigNumbers: true,
  bigNumberStrings: true,
  dateStrings: true,
  decimalNumbers: false,
  jsonStrings: true,
  multipleStatements: false,
} as const;

import { errorTable, exitCodes, exitMeanings } from '../../src/model/errors.ts';
import { code, heading, paragraph, table, type Block } from '../../src/model/markdown.ts';

/** The exit codes of every command, and every error code with what to do next. */
export function exitCodePage(): readonly Block[] {
  const codes = Object.entries(exitCodes).map(([name, value]) => [String(value), exitMeanings[name as keyof typeof exitCodes]]);
  const errors = Object.entries(errorTable).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    heading(1, 'Exit codes and errors'),
    paragraph('Treat any other non-zero code as a failure.'),
    table([['Exit code', 'Meaning'], ...codes]),
    heading(2, 'Errors'),
    paragraph('An error says what and where on its first line, then what to do next; where nothing better is known, that is the hint below.'),
    table([['Code', 'Exit', 'What to do next'], ...errors.map(([name, { exit, hint }]) => [[code(name)], String(exit), hint])]),
  ];
}

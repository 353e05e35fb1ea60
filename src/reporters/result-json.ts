import type { Reporter } from './reporter.ts';

/** The dataset itself, in the form of the published schema. */
export const resultJson: Reporter = {
  kind: 'json',
  title: 'The result as data',
  file: 'result.json',
  render: (result) => Buffer.from(`${JSON.stringify(result, null, 2)}\n`),
};

import type { Format } from './format.ts';
import { inspectStreams, streamParts } from './streams.ts';

/** Archives of a site's files, without a database. */
export const files: Format = {
  kind: 'files',
  title: 'archives of files',
  async recognise(survey) {
    const parts = await streamParts(survey);
    return parts.length > 0 && parts.every(({ content }) => content.kind === 'archive')
      ? { format: 'files', title: 'archives of files, without a database', parts }
      : null;
  },
  inspect: inspectStreams,
};

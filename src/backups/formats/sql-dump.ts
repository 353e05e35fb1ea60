import { DrillError } from '../../model/errors.ts';
import type { Format } from './format.ts';
import { inspectStreams, streamParts } from './streams.ts';

/** One dump of mariadb-dump, mysqldump, `wp db export` or another tool, with or without archives of files beside it. */
export const sqlDump: Format = {
  kind: 'mariadb-dump',
  title: 'SQL dump',
  async recognise(survey) {
    const parts = await streamParts(survey);
    const dumps = parts.filter(({ content }) => content.kind === 'sql');
    if (dumps.length === 0) return null;
    if (dumps.length > 1)
      throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} holds ${dumps.length} database dumps: a set has one.`, {
        hint: 'Name the folder or the file of one set, or check them all with --series.',
      });
    const by = dumps[0]?.content.kind === 'sql' ? dumps[0].content.by : 'other';
    return { format: 'mariadb-dump', title: `SQL dump of ${by === 'other' ? 'an unnamed tool' : by}`, parts };
  },
  inspect: inspectStreams,
};

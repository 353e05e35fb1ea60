import { DrillError } from '../../model/errors.ts';
import type { Format } from './format.ts';
import { inspectStreams, streamParts } from './streams.ts';

/** What `mariadb-dump --dir` writes, in a tar: rows tab-separated, as Muster's own procedure `tables-age` packs them. */
export const mariadbDir: Format = {
  kind: 'mariadb-dir',
  title: 'parallel dump of mariadb-dump --dir',
  async recognise(survey) {
    const parts = await streamParts(survey);
    if (!parts.some(({ content }) => content.kind === 'mariadb-dir')) return null;
    const databases = parts.filter(({ content }) => content.kind === 'mariadb-dir' || content.kind === 'sql').length;
    if (databases > 1)
      throw new DrillError('BACKUP_UNKNOWN', `${survey.source.title} holds ${databases} database dumps: a set has one.`, {
        hint: 'Name the folder or the file of one set, or check them all with --series.',
      });
    return { format: 'mariadb-dir', title: 'parallel dump of mariadb-dump --dir', parts };
  },
  inspect: inspectStreams,
};

import type { PartContent } from '../../model/backup-source.ts';
import type { PartFacts } from '../facts.ts';
import type { Database, SqlEnd } from './database.ts';

type Tool = Extract<PartContent, { kind: 'sql' }>['by'];

/** How each dump tool says that it came to its end. */
export function sqlEnd(by: Tool, end: SqlEnd, database: Database): PartFacts['end'] {
  if (!end.closed) return { state: 'cut', text: 'the last statement is cut' };
  switch (by) {
    case 'mariadb-dump':
    case 'mysqldump':
      return end.lastComment.startsWith('-- Dump completed')
        ? { state: 'whole', text: `ends with ${by}'s "-- Dump completed"` }
        : { state: 'cut', text: `${by}'s last line, "-- Dump completed", is missing` };
    case 'updraftplus':
      return updraftEnd(end, database);
    case 'other':
      return end.lastComment.startsWith('-- Dump completed')
        ? { state: 'whole', text: 'ends with "-- Dump completed"' }
        : { state: 'unknown', text: 'the tool that wrote it leaves no mark at its end: whether something is missing cannot be told from it' };
  }
}

/** UpdraftPlus closes every table with a comment, and the whole by putting the connection's settings back. */
function updraftEnd({ restoresSettings }: SqlEnd, { tables, ended }: Database): PartFacts['end'] {
  const open = [...tables].filter(([name, { created }]) => created && !ended.has(name)).map(([name]) => name);
  if (open.length > 0) return { state: 'cut', text: `UpdraftPlus' end of the table ${open[0] ?? ''} is missing` };
  return restoresSettings
    ? { state: 'whole', text: 'ends with every table closed and the settings put back, as UpdraftPlus ends' }
    : { state: 'cut', text: "UpdraftPlus' last line, which puts the connection's settings back, is missing" };
}

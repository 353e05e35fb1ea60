import { files } from './files.ts';
import type { Format } from './format.ts';
import { mariabackup } from './mariabackup.ts';
import { mariadbDir } from './mariadb-dir.ts';
import { mydumper } from './mydumper.ts';
import { restic } from './restic.ts';
import { sqlDump } from './sql-dump.ts';
import { updraftplus } from './updraftplus.ts';

/** In the order in which a set is compared with them: layouts of folders before single streams. */
export const formats: readonly Format[] = [restic, mydumper, mariabackup, updraftplus, mariadbDir, sqlDump, files];

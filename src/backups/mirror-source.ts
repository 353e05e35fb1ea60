import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import type { BackupSet } from '../model/ports/backups.ts';
import type { Containers } from '../model/ports/containers.ts';
import { backupFolder } from './procedures/procedure.ts';

/** A set as it lies in the mirror's backups volume, read through the toolbox: the bytes that a runbook restores. */
export function mirrorSource(containers: Containers, set: Pick<BackupSet, 'name'>): BackupSource {
  const folder = `${backupFolder}/${set.name}`;
  return {
    title: set.name,
    async list() {
      const done = await containers.exec('toolbox', ['find', folder, '-type', 'f', '-printf', '%s %P\\n']);
      if (done.code !== 0) throw unreadable(set.name);
      const lines = done.stdout.toString('utf8').split('\n');
      const files = lines.flatMap((line): readonly SourceFile[] => {
        const [bytes = '', path = ''] = line.split(/ (.*)/u);
        return path === '' ? [] : [{ path, bytes: Number(bytes) }];
      });
      return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    read(path, { start = 0, end } = {}) {
      const most = end === undefined ? '-0' : String(Math.max(0, end - start));
      const argv =
        start === 0 && end === undefined
          ? ['cat', '--', `${folder}/${path}`]
          : ['sh', '-c', 'tail -c "+$1" -- "$3" | head -c "$2"', 'sh', String(start + 1), most, `${folder}/${path}`];
      return streamOf(containers, argv, set.name);
    },
  };
}

/** A command's output; fails when it ended with anything but 0, unless its reader had enough before. */
function streamOf(containers: Containers, argv: readonly string[], name: string): Readable {
  const out = new PassThrough();
  void (async () => {
    const { stdout, ended } = await containers.execStream('toolbox', argv);
    ended.catch(() => undefined);
    await pipeline(stdout, out, { end: false });
    if ((await ended).code !== 0) throw unreadable(name);
    out.end();
  })().catch((error: unknown) => out.destroy(error instanceof Error ? error : unreadable(name)));
  return out;
}

function unreadable(name: string): DrillError {
  return new DrillError('BACKUP_UNREADABLE', `The backup set ${name} cannot be read where it lies.`);
}

import type { BackupSource, SourceFile } from '../../model/backup-source.ts';
import type { FetcherBox } from '../../stack/fetcher-box.ts';
import { boxTool } from './box-tool.ts';

/** A set as it was copied into the run's backups volume, read through the fetcher: the bytes that the drill restores. */
export function copiedSource(
  box: FetcherBox,
  { name, source, files }: { readonly name: string; readonly source: BackupSource; readonly files: readonly SourceFile[] },
): BackupSource {
  const tool = boxTool(box, {});
  return {
    ...source,
    list: async () => files,
    read(path, { start = 0, end } = {}) {
      const file = `/backups/${name}/${path}`;
      if (start === 0 && end === undefined) return tool.stream(['cat', '--', file]);
      const most = end === undefined ? '-0' : String(Math.max(0, end - start));
      return tool.stream(['sh', '-c', 'tail -c "+$1" -- "$3" | head -c "$2"', 'sh', String(start + 1), most, file]);
    },
  };
}

import type { BackupSource, SourceFile } from '../model/backup-source.ts';
import { DrillError } from '../model/errors.ts';
import { linesOf, type Tool } from './tool.ts';
import type { Where } from './where.ts';

/** Files of an rclone remote: S3, SFTP, WebDAV and whatever else the user's rclone.conf names. */
export function rcloneSource({ remote, title }: Extract<Where, { kind: 'rclone' }>, tool: Tool): BackupSource {
  const at = (path: string): string => (/[:/]$/u.test(remote) ? remote + path : `${remote}/${path}`);
  return {
    title,
    async list(signal) {
      signal.throwIfAborted();
      const text = (await linesOf(tool.stream(['rclone', 'lsjson', '--recursive', '--files-only', '--no-modtime', '--no-mimetype', remote]))).join('\n');
      return filesOf(text).toSorted((left, right) => (left.path < right.path ? -1 : 1));
    },
    read(path, { start = 0, end } = {}) {
      const range = [...(start > 0 ? ['--offset', String(start)] : []), ...(end === undefined ? [] : ['--count', String(Math.max(0, end - start))])];
      return tool.stream(['rclone', 'cat', ...range, at(path)]);
    },
  };
}

function filesOf(text: string): readonly SourceFile[] {
  let listed: unknown;
  try {
    listed = JSON.parse(text);
  } catch (cause) {
    throw new DrillError('BACKUP_UNREADABLE', 'rclone did not list the remote as JSON.', { cause });
  }
  return (Array.isArray(listed) ? listed : []).flatMap((one: unknown) => {
    const fields = new Map<string, unknown>(Object.entries(one ?? {}));
    const [path, size] = [fields.get('Path'), fields.get('Size')];
    return typeof path === 'string' && typeof size === 'number' && size >= 0 ? [{ path, bytes: size }] : [];
  });
}

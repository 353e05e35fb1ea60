import { folderSource } from '../../fetcher/folder.ts';
import { rcloneSource } from '../../fetcher/rclone.ts';
import { resticSource } from '../../fetcher/restic.ts';
import { hostTool } from '../../fetcher/tool.ts';
import type { Where } from '../../fetcher/where.ts';
import type { BackupSource } from '../../model/backup-source.ts';
import { DrillError } from '../../model/errors.ts';
import type { FetcherBox } from '../../stack/fetcher-box.ts';
import { boxTool } from './box-tool.ts';

/** Settings of rclone, restic and the stores behind them that a container needs; whatever else the host knows stays there. */
const passedOn = /^(RCLONE|RESTIC|AWS|B2|AZURE|GOOGLE|OS|ST|SWIFT)_[A-Z0-9_]+$/u;

export interface SourceRequest {
  readonly where: Where;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resticPassword: string | null;
  readonly box: FetcherBox;
  readonly signal: AbortSignal;
}

/** True when the place is reached by a program that this host lacks: then the fetcher's container needs a network. */
export async function needsBoxTool({ where, env, signal }: Pick<SourceRequest, 'where' | 'env' | 'signal'>): Promise<boolean> {
  return where.kind !== 'folder' && (await hostTool(where.kind, toolEnv(where, env, null), signal)) === null;
}

/** The place as a source, through a program of this host or else of the fetcher's container. */
export async function openSource(request: SourceRequest): Promise<BackupSource> {
  const { where, env, resticPassword, box, signal } = request;
  if (where.kind === 'folder') return folderSource(where.path, where.title);
  const settings = toolEnv(where, env, resticPassword);
  const tool = (await hostTool(where.kind, settings, signal)) ?? boxTool(box, settings);
  if (where.kind === 'rclone') return rcloneSource(where, tool);
  if (resticPassword === null && !('RESTIC_PASSWORD_FILE' in settings) && !('RESTIC_PASSWORD_COMMAND' in settings) && !('RESTIC_PASSWORD' in settings))
    throw new DrillError('RESTORE_REFUSED', 'The restic repository needs its password: name restic-password under escrow.keys in stack.yaml.');
  return resticSource(where, tool);
}

function toolEnv(where: Where, env: SourceRequest['env'], resticPassword: string | null): Record<string, string> {
  const passed = Object.entries(env).flatMap(([name, value]): [string, string][] => (passedOn.test(name) && value !== undefined ? [[name, value]] : []));
  return {
    ...Object.fromEntries(passed),
    ...(where.kind === 'restic' ? { RESTIC_REPOSITORY: where.repository } : {}),
    ...(where.kind === 'restic' && resticPassword !== null ? { RESTIC_PASSWORD: resticPassword } : {}),
  };
}

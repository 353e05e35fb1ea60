import { toolOver, type Tool } from '../../fetcher/tool.ts';
import type { FetcherBox } from '../../stack/fetcher-box.ts';

const hour = 3_600_000;

/** Programs of the fetcher's container, as those of this host. */
export function boxTool(box: FetcherBox, settings: Readonly<Record<string, string>>): Tool {
  const env = { ...settings, HOME: '/tmp', XDG_CACHE_HOME: '/tmp', RCLONE_CONFIG: '/run/muster/rclone.conf' };
  return toolOver(async (argv) => {
    const { stdout, ended, stop } = await box.execStream(argv, { env, timeoutMs: 12 * hour });
    ended.catch(() => undefined);
    return { stdout, code: ended.then(({ code }) => code), stop: () => void stop().catch(() => undefined) };
  });
}

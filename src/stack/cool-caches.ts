import { DrillError } from '../model/errors.ts';
import { redisCli } from './cache-config.ts';
import type { Stack } from './stack.ts';

/** Where nginx keeps pages. Emptied below WordPress, which need not work for it. */
const emptyPages = ['find', '/var/cache/nginx/pages', '-type', 'f', '-delete'];

/**
 * Empties Redis and nginx's page cache where the mirror has them; touches nothing else.
 * @throws {DrillError} UNREACHABLE when a service does not run, COMMAND_FAILED when it refuses.
 */
export async function coolCaches({ containers, spec: { variant } }: Pick<Stack, 'containers' | 'spec'>): Promise<void> {
  const jobs: Promise<void>[] = [];
  const must = async (service: 'web' | 'cache', argv: readonly string[]): Promise<void> => {
    const { code } = await containers.exec(service, argv);
    if (code !== 0) throw new DrillError('COMMAND_FAILED', `${service}: the cache could not be emptied (exit ${code})`);
  };
  if (variant.objectCache) jobs.push(must('cache', redisCli('FLUSHALL')));
  if (variant.pageCache !== null) jobs.push(must('web', emptyPages));
  await Promise.all(jobs);
}

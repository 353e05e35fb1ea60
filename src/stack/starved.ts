import type { Containers } from '../model/ports/containers.ts';
import type { ServiceName } from '../model/reading.ts';

/** Version 2 of control groups, and version 1: both have a line `oom_kill N`. */
const script = 'cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null || true';

/**
 * How many processes of each service the kernel ended since its container started, because the container's memory was
 * used up; services without any are left out. A worker ended so breaks off in the middle of an answer, which looks like a
 * shop that fails. Knows nothing of containers that are gone, nor of engines that hide their control groups.
 */
export async function starved({
  containers,
}: {
  readonly containers: Containers;
}): Promise<readonly { readonly service: ServiceName; readonly ended: number }[]> {
  const found: { readonly service: ServiceName; readonly ended: number }[] = [];
  for (const service of ['web', 'db', 'toolbox'] as const) {
    const done = await containers.exec(service, ['sh', '-c', script]).catch(() => null);
    const ended = Number(/^oom_kill (\d+)$/mu.exec(done?.stdout.toString('utf8') ?? '')?.[1] ?? 0);
    if (ended > 0) found.push({ service, ended });
  }
  return found;
}

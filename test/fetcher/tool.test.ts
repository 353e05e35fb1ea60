import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { toolOver } from '../../src/fetcher/tool.ts';

it('a command that is broken off may end as it will: nobody waits for its exit code', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    const code = Promise.withResolvers<number>();
    const tool = toolOver(() => ({
      stdout: (async function* () {
        for (;;) yield Buffer.from('more');
      })(),
      code: code.promise,
      stop: () => code.reject(new Error('Premature close')),
    }));
    for await (const chunk of tool.stream(['restic', 'dump'])) {
      expect(String(chunk)).toContain('more');
      break;
    }
    await sleep(20);
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
  }
});

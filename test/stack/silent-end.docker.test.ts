import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { raise, testBed } from './fixtures/mirror.ts';

it('ends a statement whose server ended without closing its connections', async () => {
  const bed = await testBed();
  await using stack = await raise(bed);
  const { network, container } = stack.spec.names;
  await stack.database.query('SELECT 1');
  const statement = stack.database.query('SELECT SLEEP(600)').then(
    () => null,
    (error: unknown) => error,
  );
  await sleep(1_000);
  // Off the network first: not even the kernel can say goodbye.
  await bed.engine.docker.getNetwork(network).disconnect({ Container: container('db'), Force: true });
  await bed.engine.docker.getContainer(container('db')).kill();
  const stillWaiting = sleep(30_000, 'still waiting', { ref: false });
  expect(await Promise.race([statement, stillWaiting])).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining('the server ended') as string });
});

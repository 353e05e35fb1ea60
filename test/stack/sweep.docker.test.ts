import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateOf } from '../../src/stack/containers.ts';
import { namesOf } from '../../src/stack/names.ts';
import { newRunId } from '../../src/stack/stack.ts';
import { sweep } from '../../src/stack/sweep.ts';
import { namesOfRun, raise, testBed } from './fixtures/mirror.ts';

const { signal } = new AbortController();
const near = `muster-${newRunId()}-near`;
let bed: Awaited<ReturnType<typeof testBed>>;
beforeAll(async () => {
  bed = await testBed();
  await bed.engine.docker.createVolume({ Name: near, Labels: { 'muster.runner': 'x', muster: 'run' } });
  await bed.engine.docker.createNetwork({ Name: near, Internal: true, Labels: { 'muster.run': '' } });
});
afterAll(async () => {
  await bed.engine.docker.getVolume(near).remove();
  await bed.engine.docker.getNetwork(near).remove();
});

async function holdLease(runId: string): Promise<ReturnType<typeof spawn>> {
  const child = spawn(process.execPath, [new URL('./fixtures/hold-lease.ts', import.meta.url).pathname, runId], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => resolve());
    child.on('exit', () => reject(new Error('the holder ended before it raised its mirror')));
  });
  return child;
}

describe('sweeping', () => {
  it('removes what a killed Muster left, whose lease ends within a second, and nothing else', async () => {
    await using alive = await raise(bed);
    const runId = newRunId();
    const holder = await holdLease(runId);
    expect((await sweep(bed.engine, { all: false, signal })).alive).toContain(runId);
    holder.kill('SIGKILL');
    await sleep(1_000);
    expect(await stateOf(bed.engine, namesOf(runId, false).container('toolbox'))).toMatchObject({ Running: false });
    const report = await sweep(bed.engine, { all: false, signal });
    expect(report.removed.filter((object) => object.name.includes(runId))).toHaveLength(11);
    expect(report.leftovers).toEqual([]);
    expect(await namesOfRun(bed.engine, runId)).toEqual([]);
    expect(report.alive).toContain(alive.runId);
    expect(await alive.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await bed.engine.docker.getVolume(near).inspect();
    await bed.engine.docker.getNetwork(near).inspect();
  });

  it('says that the lease is lost when toolbox dies under a live Muster', async () => {
    const stack = await raise(bed);
    await bed.engine.docker.getContainer(stack.spec.names.container('toolbox')).kill();
    await stack.lost;
    await expect(stack.database.query('SELECT 1')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect((await stack.stop()).leftovers).toEqual([]);
  });

  it('gives a run that is just starting its time', async () => {
    const runId = newRunId();
    await bed.engine.docker.createVolume({ Name: `muster-${runId}-database`, Labels: { 'muster.run': runId } });
    const began = performance.now();
    const report = await sweep(bed.engine, { all: false, signal });
    expect(performance.now() - began).toBeGreaterThan(7_000);
    expect(report.removed.map((object) => object.name)).toContain(`muster-${runId}-database`);
  });
});

import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAbort } from '../../src/model/errors.ts';
import { checkHealth } from '../../src/stack/health.ts';
import { newRunId } from '../../src/stack/stack.ts';
import type { Stack } from '../../src/stack/stack.ts';
import { namesOfRun, raise, testBed } from './fixtures/mirror.ts';

const clock = { now: () => '', monotonicMs: () => performance.now() };
let bed: Awaited<ReturnType<typeof testBed>>;
let stack: Stack;
beforeAll(async () => {
  bed = await testBed();
  stack = await raise(bed);
});
afterAll(async () => {
  await stack.stop();
});

describe('a mirror', () => {
  it('climbs the health ladder', async () => {
    const rungs = await checkHealth(stack, clock);
    expect(rungs.map(({ service, rung, holds }) => `${service} ${rung} ${holds}`)).toEqual([
      'toolbox container true',
      'db container true',
      'db database true',
      'web container true',
      'web http true',
    ]);
  });

  it('dials fifty times in under half a second through one relay', async () => {
    const began = performance.now();
    for (let turn = 0; turn < 50; turn += 1) (await stack.dial('db', 3306)).destroy();
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('dials again after its relay died', async () => {
    await stack.containers.exec('toolbox', ['bash', '-c', 'for p in /proc/[0-9]*; do grep -q sshd "$p/comm" && kill -9 "${p#/proc/}"; done; true']);
    (await stack.dial('db', 3306)).destroy();
  });

  it('gives big numbers, decimals, dates and bytes exactly, through statement parameters too', async () => {
    const [row] = await stack.database.query(
      "SELECT ? + 0 AS big, 1.10 AS price, CAST('2026-02-29' AS CHAR) AS day, CAST('0000-00-00' AS CHAR) AS zero, x'00ff' AS bytes, NULL AS nothing",
      [9007199254740993n],
    );
    expect(row).toEqual({ big: '9007199254740993', price: '1.10', day: '2026-02-29', zero: '0000-00-00', bytes: Buffer.from([0, 255]), nothing: null });
  });

  it('never shows a statement or a value in a database error', async () => {
    const failure = await stack.database.query('SELECT secret_column FROM (SELECT 1 AS one) t WHERE one = ?', ['PHI-TOKEN']).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'DATABASE_ERROR', message: 'MariaDB refused a statement: 1054 ER_BAD_FIELD_ERROR' });
    expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toMatch(/PHI-TOKEN|secret_column/u);
  });

  it("gives a command's exit code, output and error apart, and lets large input and output through", async () => {
    const big = Buffer.alloc(8 * 1024 * 1024, 7);
    const done = await stack.containers.exec('toolbox', ['sh', '-c', 'cat; echo wrong >&2; exit 3'], { stdin: big });
    expect(done.code).toBe(3);
    expect(done.stderr).toBe('wrong\n');
    expect(done.stdout.equals(big)).toBe(true);
  });

  it('tells how a command ended that did not read its input to the end, whenever it went, and an input that broke off', async () => {
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (;;) {
        yield Buffer.alloc(64 * 1024);
        await sleep(1);
      }
    };
    for (const script of ['exit 50', 'head -c 100000 >/dev/null; exit 50', 'sleep 0.2; exit 50']) {
      for (let time = 0; time < 5; time += 1)
        expect((await stack.containers.exec('toolbox', ['sh', '-c', script], { stdin: Readable.from(endless(), { objectMode: false }) })).code).toBe(50);
    }
    const breaks = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.alloc(10);
      throw new Error('cut');
    };
    await expect(stack.containers.exec('toolbox', ['cat'], { stdin: Readable.from(breaks(), { objectMode: false }) })).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
    });
  });

  it('ends a command that says too much, also inside the container', async () => {
    const began = performance.now();
    await expect(stack.containers.exec('toolbox', ['yes', 'jane-doe'], { maxBytes: 100_000 })).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: 'toolbox: yes: more output than 100000 bytes',
    });
    await expect(stack.containers.exec('web', ['yes'], { user: 'www-data' })).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const service of ['toolbox', 'web'] as const) {
      const { stdout } = await stack.containers.exec(service, ['sh', '-c', "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -c '^ye[s]$'; true"]);
      expect(stdout.toString().trim()).toBe('0');
    }
    const exactly = await stack.containers.exec('toolbox', ['head', '-c', '100000', '/dev/zero'], { maxBytes: 100_000 });
    expect(exactly.stdout).toHaveLength(100_000);
  });

  it('takes no page larger than 16 MiB', async () => {
    await stack.containers.exec('web', ['sh', '-c', 'truncate -s 16M /var/www/html/fits.bin; truncate -s 17M /var/www/html/big.bin']);
    await using session = stack.http.session();
    expect((await session.request({ path: '/fits.bin' })).text).toHaveLength(16 * 1024 * 1024);
    const failure = session.request({ path: '/big.bin?key=jane-doe' });
    await expect(failure).rejects.toMatchObject({ code: 'COMMAND_FAILED', message: 'GET /big.bin: an answer of more than 16 MiB' });
    await stack.containers.exec('web', ['sh', '-c', 'rm -f /var/www/html/*.bin']);
    expect((await session.request({ path: '/' })).status).toBe(403);
  });

  it('ends a command that takes too long, also inside the container', async () => {
    await expect(stack.containers.exec('toolbox', ['sleep', '77'], { timeoutMs: 300 })).rejects.toMatchObject({ code: 'PROBE_TIMEOUT' });
    await new Promise((resolve) => {
      setTimeout(resolve, 1_500);
    });
    const { stdout } = await stack.containers.exec('toolbox', ['sh', '-c', 'grep -lx sleep /proc/[0-9]*/comm | wc -l']);
    expect(Number(stdout.toString().trim())).toBe(0);
  });

  it('keeps a value in escrow and says when it does not hold one', async () => {
    await stack.escrow.put('phi-key', Buffer.from([0, 1, 255]));
    expect(await stack.escrow.take('phi-key')).toEqual(Buffer.from([0, 1, 255]));
    await expect(stack.escrow.take('other')).rejects.toMatchObject({ code: 'STEP_FAILED' });
  });

  it('keeps secrets out of arguments, environments and logs', async () => {
    const { stdout } = await stack.containers.exec('web', ['cat', '/run/muster/database.json']);
    const { password } = JSON.parse(stdout.toString()) as { readonly password: string };
    for (const service of ['web', 'db', 'toolbox'] as const) {
      const facts = await bed.engine.docker.getContainer(stack.spec.names.container(service)).inspect();
      const logs = await bed.engine.docker.getContainer(stack.spec.names.container(service)).logs({ stdout: true, stderr: true });
      const all = await stack.containers.exec(service, ['sh', '-c', 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; true']);
      expect(`${JSON.stringify(facts)}${logs.toString()}${all.stdout.toString()}`).not.toContain(password);
    }
  });

  it('publishes no port, binds nothing of the host and gains no privileges', async () => {
    for (const service of ['web', 'db', 'toolbox'] as const) {
      const { HostConfig, Mounts } = await bed.engine.docker.getContainer(stack.spec.names.container(service)).inspect();
      expect(HostConfig).toMatchObject({ Privileged: false, PublishAllPorts: false, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges:true'] });
      expect(Object.keys(HostConfig.PortBindings ?? {})).toEqual([]);
      expect(Mounts.every((mount) => mount.Type === 'volume')).toBe(true);
      expect(HostConfig.Memory).toBeGreaterThan(0);
    }
  });
});

describe('a container that ended', () => {
  it('is told by its exit code and where to look, never by its log', async () => {
    const other = await raise(bed);
    try {
      await other.containers.exec('web', ['sh', '-c', 'echo jane-doe > /proc/1/fd/2']);
      await bed.engine.docker.getContainer(other.spec.names.container('web')).kill({ signal: 'SIGKILL' });
      const rung = (await checkHealth(other, clock)).at(-1);
      expect(rung?.cause).toBe(
        `the container ended with exit code 137; \`docker logs ${other.spec.names.container('web')}\` says why for as long as it stands (--keep-stack)`,
      );
    } finally {
      await other.stop();
    }
  });

  it('cannot hold the PHI key for the web server to change', async () => {
    const { stdout } = await stack.containers.exec('web', ['stat', '-c', '%U:%G %a', '/etc/phi-vault']);
    expect(stdout.toString()).toBe('root:www-data 750\n');
  });
});

describe('losing and replacing the database', () => {
  it('answers UNREACHABLE at once while it is gone, and is empty and ready in three seconds after', async () => {
    await stack.database.execute('CREATE TABLE kept (id INT)');
    const line = await stack.database.connect();
    expect(await line.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await stack.containers.remove('db')).toHaveLength(2);
    expect(await stack.containers.exists('db')).toBe(false);
    const began = performance.now();
    await expect(line.query('SELECT 1')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect((await checkHealth(stack, clock)).at(-1)).toMatchObject({ service: 'db', rung: 'container', holds: false, cause: 'there is no container' });
    expect(performance.now() - began).toBeLessThan(1_000);
    const provisioning = performance.now();
    await stack.containers.provision('db');
    expect(performance.now() - provisioning).toBeLessThan(3_000);
    expect(await line.query("SHOW TABLES LIKE 'kept'")).toEqual([]);
    expect(await stack.containers.remove('db')).toHaveLength(2);
    expect(await stack.containers.remove('db')).toEqual([]);
    await stack.containers.provision('db');
  });

  it('keeps data and a locked site account over a stop and a start', async () => {
    await stack.database.execute('CREATE TABLE stays (id INT)');
    await stack.database.execute("ALTER USER 'wordpress'@'%' ACCOUNT LOCK");
    await stack.containers.stop('db');
    expect(await stack.containers.running('db')).toBe(false);
    await stack.containers.start('db');
    expect(await stack.database.query("SHOW TABLES LIKE 'stays'")).toHaveLength(1);
    const [row] = await stack.database.query("SELECT JSON_VALUE(priv, '$.account_locked') AS locked FROM mysql.global_priv WHERE user = 'wordpress'");
    expect(String(row?.['locked'])).toMatch(/1|true/u);
  });

  it('serves again after the web server was killed and started', async () => {
    await using session = stack.http.session();
    expect((await session.request({ path: '/' })).status).toBe(403);
    await stack.containers.kill('web');
    await expect(session.request({ path: '/' })).rejects.toMatchObject({ code: 'UNREACHABLE', message: 'GET /: refused or broken off' });
    await stack.containers.start('web');
    expect((await session.request({ path: '/' })).status).toBe(403);
  });
});

describe('taking a mirror down', () => {
  it('leaves nothing, in under five seconds, and does not touch another mirror', async () => {
    const other = await raise(bed);
    const began = performance.now();
    const end = await other.stop();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(end).toMatchObject({ leftovers: [] });
    expect(end.removed).toHaveLength(11);
    expect(end.destroyed).toHaveLength(7);
    expect(await other.stop()).toBe(end);
    expect(await namesOfRun(bed.engine, other.runId)).toEqual([]);
    expect(await stack.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('leaves nothing when it is interrupted while it is raised', async () => {
    for (const delayMs of [0, 60, 250, 600]) {
      const stop = new AbortController();
      const runId = newRunId();
      const raising = raise(bed, { runId, signal: stop.signal }).catch((error: unknown) => error);
      setTimeout(() => stop.abort(), delayMs);
      expect(isAbort(await raising)).toBe(true);
      expect(await namesOfRun(bed.engine, runId)).toEqual([]);
    }
  });
});

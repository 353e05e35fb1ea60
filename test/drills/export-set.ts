import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { catalog } from '../../src/catalog.ts';
import type { Assertion, Catalog } from '../../src/model/kind.ts';
import type { RunContext } from '../../src/model/ports/run-context.ts';
import { printOf } from '../../src/commands/baseline-print.ts';
import { writeBaseline } from '../../src/production/baseline-file.ts';
import { newSalt, readBaselineKey, writeBaselineKey } from '../../src/production/baseline-key.ts';
import { takeBaseline } from '../../src/production/take-baseline.ts';
import { discard, rehearse, type Rehearsal } from './rehearse.ts';

/**
 * A shop's backup as it would lie on its backup server, taken from a synthetic mirror: `set/` what its procedure made,
 * `plain/` a dump and an archive of the whole web root in clear, `escrow/` the keys apart, `baseline.json` what
 * `muster baseline --rows` would have written of it just before, with its key `entity.key`.
 */
export async function exportSet(folder: string, rehearsal: Rehearsal = {}): Promise<void> {
  const done = new AbortController();
  const taking: Catalog = {
    ...catalog,
    assertions: catalog.assertions.map((kind) => (kind.kind === 'phi-integrity' ? exporting(kind, folder, done) : kind)),
  };
  const { result, dir } = await rehearse({ ...rehearsal, catalog: taking, signal: done.signal });
  discard(dir);
  if (done.signal.reason !== 'exported') throw new Error(`nothing was exported: ${JSON.stringify(result.failure)}`);
}

function exporting(kind: Assertion, folder: string, done: AbortController): Assertion {
  return {
    ...kind,
    async capture(params, context) {
      await take(context, folder);
      done.abort('exported');
      return await kind.capture(params, context);
    },
  };
}

async function take(context: RunContext, folder: string): Promise<void> {
  const { mirror, backups } = context;
  const name = backups.sets.at(-1)?.name ?? '';
  const unpack = async (into: string, service: 'toolbox' | 'web', argv: readonly string[]): Promise<void> => {
    mkdirSync(join(folder, into), { recursive: true });
    const { stdout, ended } = await mirror.containers.execStream(service, argv);
    await execa('tar', ['-x', '-C', join(folder, into)], { input: stdout });
    if ((await ended).code !== 0) throw new Error(`${argv[0]} failed`);
  };
  await writeProductionBaseline(context, folder);
  await unpack('set', 'toolbox', ['tar', '-C', `/backups/${name}`, '-c', '.']);
  const dump =
    'mariadb-dump --defaults-file=/opt/muster/client.cnf --single-transaction --hex-blob --default-character-set=utf8mb4 wordpress | gzip > /tmp/shop.sql.gz; cd /tmp; tar -c shop.sql.gz';
  await unpack('plain', 'toolbox', ['bash', '-c', dump]);
  const whole = await mirror.containers.exec('web', ['tar', '-C', '/var/www', '-c', 'html'], { maxBytes: 512 * 1024 * 1024 });
  writeFileSync(join(folder, 'plain', 'webroot.tar'), whole.stdout);
  mkdirSync(join(folder, 'escrow'));
  for (const key of ['backup-identity', 'phi-key']) writeFileSync(join(folder, 'escrow', key), await mirror.escrow.take(key), { mode: 0o600 });
  writeFileSync(join(folder, 'escrow', 'salts'), (await mirror.containers.exec('web', ['cat', '/var/www/html/wp-config.php'])).stdout, { mode: 0o600 });
}

async function writeProductionBaseline({ mirror: { database, site }, clock }: RunContext, folder: string): Promise<void> {
  const [keyFile, out] = [join(folder, 'entity.key'), join(folder, 'baseline.json')];
  await writeBaselineKey(keyFile);
  const baseline = await takeBaseline({
    database,
    key: await readBaselineKey(keyFile),
    salt: newSalt(),
    map: site.phiMap,
    files: null,
    fingerprint: (key) => printOf({ database, map: site.phiMap, key, clock, out, rows: true, like: null }),
    declared: { php: null, webServer: null },
    tool: { version: 'test', commit: '' },
    clock,
    progress: () => undefined,
  });
  await writeBaseline(out, baseline);
}

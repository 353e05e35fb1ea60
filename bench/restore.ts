// Restores of one database by each procedure, against the plainest thing that works: `mariadb < dump`.
import { siteBackups } from '../src/backups/site-backups.ts';
import { systemClock } from '../src/engine/clock.ts';
import type { Mirror } from '../src/model/ports/mirror.ts';
import { secondsSince, type Figure } from './figure.ts';
import { mirrorWith } from './mirror.ts';

const client = '--defaults-file=/opt/muster/client.cnf';
const procedures = [
  { procedure: 'dump-age', name: "a user's single dump, decrypted and streamed", limit: 1.05 },
  { procedure: 'tables-age', name: "the site's own logical procedure (tables-age)", limit: 0.5 },
  { procedure: 'mariabackup-age', name: 'mariabackup (mariabackup-age), made ready included', limit: 0.2 },
] as const;
const hourMs = 3_600_000;

/** Each figure as soon as it is known. Every restore goes into a new, empty server, and is checked to be the same. */
export async function* restoreFigures(orders: number): AsyncGenerator<Figure> {
  await using made = await mirrorWith(orders);
  const { mirror } = made;
  await toolbox(mirror, `mariadb-dump ${client} --single-transaction --quick --routines --triggers --hex-blob wordpress > /backups/plain.sql`);
  const before = await checksums(mirror);
  const plain = await timed(mirror, before, async () => await toolbox(mirror, `mariadb ${client} --binary-mode wordpress < /backups/plain.sql`));
  yield { name: `mariadb < dump of ${orders} orders`, seconds: plain };
  for (const { procedure, name, limit } of procedures) {
    const own = backupsBy(mirror, procedure);
    const set = await own.take();
    await toolbox(mirror, 'cat > /run/muster/backup-identity', await mirror.escrow.take('backup-identity'));
    const seconds = await timed(mirror, before, async () => void (await own.restoreDatabase(set)));
    yield { name: `restore-database: ${name}, against mariadb < dump`, ratio: seconds / plain, limit };
  }
}

/** The site's backups by another procedure than the one its stack names. */
function backupsBy(mirror: Mirror, procedure: string): ReturnType<typeof siteBackups> {
  const site = { ...mirror.site, backup: { ...mirror.site.backup, procedure } };
  return siteBackups({ mirror: { ...mirror, site }, clock: systemClock() });
}

/** Seconds of a restore into an empty server. @throws when what it brought back is not what there was. */
async function timed(mirror: Mirror, before: string, restore: () => Promise<void>): Promise<number> {
  await mirror.containers.remove('db');
  await mirror.containers.provision('db');
  const began = performance.now();
  await restore();
  const seconds = secondsSince(began);
  if ((await checksums(mirror)) !== before) throw new Error('the restored tables are not what they were');
  return seconds;
}

async function checksums({ database }: Mirror): Promise<string> {
  const tables = await database.query(
    "SELECT table_name AS t FROM information_schema.tables WHERE table_schema = 'wordpress' AND table_type = 'BASE TABLE' ORDER BY 1",
  );
  return JSON.stringify(await database.query(`CHECKSUM TABLE ${tables.map((row) => `\`${String(row['t'])}\``).join(', ')}`));
}

async function toolbox({ containers }: Mirror, script: string, stdin?: Buffer): Promise<void> {
  const { code } = await containers.exec('toolbox', ['bash', '-c', `set -euo pipefail; ${script}`], {
    timeoutMs: hourMs,
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (code !== 0) throw new Error(`a command of the measurement ended with exit ${code}`);
}

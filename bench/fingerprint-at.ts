// Measures fingerprints at one size and prints the figures as lines of JSON: `node bench/fingerprint-at.ts 1000000`.
// bench/fingerprint.ts starts it as a process of its own, so that its memory is Muster's alone.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ScratchFile } from '../src/engine/scratch.ts';
import { systemClock } from '../src/engine/clock.ts';
import type { PhiTable } from '../src/model/plan/phi-map.ts';
import { phiIntegrity } from '../src/phi/fingerprint.ts';
import { connectEngine } from '../src/stack/engine.ts';
import { ensureImages } from '../src/stack/images.ts';
import { newRunId, raiseStack, type Stack } from '../src/stack/stack.ts';
import { inMillions, median, secondsSince, type Figure } from './figure.ts';

const base = { class: 'identical', tier: 1, key: ['id'], readBy: [], log: null, exceptKeys: [] } as const;
const protection = { kind: 'none', acceptedBy: 'bench', reason: 'synthetic', expires: '2099-01-01' } as const;
/** Every column that drills/sites/clinic-shop/phi-map.yaml names in these two tables. */
const tables: readonly PhiTable[] = [
  {
    ...base,
    protection,
    table: 'wc_orders',
    record: { of: 'order', column: 'id' },
    columns: 'id status currency type total_amount customer_id billing_email date_created_gmt payment_method ip_address user_agent customer_note'.split(' '),
  },
  {
    ...base,
    protection,
    table: 'wc_orders_meta',
    record: { of: 'order', column: 'order_id' },
    columns: ['id', 'order_id', 'meta_key', 'meta_value'],
    exceptKeys: ['_edit_lock', '_debug_log_source*'],
  },
];
const schema = [
  `CREATE TABLE wp_wc_orders (id bigint unsigned, status varchar(20), currency varchar(10), type varchar(20), tax_amount decimal(26,8),
   total_amount decimal(26,8), customer_id bigint unsigned, billing_email varchar(320), date_created_gmt datetime, date_updated_gmt datetime,
   parent_order_id bigint unsigned, payment_method varchar(100), payment_method_title text, transaction_id varchar(100), ip_address varchar(100),
   user_agent text, customer_note text, PRIMARY KEY (id))`,
  `CREATE TABLE wp_wc_orders_meta (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, order_id bigint unsigned, meta_key varchar(255), meta_value text)`,
];

async function measureHere(orders: number): Promise<void> {
  await using mirror = await bareMirror();
  await fill(mirror.stack, orders);
  const before = process.resourceUsage().maxRSS;
  for (const each of await measure(mirror.stack, orders, before)) console.log(JSON.stringify(each));
}

async function bareMirror(): Promise<{ readonly stack: Stack } & AsyncDisposable> {
  const { signal } = new AbortController();
  const engine = await connectEngine({ env: process.env, signal });
  const images = await ensureImages(engine, { dir: join(import.meta.dirname, '../images') }, () => undefined, signal);
  const stack = await raiseStack({ engine, images, runId: newRunId(), siteHost: 'bench.example', prefix: 'wp_', snapshot: null, keep: false, signal });
  return { stack, [Symbol.asyncDispose]: async () => void (await stack.stop()) };
}

/** A million at a time: the server's undo log stays small. */
async function fill({ database }: Stack, orders: number): Promise<void> {
  for (const statement of schema) await database.execute(statement);
  const step = 500_000;
  for (let from = 1; from <= orders; from += step) {
    const to = Math.min(from + step - 1, orders);
    await database.execute(
      `INSERT INTO wp_wc_orders SELECT seq, ELT(1 + seq % 3, 'wc-completed', 'wc-processing', 'wc-on-hold'), 'USD', 'shop_order', 0, 19.9 + seq % 300,
       seq % 200000 + 1, CONCAT('patient', seq % 200000, '@clinic.example'), '2020-01-01' + INTERVAL seq MINUTE, '2020-01-01' + INTERVAL seq MINUTE, 0,
       'cheque', 'Check payments', '', CONCAT('10.', seq % 256, '.', seq % 199, '.', seq % 77), 'Mozilla/5.0 (X11; Linux x86_64) synthetic',
       CONCAT('Please ring twice, ', MD5(seq)) FROM seq_${from}_to_${to}`,
    );
    await database.execute(
      `INSERT INTO wp_wc_orders_meta SELECT seq, (seq - 1) DIV 3 + 1, ELT(1 + seq % 3, '_rx_drug', '_rx_dose', '_rx_prescriber'),
       CONCAT('phiv1:0a1b2c3d:', TO_BASE64(UNHEX(SHA2(seq, 384)))) FROM seq_${3 * from - 2}_to_${3 * to}`,
    );
  }
}

async function measure(stack: Stack, orders: number, idle: number): Promise<readonly Figure[]> {
  await using scratch = new ScratchFile();
  const map = { id: 'bench', digest: `sha256:${'0'.repeat(64)}`, tables, flows: [] } as const;
  const phi = phiIntegrity({ database: stack.database, map, key: randomBytes(32), clock: systemClock(), scratch, run: null });
  const times = { take: [] as number[], dump: [] as number[], checksum: [] as number[], remember: [] as number[], find: [] as number[] };
  const rounds = orders > 1_000_000 ? 1 : 3;
  for (let round = 0; round < rounds; round += 1) {
    times.dump.push(await seconds(() => inside(stack, 'mariadb-dump wordpress wp_wc_orders wp_wc_orders_meta | sha256sum')));
    times.take.push(await seconds(() => phi.take()));
    times.checksum.push(await seconds(() => stack.database.query('CHECKSUM TABLE wp_wc_orders, wp_wc_orders_meta')));
  }
  let reference = await phi.take();
  times.remember.push(await seconds(async () => void (reference = await phi.remember())));
  await damage(stack, orders);
  const now = await phi.take(reference);
  for (let round = 0; round < 3; round += 1) times.find.push(await seconds(async () => sixFound(await phi.compare(reference, now))));
  return figures(orders, times, idle);
}

/** Six rows anywhere: a byte more, NULL for '', a row less. */
async function damage({ database }: Stack, orders: number): Promise<void> {
  const at = (share: number): number => Math.floor(orders * share);
  await database.execute("UPDATE wp_wc_orders SET customer_note = CONCAT(customer_note, '~') WHERE id IN (?, ?)", [at(0.11), at(0.77)]);
  await database.execute("UPDATE wp_wc_orders_meta SET meta_value = CONCAT('~', meta_value) WHERE id IN (?, ?, ?)", [at(0.3), at(1.4), at(2.2)]);
  await database.execute('DELETE FROM wp_wc_orders_meta WHERE id = ?', [at(2.9)]);
}

function sixFound({ lost, altered, added }: { readonly lost: number; readonly altered: number; readonly added: number }): void {
  if (lost !== 1 || altered !== 5 || added !== 0) throw new Error(`six damaged rows were counted as ${lost} lost, ${altered} altered, ${added} added`);
}

function figures(
  orders: number,
  times: Readonly<Record<'take' | 'dump' | 'checksum' | 'remember' | 'find', readonly number[]>>,
  idle: number,
): readonly Figure[] {
  const of = `${inMillions(orders)} orders + ${inMillions(3 * orders)} meta rows`;
  const take = median(times.take);
  return [
    { name: `fingerprint of ${of}, against mariadb-dump | sha256sum`, ratio: take / median(times.dump), limit: 0.6 },
    { name: `fingerprint of ${of}, against CHECKSUM TABLE (aim 1.5)`, ratio: take / median(times.checksum) },
    { name: `fingerprint of ${of}`, seconds: take },
    { name: `the same, keeping every row's digest (once per drill)`, ratio: median(times.remember) / take },
    { name: `finding 6 damaged rows among ${of}, against the fingerprint`, ratio: median(times.find) / take, limit: 0.1 },
    { name: `peak memory of Muster, ${of}`, mib: process.resourceUsage().maxRSS / 1024, limit: 150 },
    { name: `of which before the first fingerprint, ${of}`, mib: idle / 1024 },
  ];
}

async function inside(stack: Stack, command: string): Promise<void> {
  const { code, stderr } = await stack.containers.exec('db', ['bash', '-o', 'pipefail', '-c', command], { timeoutMs: 600_000 });
  if (code !== 0) throw new Error(`${command}: exit code ${code} ${stderr}`);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return secondsSince(began);
}

await measureHere(Number(process.argv[2]));

import { randomBytes } from 'node:crypto';
import { vaultKeyId } from '../src/model/vault-key.ts';
import { loadSynthetic } from '../src/phi/load.ts';
import { secondsSince, type Figure } from './figure.ts';
import { customersFor, mirrorWith, signal } from './mirror.ts';

/** Synthetic orders into a shop that has one, keys and all; and the memory that making them took. */
export async function loadFigures(orders: number): Promise<readonly Figure[]> {
  await using made = await mirrorWith(1);
  const { database, containers } = made.mirror;
  const bytes = randomBytes(32);
  const began = performance.now();
  const { rows } = await loadSynthetic({
    database,
    containers,
    seed: 7,
    orders,
    customers: customersFor(orders),
    storage: 'hpos',
    key: { id: vaultKeyId(bytes), key: bytes },
    productId: 9,
    owner: made.mirror.accounts['customer']?.id ?? 0,
    progress: (text) => process.stderr.write(`${text}\n`),
    signal,
  });
  const seconds = secondsSince(began);
  return [
    { name: `synthetic: ${orders} orders (${rows} rows) made, encrypted and loaded`, seconds, limit: 90 },
    { name: '... peak memory of the measuring process', mib: process.resourceUsage().maxRSS / 1024 },
  ];
}

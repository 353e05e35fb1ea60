import type { Mirror } from '../model/ports/mirror.ts';

/** Order ids that the off-box access log says were erased; they must not be in a restored database. */
export async function erasedOrders({ containers }: Pick<Mirror, 'containers'>): Promise<readonly number[]> {
  const { stdout } = await containers.exec('toolbox', ['grep', '-F', '"action":"erase"', '/var/log/phi-offbox/access.ndjson']);
  const ids = [...stdout.toString('utf8').matchAll(/"object":"order:(\d+)"/g)].map((match) => Number(match[1]));
  return [...new Set(ids)];
}

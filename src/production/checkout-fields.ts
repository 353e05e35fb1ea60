import { nameScore } from './phi-names.ts';

/** Meta keys of a shop's orders that WordPress and WooCommerce do not write, and how many orders and rows there are. */
export interface OrderKeys {
  readonly orders: number;
  readonly keys: readonly { readonly name: string; readonly rows: number }[];
}

/** What the checkout probably asks for beside name and address, as `probes.checkout.fields` of a stack says it. */
export interface AskedFields {
  /** Keys of an order, `*` is the field's name: `_rx_*`. */
  readonly meta: string;
  /** What each field takes, guessed from its name. */
  readonly names: Readonly<Record<string, 'name' | 'birth-date' | 'text'>>;
}

const mostFields = 40;
/** An order's key: what several begin with, and the field's own name. */
const parts = /^(_?[A-Za-z0-9]+[_-]|_?)([A-Za-z_][A-Za-z0-9_]{0,63})$/u;

/**
 * The group of keys with one beginning that looks most like PHI, of those that at least a tenth of the orders carry; null
 * when none looks so. A guess: a plugin may write such keys without the checkout asking, and one field may be optional. Pure.
 */
export function askedFields({ orders, keys }: OrderKeys): AskedFields | null {
  const groups = new Map<string, { readonly names: string[]; score: number }>();
  for (const { name, rows } of keys) {
    const [, begin = '', field] = parts.exec(name) ?? [];
    if (field === undefined || rows * 10 < orders) continue;
    const group = groups.get(begin) ?? { names: [], score: 0 };
    groups.set(begin, group);
    group.names.push(field);
    group.score = Math.max(group.score, nameScore(name));
  }
  const [best] = [...groups].toSorted(([, one], [, other]) => other.score - one.score || other.names.length - one.names.length);
  if (best === undefined || best[1].score === 0) return null;
  const [begin, { names }] = best;
  return { meta: `${begin}*`, names: Object.fromEntries(names.slice(0, mostFields).map((name) => [name, valueOf(name)])) };
}

function valueOf(field: string): 'name' | 'birth-date' | 'text' {
  if (/(^|_)(dob|bday|birth\w*)(_|$)/iu.test(field)) return 'birth-date';
  return /(^|_)(name|prescriber|physician|doctor)$/iu.test(field) ? 'name' : 'text';
}

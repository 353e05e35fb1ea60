import { DrillError } from '../model/errors.ts';
import { parsedJson } from '../model/parsed-json.ts';
import type { SqlValue } from '../model/ports/database.ts';
import type { RunContext } from '../model/ports/run-context.ts';

/** A log-in and a cart as somebody else could replay them; kept in memory only. */
export interface OldSession {
  readonly userId: number;
  /** A whole `Cookie` header. */
  readonly cookie: string;
  /** The user's `session_tokens` that belong to it, as they were stored. */
  readonly stored: SqlValue;
  readonly cartToken: string;
  /** The shop's configuration, with the salts that signed both. */
  readonly config: Buffer;
}

/**
 * Logs in as the support role and fills a guest's cart, and sees that both work: the positive control of every replay.
 * @throws {DrillError} MIRROR_UNHEALTHY when one of them does not.
 */
export async function openSession(context: RunContext): Promise<OldSession> {
  const { shop, mirror } = context;
  const account = mirror.accounts['support'];
  const session = account === undefined ? null : await shop.login(account);
  if (account === undefined || session === null) throw new DrillError('MIRROR_UNHEALTHY', 'The support account cannot log in before anything was broken.');
  const cookie = session.cookies('/wp-admin/');
  await session[Symbol.asyncDispose]();
  const cartToken = await guestCart(context);
  const old = { userId: account.id, cookie, cartToken, stored: await storedTokens(context, account.id), config: await readConfig(context) };
  const { login, cart } = await replay(context, old);
  if (!login || !cart) throw new DrillError('MIRROR_UNHEALTHY', 'A fresh log-in or cart is not accepted before anything was broken.');
  return old;
}

/** Whether the shop still takes the log-in, and whether the cart still holds something. */
export async function replay({ mirror }: RunContext, { cookie, cartToken }: OldSession): Promise<{ readonly login: boolean; readonly cart: boolean }> {
  await using session = mirror.http.session();
  const page = await session.request({ path: '/wp-admin/profile.php', headers: { cookie } });
  const cart = await session.request({ path: '/wp-json/wc/store/v1/cart', headers: { 'cart-token': cartToken } });
  if (page.status >= 500 || cart.status >= 500) throw new DrillError('UNREACHABLE', `The shop answered ${Math.max(page.status, cart.status)}.`);
  // The log-in page is where WordPress sends whom it does not know; anywhere else means that it does.
  const refused = page.status === 401 || page.status === 403 || (page.headers['location'] ?? '').includes('wp-login.php');
  return { login: !refused, cart: cart.status === 200 && itemsOf(cart.text) > 0 };
}

/** Ends both, as a log-out and an emptied cart do. */
export async function revoke({ mirror: { database, wordpress } }: RunContext, { userId, cartToken }: OldSession): Promise<void> {
  await database.execute(`DELETE FROM \`${database.prefix}usermeta\` WHERE user_id = ? AND meta_key = 'session_tokens'`, [userId]);
  await database.execute(`DELETE FROM \`${database.prefix}woocommerce_sessions\` WHERE session_key = ?`, [cartOwner(cartToken)]);
  await wordpress.run('flush-cache');
}

async function guestCart({ mirror }: RunContext): Promise<string> {
  await using guest = mirror.http.session();
  const found = await guest.request({ path: '/wp-json/wc/store/v1/products?search=canary' });
  const id = firstId(found.text);
  const cart = await guest.request({ path: '/wp-json/wc/store/v1/cart' });
  const token = cart.headers['cart-token'] ?? '';
  await guest.request({ method: 'POST', path: '/wp-json/wc/store/v1/cart/add-item', headers: { 'cart-token': token }, json: { id, quantity: 1 } });
  return token;
}

async function storedTokens({ mirror: { database } }: RunContext, userId: number): Promise<SqlValue> {
  const [row] = await database.query(`SELECT meta_value AS v FROM \`${database.prefix}usermeta\` WHERE user_id = ? AND meta_key = 'session_tokens'`, [userId]);
  return row?.['v'] ?? null;
}

/** The key of the session row: the token is a signed JSON that names it. */
function cartOwner(token: string): string {
  const payload = parsedJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return typeof payload === 'object' && payload !== null && 'user_id' in payload ? String(payload.user_id) : '';
}

function itemsOf(text: string): number {
  const cart = parsedJson(text);
  return typeof cart === 'object' && cart !== null && 'items' in cart && Array.isArray(cart.items) ? cart.items.length : 0;
}

function firstId(text: string): number {
  const [first] = [parsedJson(text)].flat();
  return typeof first === 'object' && first !== null && 'id' in first ? Number(first.id) : 0;
}

const configFile = '/var/www/html/wp-config.php';

async function readConfig({ mirror }: RunContext): Promise<Buffer> {
  const { code, stdout } = await mirror.containers.exec('web', ['cat', configFile], { user: 'root' });
  if (code !== 0) throw new DrillError('COMMAND_FAILED', `wp-config.php could not be read (exit ${code}).`);
  return stdout;
}

/** Puts the configuration with the old salts in the place of what is there, where they differ; `undo` gives back the exact bytes. */
export async function oldSalts(context: RunContext, { config }: OldSession): Promise<{ readonly rotated: boolean; undo(): Promise<void> }> {
  const now = await readConfig(context);
  const rotated = !now.equals(config);
  const write = async (bytes: Buffer): Promise<void> => {
    const { code } = await context.mirror.containers.exec('web', ['sh', '-c', 'cat > "$1"', 'sh', configFile], { user: 'root', stdin: bytes });
    if (code !== 0) throw new DrillError('COMMAND_FAILED', `wp-config.php could not be written (exit ${code}).`);
  };
  if (rotated) await write(config);
  return { rotated, undo: async () => (rotated ? await write(now) : undefined) };
}

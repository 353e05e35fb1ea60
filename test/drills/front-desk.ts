import { orderStore } from '../../src/model/order-store.ts';
import type { HttpSession } from '../../src/model/ports/http.ts';
import type { Mirror } from '../../src/model/ports/mirror.ts';

/** The staff's browser. */
export interface Desk {
  readonly session: HttpSession;
  readonly mirror: Mirror;
  /** Orders are posts: WordPress's own screens. */
  readonly legacy: boolean;
}

/** What the access log has of an object: action, who, which door; each once. */
export async function logged({ mirror: { database } }: Desk, object: string): Promise<readonly string[]> {
  const rows = await database.query(`SELECT DISTINCT action AS a, user_id AS u, channel AS c FROM \`${database.prefix}phi_access_log\` WHERE object = ?`, [
    object,
  ]);
  return rows.map((row) => `${String(row['a'])} by ${String(row['u'])} over ${String(row['c'])}`);
}

/** The link "complete" of the orders' list, followed; returns the order's status afterwards. */
export async function changeStatus({ session, mirror, legacy }: Desk, id: number): Promise<string> {
  const list = await page(session, legacy ? '/wp-admin/edit.php?post_type=shop_order' : '/wp-admin/admin.php?page=wc-orders');
  await session.request({
    path: linkIn(list, new RegExp(`admin-ajax\\.php\\?action=woocommerce_mark_order_status[^"]*status=completed[^"]*order_id=${id}[^"]*`, 'u')),
  });
  const [row] = await mirror.database.query(`SELECT status FROM ${orderStore(mirror.site).orders} WHERE id = ?`, [id]);
  return String(row?.['status']);
}

/** The link "Move to Trash" of the order's own page, followed. */
export async function trash({ session, legacy }: Desk, id: number): Promise<void> {
  const edit = await page(session, legacy ? `/wp-admin/post.php?post=${id}&action=edit` : `/wp-admin/admin.php?page=wc-orders&action=edit&id=${id}`);
  await session.request({ path: linkIn(edit, /(?:post|admin)\.php\?[^"]*action=trash[^"]*/u) });
}

/** WordPress's export of one person's data, page by page; true when the last exporter is done. */
export async function exportPerson({ session }: Desk, email: string): Promise<boolean> {
  const path = '/wp-admin/export-personal-data.php';
  const nonce = match(await page(session, path), /name="_wpnonce" value="([^"]+)"/u);
  const form = {
    action: 'add_export_personal_data_request',
    type_of_action: 'export_personal_data',
    username_or_email_for_privacy_request: email,
    _wpnonce: nonce,
  };
  const asked = (await session.request({ method: 'POST', path, form })).text;
  const row = match(asked, /(<div class="export-personal-data"[^>]*>)/u);
  const data = (name: string): string => match(row, new RegExp(`data-${name}="([^"]+)"`, 'u'));
  for (let exporter = 1; exporter <= Number(data('exporters-count')); exporter += 1) {
    const step = {
      action: 'wp-privacy-export-personal-data',
      exporter: String(exporter),
      page: '1',
      id: data('request-id'),
      security: data('nonce'),
      sendAsEmail: 'false',
    };
    const reply = await session.request({ method: 'POST', path: '/wp-admin/admin-ajax.php', form: step });
    if (!reply.text.includes('"success":true')) throw new Error(`exporter ${exporter} answered ${reply.status}`);
  }
  return true;
}

/** A guest's order through the shortcode's form, for a product that needs a prescription or does not. */
export async function buyByForm(
  { mirror }: { readonly mirror: Mirror },
  { prescription }: { readonly prescription: boolean },
): Promise<{ readonly order: number; readonly text: string }> {
  const { database, http } = mirror;
  const p = database.prefix;
  await database.execute(`UPDATE \`${p}postmeta\` SET meta_value = ? WHERE meta_key = '_needs_prescription'`, [prescription ? 'yes' : 'no']);
  const [shop] = await database.query(
    `SELECT (SELECT post_id FROM \`${p}postmeta\` WHERE meta_key = '_sku' AND meta_value = 'CANARY-TABLET') AS product,
     (SELECT option_value FROM \`${p}options\` WHERE option_name = 'woocommerce_checkout_page_id') AS page`,
  );
  await database.execute(`UPDATE \`${p}posts\` SET post_content = '[woocommerce_checkout]' WHERE ID = ?`, [Number(shop?.['page'])]);
  await using session = http.session();
  await session.request({ path: `/?add-to-cart=${String(shop?.['product'])}` });
  const nonce = match((await session.request({ path: '/checkout/' })).text, /name="woocommerce-process-checkout-nonce" value="([^"]+)"/u);
  const who = {
    billing_first_name: 'Classic',
    billing_last_name: 'Form',
    billing_country: 'US',
    billing_address_1: '1 Test Street',
    billing_city: 'Sacramento',
  };
  const form = {
    ...who,
    billing_state: 'CA',
    billing_postcode: '94203',
    billing_phone: '916-555-0101',
    billing_email: 'classic@example.com',
    payment_method: 'cheque',
  };
  const reply = await session.request({
    method: 'POST',
    path: '/?wc-ajax=checkout',
    form: { ...form, 'woocommerce-process-checkout-nonce': nonce },
    timeoutMs: 20_000,
  });
  return { order: Number(/"order_id":(\d+)/u.exec(reply.text)?.[1] ?? 0), text: reply.text };
}

async function page(session: HttpSession, path: string): Promise<string> {
  const reply = await session.request({ path, timeoutMs: 20_000 });
  if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}`);
  return reply.text;
}

function linkIn(html: string, pattern: RegExp): string {
  return `/wp-admin/${match(html, new RegExp(`(${pattern.source})`, 'u')).replaceAll(/&(?:amp|#0?38);/gu, '&')}`;
}

function match(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`the page has no ${pattern.source}`);
  return found;
}

import type { HttpReply } from './ports/http.ts';

/** Who asks: nobody, or a drill account by its role. */
export const readers = ['anon', 'customer', 'support', 'nurse', 'pharmacist', 'shop_manager', 'administrator'] as const;
export type Reader = (typeof readers)[number];

/** One thing that some may see and others may not. */
export interface AccessProbe {
  readonly id: string;
  /** `rest`: with an application password; `page`: in a browser session, logged in through wp-login.php. */
  readonly by: 'rest' | 'page';
  readonly path: string;
  /** Stands in the answer when, and only when, the thing itself was served. */
  readonly shows: string;
  readonly allowed: readonly Reader[];
  /** The stand-in for WooCommerce has it as well. */
  readonly onStandIn: boolean;
}

/** What one reader got. `unreachable` says nothing about rights. */
export type AccessJudgement = 'served' | 'refused' | 'unreachable';

const clerks = ['shop_manager', 'administrator'] as const;
const staff = ['pharmacist', ...clerks] as const;

export interface ProbedOrder {
  /** An order of the drill account `customer`. */
  readonly orderId: number;
  /** A text that only this order's pages hold, e.g. its patient's street unit; never written anywhere. */
  readonly mark: string;
}

/**
 * What each role may see on a WooCommerce shop with the demo site's roles: orders, customers and accounts through REST, the
 * staff's pages, a patient's own page, the shop's and the site's settings, the catalogue. On another site the allowed
 * roles are that site's.
 */
export function accessProbes({ orderId, mark }: ProbedOrder): readonly AccessProbe[] {
  const probe =
    (by: AccessProbe['by'], onStandIn: boolean) =>
    (id: string, path: string, shows: string, allowed: readonly Reader[]): AccessProbe => ({
      id,
      by,
      path,
      shows,
      allowed,
      onStandIn,
    });
  const [rest, page] = [probe('rest', false), probe('page', false)];
  const [restAnywhere, pageAnywhere] = [probe('rest', true), probe('page', true)];
  return [
    restAnywhere('rest-orders', '/wp-json/wc/v3/orders?per_page=1', '"billing"', staff),
    restAnywhere('rest-order', `/wp-json/wc/v3/orders/${orderId}`, mark, ['nurse', ...staff]),
    rest('rest-customers', '/wp-json/wc/v3/customers?per_page=1', '"billing"', clerks),
    rest('rest-settings', '/wp-json/wc/v3/settings', '"general"', clerks),
    rest('rest-products', '/wp-json/wc/v3/products?per_page=1', '"sku"', ['support', ...clerks]),
    restAnywhere('store-products', '/wp-json/wc/store/v1/products?search=canary', '"sku"', readers),
    restAnywhere('rest-site', '/wp-json/wp/v2/settings', '"default_category"', ['administrator']),
    page('admin-orders', '/wp-admin/admin.php?page=wc-orders', 'order-view', staff),
    page('admin-order', `/wp-admin/admin.php?page=wc-orders&action=edit&id=${orderId}`, mark, staff),
    pageAnywhere('admin-settings', '/wp-admin/options-general.php', 'id="blogname"', ['administrator']),
    pageAnywhere('own-order', `/my-account/view-order/${orderId}/`, mark, ['customer']),
    page('log-files', '/wp-content/uploads/wc-logs/', 'Index of', []),
  ];
}

/** The same pages where orders are posts: WordPress's own screens. */
export function legacyPath(path: string): string {
  return path
    .replace(/^\/wp-admin\/admin\.php\?page=wc-orders&action=edit&id=(\d+)$/u, '/wp-admin/post.php?post=$1&action=edit')
    .replace(/^\/wp-admin\/admin\.php\?page=wc-orders$/u, '/wp-admin/edit.php?post_type=shop_order');
}

/**
 * Judged by content: what a page shows was served whatever its status, and a page without it that answers 200 (a login
 * form, "Invalid order") is a refusal. A 5xx without WordPress's own refusal page says nothing.
 */
export function judgeAccess({ shows }: AccessProbe, { status, text }: Pick<HttpReply, 'status' | 'text'>): AccessJudgement {
  if (text.includes(shows)) return 'served';
  // wp_die() answers 500 unless it is told otherwise, WooCommerce's refusal of the orders' pages among them.
  if (status >= 500 && !text.includes('id="error-page"')) return 'unreachable';
  return text.includes('There has been a critical error') ? 'unreachable' : 'refused';
}

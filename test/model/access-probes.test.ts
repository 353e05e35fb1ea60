import { describe, expect, it } from 'vitest';
import { accessProbes, judgeAccess, legacyPath } from '../../src/model/access-probes.ts';

const probes = accessProbes({ orderId: 71, mark: 'cnr-0123' });
const own = probes.find(({ id }) => id === 'own-order');
if (own === undefined) throw new Error('no such probe');

describe('judging what a reader got', () => {
  it('takes an HTML page that answers 200 without the thing for the refusal that it is', () => {
    expect(judgeAccess(own, { status: 200, text: '<div class="woocommerce-error">Invalid order.</div>' })).toBe('refused');
    expect(judgeAccess(own, { status: 200, text: '<form class="woocommerce-form-login">' })).toBe('refused');
  });
  it('takes the thing for served, whatever the status says', () => {
    for (const status of [200, 403, 500]) expect(judgeAccess(own, { status, text: '<address>cnr-0123' })).toBe('served');
  });
  it('takes a broken shop for no answer at all, and a refusal by wp_die() for one', () => {
    expect(judgeAccess(own, { status: 503, text: '' })).toBe('unreachable');
    expect(judgeAccess(own, { status: 500, text: '<body id="error-page">There has been a critical error on this website.' })).toBe('unreachable');
    expect(judgeAccess(own, { status: 500, text: '<body id="error-page">' })).toBe('refused');
  });
  it("leads to WordPress's own screens where orders are posts", () => {
    expect(probes.filter(({ by }) => by === 'page').map(({ path }) => legacyPath(path))).toEqual([
      '/wp-admin/edit.php?post_type=shop_order',
      '/wp-admin/post.php?post=71&action=edit',
      '/wp-admin/options-general.php',
      '/my-account/view-order/71/',
      '/wp-content/uploads/wc-logs/',
    ]);
  });
});

/** Damage to one table of the demo shop, and the references that must be named for it. */
export const damages: readonly { readonly what: string; readonly table: string; readonly sql: string; readonly evidence: readonly string[] }[] = [
  {
    what: 'an address',
    table: 'wc_order_addresses',
    sql: "DELETE FROM wp_wc_order_addresses WHERE address_type = 'billing' LIMIT 1",
    evidence: ['orders without a billing address'],
  },
  {
    what: 'operational data',
    table: 'wc_order_operational_data',
    sql: 'DELETE FROM wp_wc_order_operational_data LIMIT 2',
    evidence: ['orders without operational data'],
  },
  {
    what: 'an item',
    table: 'woocommerce_order_items',
    sql: 'DELETE FROM wp_woocommerce_order_items ORDER BY order_item_id LIMIT 1',
    evidence: ['orders without an item', 'item meta without an item'],
  },
  {
    what: 'the number of an order',
    table: 'posts',
    sql: "DELETE FROM wp_posts WHERE post_type = 'shop_order_placehold' LIMIT 1",
    evidence: ['orders without their number in posts'],
  },
  {
    what: 'an account',
    table: 'users',
    sql: 'DELETE FROM wp_users WHERE ID = (SELECT customer_id FROM wp_wc_orders WHERE customer_id > 0 ORDER BY id DESC LIMIT 1)',
    evidence: ['orders of a customer without an account', 'user meta without an account'],
  },
  {
    what: 'a role',
    table: 'usermeta',
    sql: "DELETE FROM wp_usermeta WHERE meta_key = 'wp_capabilities' ORDER BY umeta_id DESC LIMIT 1",
    evidence: ['accounts without a role'],
  },
  {
    what: 'the order of a meta row',
    table: 'wc_orders_meta',
    sql: 'UPDATE wp_wc_orders_meta SET order_id = 999999999 LIMIT 1',
    evidence: ['order meta without an order'],
  },
  { what: 'the post of a meta row', table: 'postmeta', sql: 'UPDATE wp_postmeta SET post_id = 999999999 LIMIT 1', evidence: ['post meta without a post'] },
  {
    what: 'the order of a note',
    table: 'comments',
    sql: "INSERT INTO wp_comments (comment_post_ID, comment_author, comment_content, comment_type) VALUES (999999999, '', '', 'order_note')",
    evidence: ['order notes without an order'],
  },
  {
    what: 'nothing, but orders are read from the posts',
    table: 'options',
    sql: "UPDATE wp_options SET option_value = 'no' WHERE option_name = 'woocommerce_custom_orders_table_enabled'",
    evidence: [],
  },
  {
    what: 'nothing, but a second copy is kept',
    table: 'options',
    sql: "UPDATE wp_options SET option_value = 'yes' WHERE option_name = 'woocommerce_custom_orders_table_data_sync_enabled'",
    evidence: [],
  },
];

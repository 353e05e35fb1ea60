import { serialize } from 'php-serialize';

/** What `mariadb-dump` would write of a small shop: as many tables as the readers look at, three people's data. */
export function smallDump({ prefix = 'shop_', options = {} }: { readonly prefix?: string; readonly options?: Readonly<Record<string, string>> } = {}): string {
  const rows: Readonly<Record<string, string>> = {
    siteurl: 'https://rx.clinic.example',
    home: 'https://rx.clinic.example',
    db_version: '60421',
    woocommerce_version: '10.6.2',
    woocommerce_custom_orders_table_enabled: 'yes',
    active_plugins: serialize(['simple-history/index.php', 'woocommerce/woocommerce.php', 'acme-intake/acme.php', 'Odd_Name/odd.php']),
    _site_transient_update_plugins: serialize({ checked: { 'woocommerce/woocommerce.php': '10.6.2', 'acme-intake/acme.php': '2.1' } }),
    _site_transient_update_core: serialize({ version_checked: '7.1' }),
    template: 'storefront',
    stylesheet: 'storefront',
    [`${prefix}user_roles`]: serialize({
      administrator: { name: 'Administrator', capabilities: { read: true, manage_woocommerce: true } },
      pharmacist: { name: 'Pharmacist', capabilities: { read: true, edit_shop_orders: true } },
      customer: { name: 'Customer', capabilities: { read: true, edit_shop_orders: false } },
    }),
    acme_last_patient: 'Quintessa Vole',
    ...options,
  };
  const table = (name: string, columns: readonly string[], values: readonly (readonly (string | number)[])[]): string =>
    [
      `CREATE TABLE \`${prefix}${name}\` (`,
      ...columns.map((column) => `  \`${column}\` longtext,`),
      `  PRIMARY KEY (\`${columns[0] ?? ''}\`)`,
      ') ENGINE=InnoDB;',
      ...(values.length === 0
        ? []
        : [
            `INSERT INTO \`${prefix}${name}\` VALUES ${values.map((row) => `(${row.map((value) => (typeof value === 'number' ? value : `'${value.replaceAll(/['\\]/gu, String.raw`\$&`)}'`)).join(',')})`).join(',')};`,
          ]),
    ].join('\n');
  return [
    '-- MariaDB dump 10.19  Distrib 11.8.3-MariaDB',
    table(
      'options',
      ['option_id', 'option_name', 'option_value', 'autoload'],
      Object.entries(rows).map(([name, value], index) => [index, name, value, 'on']),
    ),
    table('posts', ['ID', 'post_type'], [[1, 'page']]),
    table('users', ['ID', 'user_login'], [[1, 'quintessa']]),
    table(
      'usermeta',
      ['umeta_id', 'user_id', 'meta_key', 'meta_value'],
      [
        [1, 1, 'member_code', '078-05-1120'],
        [2, 1, 'nickname', 'Q'],
      ],
    ),
    table('wc_orders', ['id', 'billing_email', 'diagnosis'], [[7, 'quintessa@patients.example', 'E11.9']]),
    table('wc_orders_meta', ['id', 'order_id', 'meta_key', 'meta_value'], [[1, 7, '_rx_drug', 'Examplamine']]),
    table('acme_forms', ['id', 'patient_ssn'], []),
    '-- Dump completed on 2026-11-23 10:00:00',
    '',
  ].join('\n');
}

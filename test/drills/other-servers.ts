/** What a stack file says to have every service of another kind, and the drill that looks at them. */
export const otherServers: Readonly<Record<string, (text: string) => string>> = {
  'sites/clinic-shop/stack.yaml': (text) =>
    text
      .replace(
        'server: apache, php: debian, https: true',
        'server: nginx, php: debian, https: true, deny: [/wp-content/uploads/wc-logs, /wp-content/uploads/woocommerce_uploads], page-cache: { by: fastcgi }',
      )
      .replace(
        'db: { server: mariadb, version: debian }',
        'db: { server: mariadb, version: debian, encryption: tablespace }\n  cache: { server: redis, version: debian }',
      )
      .replace('\ndrop-ins:\n', '\ndrop-ins:\n  - { slug: object-cache.php, source: { path: drop-ins/object-cache.php } }\n')
      .replace('login: { by: drill-account }', 'login: { by: mint-session }'),
  'database-loss.yaml': (text) => `${text.trimEnd()}\n  - caches-fresh\n  - private-pages\n`,
};

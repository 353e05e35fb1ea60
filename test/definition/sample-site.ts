/** A small, whole definition, each file as text. Tests damage one of them at a time. */
export const sample = {
  'drills/loss.yaml': `drill: loss
title: The database is lost
risks: [R-014]
site: sites/shop
runbook: loss
objectives: { rto: PT15M, rpo: PT1H, mtd: PT4H }
data: { mode: synthetic, seed: 7, orders: 20, customers: 4 }
fault:
  - lose-volume: { service: db }
incident: { detect-by: availability, declare: officer, notify: [admin, hosting] }
expect:
  - phi-integrity
  - checkout-works
`,
  'drills/sites/shop/stack.yaml': `stack: shop
title: A shop
url: https://shop.example
services:
  web: { server: apache, php: debian, https: true }
  db: { server: mariadb, version: debian }
plugins:
  - { slug: serve, source: commerce, tier: 2, role: serves-phi, needs: [vault, log] }
  - { slug: log, source: { path: plugins/log }, tier: 1, role: logs-phi, needs: [vault] }
  - { slug: vault, source: { path: plugins/vault }, tier: 1, role: encrypts-phi }
backup:
  procedure: dump-age
  schedule: { every: PT1H, takes: PT2M }
escrow: { from: file, custodian: officer }
access-log: { kind: sql, written-by: log, sql: { table: audit, id: id, user: user_id, object: { column: order_id }, time: { column: at, as: datetime-utc }, covers: [rest-single] } }
probes:
  login: { by: drill-account }
  checkout: { by: store-api, gateway: cheque }
`,
  'drills/sites/shop/phi-map.yaml': `phi-map: shop
retention: P6Y
tables:
  - table: orders
    key: [id]
    record: { order: id }
    columns: [id, email]
    class: identical
    tier: 1
    protection: { kind: none, accepted-by: officer, reason: "Searched by the front desk", expires: 2027-12-31 }
    read-by: [administrator]
    log: log
  - table: meta
    key: [id]
    record: { order: order_id }
    columns: [id, order_id, meta_value]
    class: identical
    tier: 1
    protection:
      kind: field
      keys: ["_rx_*"]
      pattern: "^v1:[0-9a-f]+$"
      decrypt: vault
      call: vault_open
`,
  'drills/sites/shop/people.yaml': `people: shop
roles:
  - { id: officer, title: Security official, holder: { name: "A", contact: "a@example.com", trained: 2026-09-15 } }
  - { id: admin, title: Administrator, holder: { name: "B", contact: "b@example.com" } }
business-associates:
  - { id: hosting, name: "Hosting", contact: "h@example.com", notify-within: PT24H }
`,
  'drills/sites/shop/runbooks/loss.md': `---
runbook: loss
title: Restore the database
approved: { by: officer, at: 2026-10-05 }
---

# Restore the database

## Restore it
The dump is encrypted.
\`\`\`yaml step
restore-database: { from: last-clean }
who: admin
timeout: PT10M
retry: { attempts: 2, delay: PT5S }
\`\`\`

## Bring the plugins back
\`\`\`yaml step
id: plugins
reactivate-plugins: { order: [vault, log, serve] }
who: admin
\`\`\`

## Tell what was restored
\`\`\`yaml step
exec: { argv: [echo, "\${steps.restore-it.outputs.bytes}"] }
who: officer
\`\`\`

## Look at the shop
A person opens the shop in a browser.
`,
  'drills/sites/shop/plugins/vault/vault.php': '<?php\n',
  'drills/sites/shop/plugins/log/log.php': '<?php\n',
} as const;

export type SampleFile = keyof typeof sample;

import type { FirstSite } from './first-site.ts';

/** What is known of a shop's plugins: who records readers, and the meta keys of orders that phi-vault encrypts; null where none does. */
export interface KnownPlugins {
  readonly log: string | null;
  readonly sealed: string | null;
}

/** The PHI map: what WooCommerce keeps comes from the shipped maps, the one decision is how it is protected. */
export function phiMapFile({ id, readers, up, facts }: FirstSite, { log, sealed }: KnownPlugins): string {
  return `# Where PHI lives. What WordPress and WooCommerce keep is in the shipped maps; add what only this shop has:
# \`muster phi-map check --site DIR --url …\` lists it, what looks most like PHI first.
phi-map: ${id}
include: [${up}/phi-maps/woocommerce.yaml, ${up}/phi-maps/woocommerce-posts.yaml]
retention: P6Y                      # 45 CFR 164.316(b)(2)(i)

defaults:                           # for every table that says nothing else
  # How is the database protected at rest? Decide kind:
  #   volume      the disk is encrypted;               then \`attested-by\` is who says so
  #   tablespace  MariaDB encrypts its tables;         then \`attested-by\` is who says so
  #   none        it is not, and somebody accepts it:  { kind: none, accepted-by: security-official, reason: "…", expires: 2027-12-31 }
  # Fields that a plugin encrypts get \`kind: field\` on their table: see docs/writing-a-drill.md.
  protection: { kind: ${quote('TODO: how is the database protected at rest: volume, tablespace or none?')}, attested-by: security-official }
  read-by: [${readers.join(', ')}]   # roles that may edit orders today
${log === null ? '' : `  log: ${log}\n`}
${sealed === null ? 'tables: []' : tablesOf(sealed, facts.site.orderStorage)}
`;
}

/** Whatever keeps orders' own fields, encrypted one by one. */
function tablesOf(sealed: string, storage: FirstSite['facts']['site']['orderStorage']): string {
  const tables = { posts: ['postmeta'], hpos: ['wc_orders_meta'], 'hpos-sync': ['wc_orders_meta', 'postmeta'] }[storage ?? 'hpos'];
  return `tables:                             # phi-vault is active: its fields are looked at one by one
${tables
  .map(
    (table) => `  - table: ${table}
    protection: { kind: field, keys: [${quote(sealed)}], pattern: "^phiv1:[0-9a-f]{8}:[A-Za-z0-9+/=]+$", decrypt: phi-vault }`,
  )
  .join('\n')}`;
}

/** One person to start with; more are better, and a deputy for each. */
export function peopleFile({ id }: FirstSite): string {
  return `# Who does what when it happens. One person may hold all roles to begin with; auditors ask for a deputy of each:
# deputy: { name: "…", contact: "…", trained: 2026-10-01 }
people: ${id}
roles:
  - id: security-official
    title: HIPAA security official
    holder: &first
      name: ${quote('TODO: who is the security official?')}
      contact: ${quote('TODO: how are they reached when the shop is down?')}
  - id: privacy-officer
    title: Privacy officer, custodian of the escrowed keys
    holder: *first
  - id: database-administrator
    title: Database administrator
    holder: *first
  - id: site-administrator
    title: Site administrator
    holder: *first
`;
}

/** A runbook to start from: the shop's own steps belong in its place. `copiedLog`: the access log has a copy that Muster can read. */
export function runbookFile(keys: readonly string[], { copiedLog }: { readonly copiedLog: boolean }): string {
  return `---
runbook: database-loss
title: Restore the database after its volume was lost
---

# Restore the database after its volume was lost

A first draft by \`muster init\`: put your own procedure in its place, step by step, as a person follows it. When it is
approved, say so above: \`approved: { by: security-official, at: 2026-12-01 }\`. docs/runbooks.md lists the steps.

${[
  step(
    'Close the shop',
    "Visitors see a maintenance page until patients' records are complete and logged again.",
    'maintenance-on: {}\nwho: site-administrator\ntimeout: PT1M',
  ),
  ...(keys.length === 0
    ? []
    : [
        step(
          'Take the keys out of escrow',
          'What opens the backups, from whoever keeps it.',
          `restore-keys: { keys: [${keys.join(', ')}] }\nwho: privacy-officer\ntimeout: PT5M`,
        ),
      ]),
  step(
    'Set up an empty database server',
    "Same version as before, new volume; then the empty database and the shop's account in it.",
    'provision-service: { service: db }\nwho: database-administrator\ntimeout: PT5M',
  ),
  step(
    'Restore the database from the last clean dump',
    'From the newest backup that was made before the failure.',
    'restore-database: { from: last-clean }\nwho: database-administrator\ntimeout: PT30M\non-failure: stop',
  ),
  ...(copiedLog ? [bringBackLog] : []),
  step(
    'Raise the order and account numbers',
    'Orders placed since the dump are lost; mails and logs still name their numbers. Nobody else may get them.',
    'raise-ids: { margin: 1000 }\nwho: database-administrator\ntimeout: PT2M',
  ),
  step(
    'Reactivate the plugins in order',
    'What encrypts first, what logs second, then whatever serves PHI: the order comes from stack.yaml.',
    'reactivate-plugins: { derive: true }\nwho: site-administrator\ntimeout: PT5M',
  ),
  step(
    'End all old sessions',
    'Cookies, carts and tokens from before the failure must not work any more.',
    'purge-sessions: {}\nwho: site-administrator\ntimeout: PT1M',
  ),
  step('Clear the caches', 'Nothing of before the failure is served from memory.', 'flush-cache: {}\nwho: site-administrator\ntimeout: PT1M'),
  step('Open the shop', 'The last step, when all others are done.', 'maintenance-off: {}\nwho: site-administrator\ntimeout: PT1M'),
].join('\n')}`;
}

function step(heading: string, prose: string, block: string): string {
  return `## ${heading}\n${prose}\n\`\`\`yaml step\n${block}\n\`\`\`\n`;
}

const bringBackLog = step(
  'Bring back the access log since the dump',
  'What was written between the dump and the failure is in the copy on another host only.',
  'import-external-log: {}\nwho: security-official\ntimeout: PT5M',
);

/** A text as YAML takes it; JSON's strings are YAML's. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** Text that somebody else wrote, as it may stand in a YAML comment: it ends no line, and at most 64 characters stay. */
export function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '').slice(0, 64);
}

import type { Digest } from '../../src/model/json.ts';
import type { DrillPlan, PlannedKind, PlannedStep } from '../../src/model/plan/drill.ts';
import type { PhiTable } from '../../src/model/plan/phi-map.ts';

export const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}`;

/** The demo site's drill `database-loss`, resolved, as a real plan of it looks. */
export function samplePlan(): DrillPlan {
  return {
    schemaVersion: 1,
    digest: digestOf('1'),
    drill: { id: 'database-loss', title: 'The database volume is lost', digest: digestOf('2'), risks: ['R-014'] },
    site: {
      id: 'clinic-shop',
      title: "Clinic Shop (Muster's demo site)",
      digest: digestOf('3'),
      demo: true,
      url: 'https://shop.clinic.example',
      tablePrefix: 'wp_',
      orderStorage: 'hpos',
      services: { web: { server: 'apache', https: true }, db: { server: 'mariadb' } },
      core: { version: 'debian', sources: [] },
      extras: [],
      lock: null,
      plugins: [
        { slug: 'phi-vault', sources: [{ kind: 'path', path: 'plugins/phi-vault' }], tier: 1, role: 'encrypts-phi', needs: [] },
        { slug: 'commerce', sources: [{ kind: 'commerce' }], tier: 2, role: 'serves-phi', needs: ['phi-vault'] },
      ],
      backup: { procedure: 'dump-age', everySeconds: 1800, takesSeconds: 120 },
      escrow: { from: 'file', custodian: 'privacy-officer' },
      accessLog: { kind: 'phi-access-log', writtenBy: 'phi-access-log', offBox: true, table: null },
      knownGaps: [],
      probes: { login: { by: 'drill-account' }, checkout: { by: 'store-api', gateway: 'cheque' } },
      phiMap: {
        id: 'clinic-shop',
        digest: digestOf('4'),
        tables: [clearTable('wc_orders'), clearTable('wc_order_addresses'), fieldTable(), clearTable('users')],
        flows: [],
      },
      people: {
        digest: digestOf('5'),
        roles: [
          role('security-official', 'HIPAA security official', 'Demo Security Official', '2026-09-15'),
          role('privacy-officer', 'Privacy officer, custodian of the escrowed keys', 'Demo Privacy Officer', '2026-09-15'),
          role('database-administrator', 'Database administrator', 'Demo Administrator', '2026-10-01'),
          role('site-administrator', 'Site administrator', 'Demo Site Administrator', '2026-10-01'),
        ],
        businessAssociates: [{ id: 'hosting', name: 'Demo Hosting Ltd.', notifyWithinSeconds: 86_400 }],
      },
    },
    runbook: {
      id: 'database-loss',
      title: 'Restore the database after its volume was lost',
      path: 'sites/clinic-shop/runbooks/database-loss.md',
      digest: digestOf('6'),
      approved: { by: 'security-official', at: '2026-10-05' },
    },
    objectives: { rtoSeconds: 900, rpoSeconds: 3600, mtdSeconds: 14_400 },
    data: { mode: 'synthetic', seed: 2026, orders: 2000, customers: 400 },
    commerce: 'auto',
    commerceVersion: '',
    prove: true,
    faults: [{ kind: 'lose-volume', title: 'Lose a volume', params: { service: 'db' }, controls: ['164.308(a)(7)(ii)(B)'], requirements: [] }],
    incident: { detectBy: 'availability', declare: 'security-official', notify: ['privacy-officer'] },
    steps: sampleSteps,
    expect: sampleExpect,
    watchers: [
      watcher('availability', 'Services, sampled'),
      watcher('canary-orders', 'Orders until the failure'),
      watcher('phi-reads', 'Reads of health data'),
    ],
    settings: [
      { key: 'commerce', value: 'auto', from: 'default' },
      { key: 'out', value: 'reports', from: 'default' },
    ],
  };
}

const sampleSteps: readonly PlannedStep[] = [
  step('close-the-shop', 'Close the shop', 'maintenance-on', ['wp maintenance-mode activate']),
  step(
    'take-the-keys-out-of-escrow',
    'Take the keys out of escrow',
    'restore-keys',
    ['install -m 0600 backup-identity.txt /run/keys/backup-identity.txt', 'install -m 0600 phi.key /etc/phi-vault/phi.key'],
    'privacy-officer',
  ),
  step(
    'set-up-an-empty-database-server',
    'Set up an empty database server',
    'provision-service',
    ['apt-get install mariadb-server', 'systemctl start mariadb'],
    'database-administrator',
    { fidelity: 'equivalent', fidelityReason: 'a new container from the same image stands for a new server' },
  ),
  step(
    'restore-the-database-from-the-last-clean-dump',
    'Restore the database from the last clean dump',
    'restore-database',
    ['age -d -i /run/keys/backup-identity.txt shop.sql.zst.age | zstd -d | mariadb shop'],
    'database-administrator',
  ),
  step(
    'bring-back-the-access-log-since-the-dump',
    'Bring back the access log since the dump',
    'import-external-log',
    ['wp phi-access-log import /mnt/offbox/access.ndjson'],
    'security-official',
  ),
  step('reactivate-the-plugins-in-the-documented-order', 'Reactivate the plugins in the documented order', 'reactivate-plugins', [
    'wp plugin activate phi-vault',
    'wp plugin activate phi-access-log',
    'wp plugin activate commerce rx-intake care-roles',
  ]),
  step('end-all-old-sessions', 'End all old sessions', 'purge-sessions', ['wp user session destroy --all']),
  step('open-the-shop', 'Open the shop', 'maintenance-off', ['wp maintenance-mode deactivate']),
];

const sampleExpect: readonly PlannedKind[] = [
  assertion('phi-integrity', 'PHI is complete and unaltered', ['164.312(c)(1)', '164.308(a)(7)(ii)(A)'], ['R2', 'R15']),
  assertion('phi-encryption', 'PHI is encrypted at rest and opens with the escrowed key', ['164.312(a)(2)(iv)'], ['R4', 'R14']),
  assertion('roles-unchanged', 'Roles and capabilities are what they were', ['164.308(a)(3)(i)', '164.308(a)(4)(ii)(C)'], ['R8']),
  assertion('access-log-continuous', 'The access log has no gap', ['164.312(b)'], ['R5']),
  assertion('no-unlogged-phi', 'No PHI was served without a log entry', ['164.312(b)', '164.308(a)(1)(ii)(D)'], ['R17']),
  assertion('checkout-works', 'The checkout works and encrypts what it takes', ['164.308(a)(7)(ii)(B)'], ['R4']),
];

type StepChange = Partial<Pick<PlannedStep, 'fidelity' | 'fidelityReason' | 'onFailure'>>;

// oxlint-disable-next-line max-params -- a table of steps reads best as rows
export function step(id: string, heading: string, kind: string, commands: readonly string[], who = 'site-administrator', change: StepChange = {}): PlannedStep {
  return {
    id,
    heading,
    kind,
    params: {},
    who,
    timeoutSeconds: 180,
    plannedSeconds: 60,
    attempts: 1,
    retryDelaySeconds: 0,
    retryWithinSeconds: null,
    onFailure: 'stop',
    needs: null,
    commands,
    fidelity: 'as-documented',
    fidelityReason: '',
    line: 12,
    ...change,
  };
}

function assertion(kind: string, title: string, controls: readonly string[], requirements: readonly string[]): PlannedKind {
  return { kind, title, params: {}, controls, requirements };
}

function watcher(kind: string, title: string): PlannedKind {
  return { kind, title, params: {}, controls: [], requirements: [] };
}

function role(id: string, title: string, name: string, trained: string): DrillPlan['site']['people']['roles'][number] {
  return { id, title, holder: { name, trained }, deputy: null };
}

function clearTable(table: string): PhiTable {
  return {
    table,
    class: 'identical',
    tier: 1,
    key: ['id'],
    record: { of: 'order', column: 'id' },
    columns: ['id'],
    exceptKeys: [],
    protection: { kind: 'none', acceptedBy: 'security-official', reason: 'Searched by the front desk', expires: '2027-12-31' },
    readBy: ['pharmacist'],
    log: 'phi-access-log',
  };
}

function fieldTable(): PhiTable {
  return {
    ...clearTable('wc_orders_meta'),
    protection: { kind: 'field', keys: ['_rx_*'], pattern: '^phiv1:', decrypt: 'phi-vault' },
  };
}

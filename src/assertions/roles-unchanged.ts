import { unserialize } from 'php-serialize';
import { DrillError } from '../model/errors.ts';
import { defineAssertion, noParams } from '../model/kind.ts';
import type { Database } from '../model/ports/database.ts';
import { judged } from './reading.ts';
import { workOnCopies } from './table-copy.ts';

/** Who may do what: `role:NAME` or `user:ID` to its capabilities, `capability=0` being an explicit denial. */
type Grants = ReadonlyMap<string, ReadonlySet<string>>;

/** Roles, their capabilities, and every user's own grants are stored as they were at the backup. Does not try them live. */
export const rolesUnchanged = defineAssertion({
  kind: 'roles-unchanged',
  title: 'Roles and capabilities are what they were',
  controls: ['164.308(a)(3)(i)', '164.308(a)(4)(ii)(C)', '164.312(a)(1)'],
  requirements: ['R8', 'R13'],
  params: noParams,
  example: {},
  capture: (_params, { mirror }) => readGrants(mirror.database),
  async check(_params, { mirror, reference }) {
    const now = await readGrants(mirror.database);
    const added = missingFrom(reference, now);
    const removed = missingFrom(now, reference);
    const changed = new Set([...added, ...removed].map((grant) => grant.holder));
    return judged(changed.size === 0, {
      expected: `${reference.size} roles and users as at the backup`,
      actual: `${added.length} capabilities added, ${removed.length} removed, ${changed.size} roles or users differ`,
      counts: { holders: reference.size, added: added.length, removed: removed.length, changed: changed.size },
      evidence: [...changed].filter((holder) => holder.startsWith('role:')).slice(0, 10),
    });
  },
  async sabotage(_params, { mirror: { database } }) {
    const copies = await workOnCopies(database, ['options']);
    const option = `${database.prefix}user_roles`;
    const table = `\`${database.prefix}options\``;
    await database.execute(`UPDATE ${table} SET option_value = REPLACE(option_value, 's:4:"read";b:1;', 's:4:"read";b:0;') WHERE option_name = ?`, [option]);
    return { what: 'the capability "read" denied in every role', undo: () => copies.undo() };
  },
});

async function readGrants(database: Database): Promise<Grants> {
  const grants = new Map<string, ReadonlySet<string>>();
  const [option] = await database.query(`SELECT option_value AS v FROM \`${database.prefix}options\` WHERE option_name = ?`, [`${database.prefix}user_roles`]);
  if (option === undefined) return grants;
  for (const [role, details] of Object.entries(stored(option['v']))) {
    const capabilities = isRecord(details) ? details['capabilities'] : null;
    grants.set(`role:${role}`, capabilitiesOf(capabilities));
  }
  const users = await database.query(`SELECT user_id AS id, meta_value AS v FROM \`${database.prefix}usermeta\` WHERE meta_key = ?`, [
    `${database.prefix}capabilities`,
  ]);
  for (const user of users) grants.set(`user:${String(user['id'])}`, capabilitiesOf(stored(user['v'])));
  return grants;
}

function stored(value: unknown): Record<string, unknown> {
  try {
    const found: unknown = unserialize(Buffer.isBuffer(value) ? value : String(value));
    if (isRecord(found)) return found;
    return Array.isArray(found) && found.length === 0 ? {} : refuse();
  } catch (cause) {
    return refuse(cause);
  }
}

function refuse(cause?: unknown): never {
  throw new DrillError('DATABASE_ERROR', 'A stored role or capability list is not readable.', { cause });
}

function capabilitiesOf(value: unknown): ReadonlySet<string> {
  return new Set(
    isRecord(value)
      ? Object.entries(value).map(([capability, granted]) => `${capability}=${granted === false || granted === '0' || granted === 0 ? 0 : 1}`)
      : [],
  );
}

function missingFrom(from: Grants, within: Grants): readonly { readonly holder: string; readonly capability: string }[] {
  return [...within].flatMap(([holder, capabilities]) => {
    const known = from.get(holder) ?? new Set<string>();
    return [...capabilities].filter((capability) => !known.has(capability)).map((capability) => ({ holder, capability }));
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

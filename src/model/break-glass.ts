import { parsedJson } from './parsed-json.ts';
import type { DrillAccount, Mirror } from './ports/mirror.ts';

/** The name of the sealed credentials in escrow. */
export const sealedName = 'break-glass';

/** What the envelope holds of an account. */
export function sealedAccount({ login, password, applicationPassword }: DrillAccount): Buffer {
  return Buffer.from(JSON.stringify({ login, password, applicationPassword }));
}

/**
 * The account in the envelope, with the number that the database has for it (0 where it has none); held in memory only.
 * Null when the envelope holds something else. @throws {DrillError} STEP_FAILED where escrow holds no envelope,
 * UNREACHABLE or DATABASE_ERROR
 */
export async function openSealed({ escrow, database }: Pick<Mirror, 'escrow' | 'database'>): Promise<DrillAccount | null> {
  const value = await escrow.take(sealedName);
  const fields = new Map<string, unknown>(Object.entries(parsedJson(value.toString('utf8')) ?? {}));
  const [login, password, applicationPassword] = ['login', 'password', 'applicationPassword'].map((name) => fields.get(name));
  if (typeof login !== 'string' || typeof password !== 'string' || typeof applicationPassword !== 'string') return null;
  const [row] = await database.query(`SELECT ID AS id FROM \`${database.prefix}users\` WHERE user_login = ?`, [login]);
  return { id: Number(row?.['id'] ?? 0), login, role: sealedName, password, applicationPassword };
}

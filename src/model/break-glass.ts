import { parsedJson } from './parsed-json.ts';

/** The name of the sealed credentials in escrow. */
export const sealedName = 'break-glass';

/** What is in the envelope. Held in memory only. */
export interface SealedAccount {
  readonly login: string;
  readonly password: string;
  readonly applicationPassword: string;
}

export function sealedAccount(account: SealedAccount): Buffer {
  return Buffer.from(JSON.stringify({ login: account.login, password: account.password, applicationPassword: account.applicationPassword }));
}

/** Null when the envelope holds something else. */
export function readSealedAccount(value: Buffer): SealedAccount | null {
  const fields = new Map<string, unknown>(Object.entries(parsedJson(value.toString('utf8')) ?? {}));
  const [login, password, applicationPassword] = ['login', 'password', 'applicationPassword'].map((name) => fields.get(name));
  return typeof login === 'string' && typeof password === 'string' && typeof applicationPassword === 'string' ? { login, password, applicationPassword } : null;
}

import { resolve } from 'node:path';
import { DrillError } from '../model/errors.ts';
import { keyIdOf, privateKeyOf, readPrivateKey } from './keys.ts';
import { keySigner, type Signer } from './signer.ts';
import { agentSigners } from './ssh-agent.ts';

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The signer that a flag names: a PEM file, `agent` (the only Ed25519 key of the ssh-agent at SSH_AUTH_SOCK), or
 * `agent:KEY-ID` for one of several.
 * @throws {DrillError} KEY_UNUSABLE
 */
export async function signerOf(named: string, { cwd, env }: Surroundings): Promise<Signer> {
  const agent = /^agent(?::(?<id>.+))?$/u.exec(named);
  if (agent === null) return keySigner(await readPrivateKey(resolve(cwd, named)));
  const socket = env['SSH_AUTH_SOCK'];
  if (socket === undefined || socket === '') throw new DrillError('KEY_UNUSABLE', 'There is no ssh-agent to sign with.', { hint: 'SSH_AUTH_SOCK is not set.' });
  const wanted = agent.groups?.['id'];
  const signers = (await agentSigners(socket)).filter((one) => wanted === undefined || keyIdOf(one.publicKey) === wanted);
  const [only] = signers;
  if (only !== undefined && signers.length === 1) return only;
  const held = signers.map((one) => keyIdOf(one.publicKey)).join(', ');
  throw new DrillError('KEY_UNUSABLE', only === undefined ? 'The ssh-agent holds no such Ed25519 key.' : `The ssh-agent holds several Ed25519 keys: ${held}.`, {
    hint: 'Add one with ssh-add, or name one as agent:ed25519:…',
  });
}

/**
 * Who seals: `--seal-key`, else MUSTER_SEAL_KEY_FILE (the same forms), else MUSTER_SEAL_KEY (the PEM text itself, as a
 * secret of a CI service). Null when none is given: the seal is then unsigned.
 * @throws {DrillError} KEY_UNUSABLE
 */
export async function sealSigner(flag: string | undefined, surroundings: Surroundings): Promise<Signer | null> {
  const { MUSTER_SEAL_KEY_FILE: file, MUSTER_SEAL_KEY: pem } = surroundings.env;
  const named = flag ?? file;
  if (named !== undefined && named !== '') return await signerOf(named, surroundings);
  return pem === undefined || pem === '' ? null : keySigner(privateKeyOf(pem, 'MUSTER_SEAL_KEY'));
}

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { verify } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyIdOf, readPublicKey } from '../../src/evidence/keys.ts';
import { sealSigner, signerOf } from '../../src/evidence/signer-of.ts';

const call = promisify(execFile);
let dir = '';
let agent: ChildProcess;
let env: Record<string, string> = {};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-agent-'));
  const socket = join(dir, 'agent.sock');
  agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  while (
    !(await access(socket).then(
      () => true,
      () => false,
    ))
  )
    await setTimeout(20);
  env = { SSH_AUTH_SOCK: socket };
  await call('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'sealer', '-f', join(dir, 'key')]);
  await call('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', join(dir, 'rsa')]);
  await call('ssh-add', ['-q', join(dir, 'rsa')], { env: { ...process.env, ...env } });
});
afterAll(async () => {
  agent.kill();
  await once(agent, 'exit');
  await rm(dir, { recursive: true, force: true });
});

const add = async (name: string) => await call('ssh-add', ['-q', join(dir, name)], { env: { ...process.env, ...env } });

describe('a real ssh-agent', () => {
  it('is refused while it holds no Ed25519 key, and when there is none', async () => {
    await expect(signerOf('agent', { cwd: dir, env })).rejects.toMatchObject({ code: 'KEY_UNUSABLE', message: expect.stringContaining('no such') });
    await expect(signerOf('agent', { cwd: dir, env: {} })).rejects.toMatchObject({ code: 'KEY_UNUSABLE', hint: expect.stringContaining('SSH_AUTH_SOCK') });
    await expect(signerOf('agent', { cwd: dir, env: { SSH_AUTH_SOCK: join(dir, 'none') } })).rejects.toMatchObject({ code: 'KEY_UNUSABLE' });
  });
  it('signs, and the public half that ssh-keygen wrote verifies it', async () => {
    await add('key');
    const signer = await signerOf('agent', { cwd: dir, env });
    const publicKey = await readPublicKey(join(dir, 'key.pub'));
    const bytes = Buffer.alloc(100_000, 'evidence');
    const signature = await signer.sign(bytes);
    expect(verify(null, bytes, publicKey, signature)).toBe(true);
    expect(verify(null, Buffer.from('other'), publicKey, signature)).toBe(false);
    expect(keyIdOf(signer.publicKey)).toBe(keyIdOf(publicKey));
  });
  it('wants a key named where it holds several, and the environment can name it', async () => {
    await call('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'second')]);
    await add('second');
    await expect(signerOf('agent', { cwd: dir, env })).rejects.toMatchObject({ message: expect.stringContaining('several') });
    const id = keyIdOf(await readPublicKey(join(dir, 'second.pub')));
    const signer = await sealSigner(undefined, { cwd: dir, env: { ...env, MUSTER_SEAL_KEY_FILE: `agent:${id}` } });
    expect(signer === null ? '' : keyIdOf(signer.publicKey)).toBe(id);
  });
});

describe('the key that seals', () => {
  it('may stand in the environment itself, and is refused when it is none', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const signer = await sealSigner(undefined, { cwd: dir, env: { MUSTER_SEAL_KEY: pem } });
    expect(signer === null ? '' : keyIdOf(signer.publicKey)).toBe(keyIdOf(publicKey));
    await expect(sealSigner(undefined, { cwd: dir, env: { MUSTER_SEAL_KEY: 'none' } })).rejects.toMatchObject({ code: 'KEY_UNUSABLE' });
    await expect(sealSigner('key', { cwd: dir, env: {} })).rejects.toMatchObject({ code: 'KEY_UNUSABLE', hint: expect.stringContaining('agent') });
    expect(await sealSigner(undefined, { cwd: dir, env: {} })).toBeNull();
    expect(await readFile(join(dir, 'key.pub'), 'utf8')).toMatch(/^ssh-ed25519 /u);
  });
});

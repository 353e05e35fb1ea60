import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stampFile, stampSeal, verifyStamp } from '../../src/evidence/timestamp.ts';

const call = promisify(execFile);
let dir = '';
let authority: Server;
let url = '';
const openssl = async (...args: readonly string[]) => await call('openssl', args, { cwd: dir });

const config = `
[ tsa ]
default_tsa = own
[ own ]
serial = $ENV::TSA/serial
signer_cert = $ENV::TSA/tsa.pem
certs = $ENV::TSA/ca.pem
signer_key = $ENV::TSA/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
[ stamping ]
extendedKeyUsage = critical,timeStamping
`;

/** A time stamping authority of openssl's own, behind a real HTTP server on the loopback. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-tsa-'));
  process.env['TSA'] = dir;
  await writeFile(join(dir, 'tsa.cnf'), config);
  await writeFile(join(dir, 'serial'), '01\n');
  await openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority', '-days', '2');
  await openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/CN=Test stamping');
  await openssl(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-out',
    'tsa.pem',
    '-days',
    '2',
    '-extfile',
    'tsa.cnf',
    '-extensions',
    'stamping',
  );
  await openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'other.key', '-out', 'other.pem', '-subj', '/CN=Other', '-days', '2');
  authority = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      await writeFile(join(dir, 'asked'), Buffer.concat(chunks));
      if (request.url === '/busy') return response.writeHead(503).end();
      await openssl('ts', '-reply', '-config', 'tsa.cnf', '-section', 'own', '-queryfile', 'asked', '-out', 'answered');
      return response
        .writeHead(200, { 'content-type': 'application/timestamp-reply' })
        .end(request.url === '/odd' ? 'no token' : await readFile(join(dir, 'answered')));
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => authority.once('listening', resolve));
  url = `http://127.0.0.1:${(authority.address() as AddressInfo).port}`;
}, 30_000);
afterAll(async () => {
  authority.closeAllConnections();
  await new Promise((resolve) => authority.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

const ca = () => join(dir, 'ca.pem');
async function sealed(): Promise<string> {
  const run = await mkdtemp(join(dir, 'run-'));
  await writeFile(join(run, 'seal.dsse.json'), '{"payload":""}\n');
  return run;
}

describe('a time stamp (RFC 3161)', () => {
  it('is asked for over the seal, kept beside it, and holds offline', async () => {
    const run = await sealed();
    expect(await verifyStamp(run, ca())).toEqual({ state: 'none', time: null });
    await stampSeal(run, url);
    expect(await verifyStamp(run, ca())).toMatchObject({ state: 'valid', time: expect.stringMatching(/GMT$/u) });
    expect(await verifyStamp(run, null)).toMatchObject({ state: 'unchecked' });
  });
  it('is not the one of another authority, of another seal, or with a flipped byte', async () => {
    const run = await sealed();
    await stampSeal(run, url);
    expect(await verifyStamp(run, join(dir, 'other.pem'))).toMatchObject({ state: 'broken' });
    const token = await readFile(join(run, 'seal.tsr'));
    // Not everywhere: the certificates that a token carries for convenience are not signed by it.
    const imprint = token.indexOf(
      createHash('sha256')
        .update(await readFile(join(run, 'seal.dsse.json')))
        .digest(),
    );
    expect(imprint).toBeGreaterThan(0);
    for (const at of [0, 5, imprint, imprint + 31, imprint + 50, token.length - 1]) {
      const flipped = Buffer.from(token);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await writeFile(join(run, 'seal.tsr'), flipped);
      expect(await verifyStamp(run, ca())).toMatchObject({ state: 'broken' });
    }
    await writeFile(join(run, 'seal.tsr'), token);
    await writeFile(join(run, 'seal.dsse.json'), '{"payload":"x"}\n');
    expect(await verifyStamp(run, ca())).toMatchObject({ state: 'broken' });
  });
  it('is asked for over any file, and never replaced', async () => {
    const file = join(dir, 'anchors.4');
    await writeFile(file, '{"entries":4}\n');
    await stampFile(file, `${file}.tsr`, url);
    await expect(openssl('ts', '-verify', '-data', file, '-in', `${file}.tsr`, '-CAfile', ca())).resolves.toMatchObject({
      stdout: expect.stringContaining('OK'),
    });
    await expect(stampFile(file, `${file}.tsr`, url)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await writeFile(file, '{"entries":5}\n');
    await expect(openssl('ts', '-verify', '-data', file, '-in', `${file}.tsr`, '-CAfile', ca())).rejects.toThrow(/Command failed/u);
  });
  it.each(['/busy', '/odd'])('is refused when the authority does not grant it (%s)', async (path) => {
    const run = await sealed();
    await expect(stampSeal(run, url + path)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await verifyStamp(run, ca())).toMatchObject({ state: 'none' });
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resolveEndpoints } from '../../src/stack/engine-context.ts';
import type { ContextFiles } from '../../src/stack/engine-context.ts';

const id = createHash('sha256').update('desk').digest('hex');
const meta = `/home/a/.docker/contexts/meta/${id}/meta.json`;
const desk = JSON.stringify({ Name: 'desk', Endpoints: { docker: { Host: 'tcp://10.0.0.9:2376' } } });

function files(texts: Readonly<Record<string, string>>, sockets: readonly string[] = []): ContextFiles {
  return { home: '/home/a', readText: (path) => texts[path] ?? null, isSocket: (path) => sockets.includes(path) };
}

describe('finding the engine', () => {
  it('takes DOCKER_HOST before any context', () => {
    const found = resolveEndpoints({ DOCKER_HOST: 'tcp://h:1', DOCKER_CONTEXT: 'desk' }, files({ [meta]: desk }));
    expect(found).toEqual([{ source: 'DOCKER_HOST', context: 'default', address: 'tcp://h:1', certificates: null }]);
  });

  it('uses the certificates of DOCKER_CERT_PATH only when they are to be verified', () => {
    expect(resolveEndpoints({ DOCKER_HOST: 'tcp://h:1', DOCKER_CERT_PATH: '/c' }, files({}))[0]?.certificates).toBeNull();
    expect(resolveEndpoints({ DOCKER_HOST: 'tcp://h:1', DOCKER_CERT_PATH: '/c', DOCKER_TLS_VERIFY: '1' }, files({}))[0]?.certificates).toBe('/c');
  });

  it('takes the context of DOCKER_CONTEXT before the current one', () => {
    const texts = { [meta]: desk, '/home/a/.docker/config.json': '{"currentContext":"other"}' };
    expect(resolveEndpoints({ DOCKER_CONTEXT: 'desk' }, files(texts))[0]).toMatchObject({ source: 'context', context: 'desk', address: 'tcp://10.0.0.9:2376' });
  });

  it('takes the current context of config.json, with its certificates', () => {
    const texts = { [meta]: desk, '/home/a/.docker/config.json': '{"currentContext":"desk"}', [`/home/a/.docker/contexts/tls/${id}/docker/ca.pem`]: 'x' };
    expect(resolveEndpoints({}, files(texts))[0]?.certificates).toBe(`/home/a/.docker/contexts/tls/${id}/docker`);
  });

  it('never falls back to another engine when the context is unknown', () => {
    expect(resolveEndpoints({ DOCKER_CONTEXT: 'gone' }, files({}, ['/var/run/docker.sock']))).toEqual([]);
  });

  it('tries the usual sockets that are there, in order', () => {
    const sockets = ['/home/a/.docker/run/docker.sock', '/var/run/docker.sock'];
    expect(resolveEndpoints({}, files({ '/home/a/.docker/config.json': 'not json' }, sockets)).map((found) => found.address)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///home/a/.docker/run/docker.sock',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { Secrets } from '../../src/model/secrets.ts';

const canary = 'AGE-SECRET-KEY-1CANARY/7+QQ';

describe('the secrets of a run', () => {
  it.each([
    ['as it is', canary],
    ['in base64', Buffer.from(canary).toString('base64')],
    ['in base64url', Buffer.from(canary).toString('base64url')],
    ['in hexadecimal', Buffer.from(canary).toString('hex')],
    ['in a URL', encodeURIComponent(canary)],
  ])('are taken out %s, and their name stays', (_how, form) => {
    const secrets = new Secrets();
    secrets.learn('backup-identity', `# made today\n${canary}\n`);
    const text = secrets.redacted(`exit 1: cannot open ${form} at all`);
    expect(text).toBe('exit 1: cannot open [secret backup-identity] at all');
  });

  it('are taken out of every text of a fact, of names and lists too, and nothing else is changed', () => {
    const secrets = new Secrets();
    secrets.learn('phi-key', JSON.stringify({ current: '0a1b2c3d', keys: { '0a1b2c3d': canary } }));
    const fact = { type: 'step-ended', seconds: 1.5, ok: true, none: null, outputs: { [canary]: [canary, 'exit 0'], id: '0a1b2c3d' } };
    expect(secrets.redactedData(fact)).toEqual({ ...fact, outputs: { '[secret phi-key]': ['[secret phi-key]', 'exit 0'], id: '0a1b2c3d' } });
  });

  it('are the values of constants, whose names stay', () => {
    const secrets = new Secrets();
    secrets.learn('salts', `define( 'SECURE_AUTH_KEY', 'k8#mN2$pQ7!vX4' );\ndefine("LOGGED_IN_SALT", "Zt5&wR9*bL1@cD");\n`);
    expect(secrets.redacted('SECURE_AUTH_KEY is k8#mN2$pQ7!vX4, LOGGED_IN_SALT is Zt5&wR9*bL1@cD')).toBe(
      'SECURE_AUTH_KEY is [secret salts], LOGGED_IN_SALT is [secret salts]',
    );
  });

  it('are not what is too short to be one, and the longer of two is taken out whole', () => {
    const secrets = new Secrets();
    secrets.learn('short', 'db');
    secrets.learn('one', 'abcdefghij');
    secrets.learn('two', 'abcdefghijklmno');
    expect(secrets.redacted('db abcdefghijklmno abcdefghij')).toBe('db [secret two] [secret one]');
  });
});

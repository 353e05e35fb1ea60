import { describe, expect, it } from 'vitest';
import { differencesFromLock } from '../../src/commands/lock-differences.ts';

const plugin = (slug: string, version: string, digest: string) => ({ kind: 'plugin', slug, version, digest });
const lock = [{ kind: 'core', slug: 'wordpress', version: '6.8', digest: '' }, plugin('shop', '1.0', 'sha256:a'), plugin('audit', '2.0', 'sha256:b')];

describe('a mirror beside its lock', () => {
  it('differs in nothing where all bytes are the locked ones, and says nothing without a lock', () => {
    expect(differencesFromLock(lock, [plugin('shop', '1.0', 'sha256:a'), plugin('audit', '2.0', 'sha256:b')])).toEqual([]);
    expect(differencesFromLock(null, [plugin('shop', '1.0', 'sha256:x')])).toEqual([]);
  });
  it('is told by version, by bytes, by what is new and by what is missing', () => {
    const found = [plugin('shop', '1.1', 'sha256:c'), { kind: 'drop-in', slug: 'object-cache.php', version: '', digest: 'sha256:d' }];
    expect(differencesFromLock(lock, found)).toEqual([
      'The plugin shop: the mirror has 1.1 in place of 1.0 of stack.lock.yaml.',
      'The drop-in object-cache.php: stack.lock.yaml does not know it.',
      'The plugin audit of stack.lock.yaml: the mirror does not have it.',
    ]);
    expect(differencesFromLock(lock, [plugin('shop', '1.0', 'sha256:x'), plugin('audit', '2.0', 'sha256:b')])).toEqual([
      'The plugin shop: the mirror has other bytes than stack.lock.yaml.',
    ]);
  });
});

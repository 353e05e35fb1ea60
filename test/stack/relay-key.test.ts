import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { makeRelayKey } from '../../src/stack/relay.ts';

describe("the relay's key", () => {
  // Of the Ed25519 keys that ssh2 makes, those whose public half begins with a zero byte (one in 256) are malformed.
  it('is one that its own client reads, every time', async () => {
    const unreadable: string[] = [];
    for (let made = 0; made < 1000; made += 1) {
      const { privateKey, publicKey } = await makeRelayKey();
      const [own, theirs] = [ssh2.utils.parseKey(privateKey), ssh2.utils.parseKey(publicKey)];
      if (own instanceof Error) unreadable.push(own.message);
      else if (theirs instanceof Error) unreadable.push(theirs.message);
      else if (!own.getPublicSSH().equals(theirs.getPublicSSH())) unreadable.push('two halves that do not belong together');
    }
    expect(unreadable).toEqual([]);
  });
});

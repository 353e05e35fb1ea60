import type { Escrow } from '../model/ports/mirror.ts';
import type { Secrets } from '../model/secrets.ts';
import type { RunSecrets } from '../stack/secrets.ts';
import type { SiteFacts } from '../stack/site/facts.ts';

/** Tells `secrets` the run's passwords, the drill's own accounts, and the keys that came with the mirror's first state. */
export function learnAll(
  secrets: Secrets,
  run: RunSecrets,
  { accounts, vaultKeyFile, tableKey }: Pick<SiteFacts, 'accounts' | 'vaultKeyFile' | 'tableKey'>,
): void {
  secrets.learn("Muster's database account", run.musterPassword);
  secrets.learn("shop's database account", run.wordpressPassword);
  secrets.learn('object cache', run.cachePassword);
  secrets.learn('tablespace key', tableKey ?? '');
  secrets.learn('phi-key', vaultKeyFile);
  for (const { role, password, applicationPassword } of Object.values(accounts)) {
    secrets.learn(`account ${role}`, password);
    secrets.learn(`account ${role}`, applicationPassword);
  }
}

/** An escrow whose keys are learned as they come and go. */
export function learning(escrow: Escrow, secrets: Secrets): Escrow {
  return {
    async put(name, value) {
      secrets.learn(name, value);
      await escrow.put(name, value);
    },
    async take(name) {
      const value = await escrow.take(name);
      secrets.learn(name, value);
      return value;
    },
  };
}

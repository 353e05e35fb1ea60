/** Where a key out of escrow belongs: the service, the file, and who may read it. */
export interface KeyPlace {
  readonly service: 'toolbox' | 'web';
  readonly file: string;
  readonly owner: string;
}

const toolbox = (name: string): KeyPlace => ({ service: 'toolbox', file: `/run/muster/${name}`, owner: 'root:root' });

/** Every key that a runbook can take out of escrow, by its name there. */
export const keyPlaces = {
  'backup-identity': toolbox('backup-identity'),
  'gpg-key': toolbox('gpg-key'),
  passphrase: toolbox('passphrase'),
  'updraft-phrase': toolbox('updraft-phrase'),
  'phi-key': { service: 'web', file: '/etc/phi-vault/keys.json', owner: 'root:www-data' },
  /** Not a file of its own: lines of wp-config.php. */
  salts: { service: 'web', file: '/var/www/html/wp-config.php', owner: 'www-data:www-data' },
} as const satisfies Readonly<Record<string, KeyPlace>>;

export type KeyName = keyof typeof keyPlaces;

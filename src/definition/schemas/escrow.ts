import { name } from './common.ts';

/** A path, an environment variable's name, or a command: which one, `from` says; a list is always a command. */
const place = {
  type: ['string', 'array'],
  minLength: 1,
  maxLength: 500,
  items: { type: 'string' },
  minItems: 1,
  description: 'a path, the name of an environment variable, or a command as a list',
} as const;

/** Who keeps the keys, and where a run on a production backup takes each of them. */
export const escrow = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'custodian'],
  properties: {
    from: { enum: ['file', 'env', 'command', 'manual'] },
    custodian: name,
    keys: {
      type: 'object',
      additionalProperties: false,
      properties: {
        'backup-identity': place,
        'gpg-key': place,
        passphrase: place,
        'updraft-phrase': place,
        'restic-password': place,
        'phi-key': place,
        salts: place,
      },
      description: 'a mapping of backup-identity, gpg-key, passphrase, updraft-phrase, restic-password, phi-key and salts',
    },
  },
} as const;

import type { PartFacts, SetFacts } from '../facts.ts';
import { encrypts } from '../peel.ts';
import { always, notRun, wrongOr, type Finding, type Rule } from './rule.ts';

const isEncrypted = ({ envelopes, kind }: PartFacts): boolean => kind === 'repository' || envelopes.some(encrypts);
const encrypted = ({ parts }: SetFacts): readonly PartFacts[] => parts.filter((part) => isEncrypted(part));

const everyPart: Rule = {
  id: 'encrypted',
  group: 'encrypted',
  title: 'Every part that may hold PHI is encrypted',
  required: always,
  judge({ parts }) {
    const open = parts.filter((part) => part.private && !isEncrypted(part));
    if (parts.length === 0) return notRun('nothing was read');
    if (!parts.some((part) => part.private)) return notRun('no part may hold PHI');
    const kinds = [...new Set(parts.flatMap(({ envelopes, kind }) => (kind === 'repository' ? ['restic'] : envelopes.filter((layer) => encrypts(layer)))))];
    return wrongOr(
      open.map(({ path, title }) => `${path} (${title})`),
      `by ${kinds.join(', ')}`,
      'readable by anybody who has the file',
    );
  },
};

/** A rule about the parts that are encrypted; not run where none is. */
function ofSealed({ id, title, judge }: Pick<Rule, 'id' | 'title'> & { readonly judge: (sealed: readonly PartFacts[]) => Finding }): Rule {
  return {
    id,
    title,
    group: 'encrypted',
    required: (facts) => encrypted(facts).length > 0,
    judge(facts) {
      const sealed = encrypted(facts);
      return sealed.length === 0 ? notRun('nothing is encrypted') : judge(sealed);
    },
  };
}

const rightKey = ofSealed({
  id: 'right-key-opens',
  title: 'The key from escrow opens it',
  judge(sealed) {
    const refused = sealed.filter(({ opened }) => opened === 'refused');
    const locked = sealed.filter(({ opened }) => opened === 'locked');
    if (refused.length === 0 && locked.length > 0) return notRun(`no key was given for ${locked.length} of ${sealed.length} encrypted files`);
    return wrongOr(
      refused.map(({ path }) => path),
      `it opened all ${sealed.length} encrypted files`,
      'no key that was given opens',
    );
  },
});

const wrongKey = ofSealed({
  id: 'wrong-key-fails',
  title: 'A key that Muster made up does not open it',
  judge(sealed) {
    const tried = sealed.filter((part) => part.wrongKey !== 'not-tried');
    const opened = tried.filter((part) => part.wrongKey === 'opened').map(({ path }) => path);
    if (tried.length < sealed.length && opened.length === 0) return notRun('tried only on files that the right key opens');
    return wrongOr(opened, `refused by all ${tried.length} encrypted files`, 'opened without the key');
  },
});

const unreadable: Rule = {
  id: 'nothing-readable-outside',
  group: 'encrypted',
  title: 'Nothing in it can be read without the key',
  required: (facts) => encrypted(facts).length > 0,
  judge(facts) {
    const scanned = facts.parts.flatMap(({ path, ciphertext }) => (ciphertext === null ? [] : [{ path, ciphertext }]));
    if (scanned.length === 0) return notRun('nothing is encrypted');
    const wrong = scanned
      .filter(({ ciphertext }) => !ciphertext.clean)
      .map(({ path, ciphertext }) =>
        ciphertext.runs > 0 ? `${path}: ${ciphertext.runs} stretch(es) of readable text` : `${path}: its bytes are not spread like encrypted ones`,
      );
    const bytes = scanned.reduce((sum, { ciphertext }) => sum + ciphertext.bytes, 0);
    return wrongOr(wrong, `${(bytes / 1e6).toFixed(1)} MB searched: no readable text, so no INSERT INTO and no name`, 'readable without the key');
  },
};

const noKeyInside: Rule = {
  id: 'no-key-inside',
  group: 'encrypted',
  title: 'No key lies in the set',
  required: always,
  judge({ parts, database, inventory, keysBeside }) {
    const read = parts.filter(({ opened, damage, kind }) => opened === 'open' && damage === null && kind !== 'repository');
    const found = [...keysBeside, ...parts.flatMap(({ path, keys }) => keys.map((key) => `${path}: ${key}`))];
    const phrase =
      database?.hasUpdraftPhrase === true && parts.some(({ envelopes }) => envelopes.includes('updraft-crypt'))
        ? ["the database holds UpdraftPlus' phrase (option updraft_encryptionphrase), which opens this very set: with the shop lost, the phrase is lost"]
        : [];
    if (read.length < parts.length && found.length + phrase.length === 0)
      return notRun(`${parts.length - read.length} of ${parts.length} files could not be searched`);
    const config = inventory?.hasConfig === true ? '; wp-config.php is inside, with its salts and the password of the database' : '';
    return wrongOr([...found, ...phrase], `no age identity, OpenPGP secret key, key file of phi-vault or given passphrase was found${config}`, 'found');
  },
};

export const encryptedRules: readonly Rule[] = [everyPart, rightKey, wrongKey, unreadable, noKeyInside];

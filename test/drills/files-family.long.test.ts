import { describe, expect, it } from 'vitest';
import type { DrillResult } from '../../src/model/result.ts';
import { assertionOf } from './rehearse.ts';
import { stepUnder, tried, without } from './tried.ts';

const site = 'sites/clinic-shop';
const runbook = (name: string): string => `${site}/runbooks/${name}.md`;

/** Puts what a person would type in the web server in the place of the step under a heading. */
const instead = (heading: string, argv: readonly string[]) => (text: string) =>
  text.replace(
    stepUnder(heading),
    `## ${heading}\n\`\`\`yaml step\nexec: { service: web, argv: ${JSON.stringify(argv)}, user: root }\nwho: site-administrator\ntimeout: PT2M\n\`\`\`\n`,
  );

/** One run of a drill whose runbook or stack is changed, without the proof. */
const wrong = async (drill: string, change: Readonly<Record<string, (text: string) => string>>): Promise<DrillResult> =>
  await tried({ drill, change, flags: { prove: false } });

describe('a drill of the files and code family', { timeout: 400_000 }, () => {
  it.each(['plugins-lost', 'drop-in-dangling', 'ransomware', 'version-mismatch', 'discovery-exposed', 'host-loss'])(
    '%s passes by its own runbook, every check shown to be able to fail',
    async (drill) => {
      const result = await tried({ drill });
      expect(result.reasons).toEqual([]);
      expect(result.assertions.map(({ kind, after, proof }) => [kind, after, proof])).toEqual(result.assertions.map(({ kind }) => [kind, 'holds', 'caught']));
    },
  );
});

describe('a runbook or backup that is wrong in a way teams really get wrong', { timeout: 400_000 }, () => {
  it('fails core-files when core is copied over what is there, which leaves the added file', async () => {
    const copied = instead('Restore WordPress core from the last clean backup', ['cp', '-a', '/usr/src/wordpress/.', '/var/www/html/']);
    const result = await wrong('core-tampering', { [runbook('core-restore')]: copied });
    expect(assertionOf(result, 'core-files')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail', counts: { added: 1 } });
  });

  it('fails plugins-present and no-unlogged-phi when the clinic’s own logger is not among what came back, and nobody is told', async () => {
    const lacking = (text: string): string =>
      instead('Reactivate the plugins in the documented order', ['rm', '-r', '/var/www/html/wp-content/plugins/phi-access-log'])(text);
    const result = await wrong('plugins-lost', { [runbook('plugins-restore')]: lacking });
    expect(assertionOf(result, 'plugins-present')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { off: 0 } });
    expect(assertionOf(result, 'no-unlogged-phi')).toMatchObject({ after: 'broken', verdict: 'fail' });
  });

  it('fails plugins-present when the backup leaves must-use plugins and drop-ins out, and no step notices', async () => {
    const leaving = (text: string): string =>
      text.replace('  schedule: { every: PT45M', '  leaves-out: [wp-content/mu-plugins, wp-content/maintenance.php]\n  schedule: { every: PT45M');
    const result = await wrong('drop-in-dangling', { [`${site}/stack.yaml`]: leaving });
    expect(result.steps.every(({ state }) => state === 'succeeded')).toBe(true);
    expect(assertionOf(result, 'plugins-present')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
  });

  it('fails core-files and no-foreign-code when everything comes from the latest backup', async () => {
    const latest = (text: string): string => without('Find the newest backup that is good')(text).replaceAll('"${steps.choose.outputs.set}"', 'latest');
    const result = await wrong('ransomware', { [runbook('ransomware')]: latest });
    expect(result.verdict).toBe('fail');
    expect(assertionOf(result, 'core-files')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
    expect(assertionOf(result, 'no-foreign-code')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  });

  it('fails roles-unchanged and phi-integrity when the newer plugins boot on the older database and upgrade it', async () => {
    const result = await wrong('version-mismatch', { [runbook('version-restore')]: without('Restore the plugins of the last clean backup') });
    expect(assertionOf(result, 'roles-unchanged')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail', counts: { added: 1 } });
    const { before, after, verdict, counts } = assertionOf(result, 'phi-integrity');
    expect({ before, after, verdict }).toEqual({ before: 'holds', after: 'broken', verdict: 'fail' });
    // The items of prescriptions, which the plugin's 1.1 renames.
    expect(counts['altered']).toBeGreaterThan(1000);
  });

  it('fails files-private when the permalinks are saved instead of the rules restored, and discovery-access with it', async () => {
    const saved = (text: string): string =>
      without('Restore the must-use plugins')(instead('Restore the web rules', ['php', '/opt/muster/control.php', 'rewrite-rules'])(text));
    const result = await wrong('discovery-exposed', { [runbook('rules-restore')]: saved });
    expect(assertionOf(result, 'files-private')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
    expect(assertionOf(result, 'discovery-access')).toMatchObject({ before: 'holds', felt: 'broken', after: 'broken', verdict: 'fail' });
  });

  it('fails phi-encryption when the rebuilt host gets everything but the PHI key', async () => {
    const keyless = (text: string): string => text.replace('keys: [backup-identity, phi-key]', 'keys: [backup-identity]');
    const result = await wrong('host-loss', { [runbook('host-rebuild')]: keyless });
    expect(assertionOf(result, 'phi-encryption')).toMatchObject({ before: 'holds', after: 'broken', verdict: 'fail' });
  });
});

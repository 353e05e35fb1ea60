import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { steps } from '../../src/runbook/index.ts';
import { samplePlan } from '../model/sample-plan.ts';
import { logged, memoryMirror } from './memory-mirror.ts';
import type { Done, MemoryMirror } from './memory-mirror.ts';

const secret = 'AGE-SECRET-KEY-1QQQ';

function kindOf(name: string) {
  const kind = steps.find((one) => one.kind === name);
  if (kind === undefined) throw new Error(`no step ${name}`);
  return kind;
}
async function applied(
  name: string,
  params: JsonObject,
  prepare: (mirror: MemoryMirror) => void = () => undefined,
): Promise<MemoryMirror & { readonly outcome: unknown; readonly whats: readonly string[] }> {
  const mirror = memoryMirror();
  prepare(mirror);
  const outcome = await kindOf(name).apply(params, mirror.context);
  return { ...mirror, outcome, whats: mirror.done.map((one) => `${one.on}: ${one.what}`) };
}
const withKeys = ({ escrow, rows, answers }: MemoryMirror): void => {
  escrow.set('break-glass', Buffer.from(JSON.stringify({ login: 'break-glass', password: secret, applicationPassword: secret })));
  escrow.set('backup-identity', Buffer.from(secret)).set('phi-key', Buffer.from(secret));
  rows
    .set('WHERE option_name = ?', [{ one: 1 }])
    .set('u.user_pass LIKE', [{ id: 7 }])
    .set('MAX(id)', [{ id: 2 }])
    .set('MAX(date_created_gmt)', [{ newest: '2026-11-23 09:00:00' }]);
  answers.set('denied', { stdout: '0 0' });
  answers.set('access.ndjson', { stdout: '{"id":2}\n{"id":3,"at":"x","hash":"h"}\n{"id":4}\n' });
};

describe.each(steps.map((one) => [one.kind, one] as const))('the step %s', (name, one) => {
  it('prints what a person would type, and says why where Muster does it another way', () => {
    const { commands, fidelity, reason } = one.describe(one.example, samplePlan().site);
    expect(commands.length).toBeGreaterThan(0);
    expect(reason === '').toBe(fidelity === 'as-documented');
  });
  it('describes itself without looking at anything, the same way twice', () => {
    expect(one.describe(one.example, samplePlan().site)).toEqual(one.describe(one.example, samplePlan().site));
  });
  it('never puts a secret into an argument, an output or the journal', async () => {
    const { done, outcome, facts } = await applied(name, one.example, withKeys);
    expect(JSON.stringify([done.map((each: Done) => [each.what, each.argv ?? [], each.values ?? []]), outcome, facts])).not.toContain(secret);
  });
  it('fails with what and where when its program fails, quoting none of its output', async () => {
    const mirror = memoryMirror();
    withKeys(mirror);
    mirror.answers.clear();
    mirror.answers.set('', { code: 7, stdout: 'row content 555-0100' });
    const error: unknown = await kindOf(name)
      .apply(one.example, mirror.context)
      .catch((caught: unknown) => caught);
    const ranProgram = mirror.done.some((each) => each.argv !== undefined);
    if (ranProgram) expect(error).toMatchObject({ code: 'STEP_FAILED', message: expect.stringContaining('exit 7') });
    expect(JSON.stringify(error instanceof Error ? error.message : error)).not.toContain('555-0100');
  });
});

describe('what the steps do', () => {
  it('gives a command a key out of escrow in its environment, named in the runbook and shown by its name only', async () => {
    const params = { service: 'toolbox', argv: ['restic', 'check'], 'secret-env': { RESTIC_PASSWORD: 'passphrase' } };
    const given: unknown[] = [];
    const { done } = await applied('exec', params, (mirror) => {
      mirror.escrow.set('passphrase', Buffer.from(`${secret}\n`));
      const { containers } = mirror.context.mirror;
      const exec = containers.exec.bind(containers);
      Object.assign(containers, { exec: (...call: Parameters<typeof exec>) => (given.push(call[2]?.env), exec(...call)) });
    });
    expect(given).toEqual([{ RESTIC_PASSWORD: secret }]);
    expect(done[0]?.argv).toEqual(['restic', 'check']);
    expect(kindOf('exec').describe(params, samplePlan().site).commands).toEqual(['RESTIC_PASSWORD=<passphrase from escrow> restic check']);
  });

  it('runs an argument list as it is written, and quotes it for a person', async () => {
    const params = { service: 'web', argv: ['echo', "it's", 'a b'], user: 'www-data' };
    expect((await applied('exec', params)).done).toMatchObject([{ on: 'web', argv: params.argv, user: 'www-data' }]);
    expect(kindOf('exec').describe(params, samplePlan().site).commands).toEqual([String.raw`echo 'it'\''s' 'a b'`]);
  });
  it('reads one order with the break-glass account and finds it in the access log', async () =>
    expect((await applied('emergency-read', {}, withKeys)).outcome).toEqual({ text: 'one order read, and found in the access log', outputs: { read: 1 } }));
  it('fails where the break-glass account is not served', async () => {
    const refused = applied('emergency-read', {}, (mirror) => (withKeys(mirror), mirror.answers.set('read order', { code: 401, stdout: '' })));
    await expect(refused).rejects.toMatchObject({ code: 'STEP_FAILED', message: expect.stringContaining('gets 401 and no order') });
  });
  it('fails where what the break-glass account read has no row in the access log', async () => {
    const unlogged = applied('emergency-read', {}, (mirror) => (withKeys(mirror), mirror.rows.set(logged, [])));
    await expect(unlogged).rejects.toMatchObject({ code: 'STEP_FAILED', message: expect.stringContaining('has no row of it') });
  });
  it('closes and opens the shop by its maintenance file', async () => {
    expect((await applied('maintenance-on', {})).done).toMatchObject([
      { on: 'web', argv: ['tee', '/var/www/html/.maintenance'], stdin: '<?php $upgrading = time();' },
    ]);
    expect((await applied('maintenance-off', {})).done).toMatchObject([{ argv: ['rm', '-f', '/var/www/html/.maintenance'] }]);
  });
  it('puts keys where they are needed, by standard input', async () => {
    const { done } = await applied('restore-keys', { keys: ['backup-identity', 'phi-key'] }, withKeys);
    expect(done.map((one) => [one.on, Buffer.isBuffer(one.stdin) ? one.stdin.toString() : ''])).toEqual([
      ['toolbox', secret],
      ['web', secret],
    ]);
  });
  it('refuses an empty key', async () => {
    await expect(applied('restore-keys', { keys: ['phi-key'] })).rejects.toMatchObject({ code: 'STEP_FAILED', message: 'Escrow holds no phi-key.' });
  });
  it("keeps the shop's account locked from before the import until the fingerprint is taken", async () => {
    const { whats, outcome, facts } = await applied('restore-database', { from: 'latest' }, withKeys);
    expect(whats.map((what) => what.slice(5))).toEqual([
      "ALTER USER 'wordpress'@'%' ACCOUNT LOCK",
      'restore two',
      'fingerprint',
      expect.stringContaining('MAX(date_created_gmt)'),
      "ALTER USER 'wordpress'@'%' ACCOUNT UNLOCK",
    ]);
    expect(outcome).toMatchObject({ outputs: { set: 'two', rows: 7, newestRecordAt: '2026-11-23T09:00:00.000Z' } });
    expect(facts).toMatchObject([{ type: 'fingerprint-taken', moment: 'import', rows: 7 }]);
  });
  it.each([
    ['last-clean', 'one'],
    ['latest', 'two'],
    ['previous', 'one'],
    ['two', 'two'],
  ])('takes the backup set that "%s" means', async (from, name) => {
    expect((await applied('restore-database', { from }, withKeys)).whats).toContain(`sql: restore ${name}`);
  });
  it('refuses a backup set that does not exist, before it locks anybody out', async () => {
    const mirror = memoryMirror();
    await expect(kindOf('restore-database').apply({ from: 'three' }, mirror.context)).rejects.toMatchObject({ code: 'STEP_FAILED' });
    expect(mirror.done).toEqual([]);
  });
  it('imports only the log rows that the table lacks, as values, then moves the head', async () => {
    const { done, outcome } = await applied('import-external-log', {}, withKeys);
    const [insert] = done.filter((one) => one.what.startsWith('INSERT'));
    expect(insert?.values?.filter((value) => value === 3 || value === 4)).toEqual([3, 4]);
    expect(insert?.values).not.toContain(2);
    expect(done.at(-1)?.what).toContain('phi_access_log_head');
    expect(outcome).toMatchObject({ outputs: { imported: 2 } });
  });
  it('names the line of an off-box log that is no log row, and quotes nothing of it', async () => {
    await expect(
      applied('import-external-log', {}, (mirror) => {
        withKeys(mirror);
        mirror.answers.set('access.ndjson', { stdout: '{"id":1}\n{"cut' });
      }),
    ).rejects.toMatchObject({ code: 'STEP_FAILED', message: 'Line 2 of the off-box access log is not a log row.' });
  });
  const tops = [{ i: 0, top: '120' }];
  it('raises each counter that is too low above the highest number in use, and the margin', async () => {
    const { whats, outcome } = await applied('raise-ids', { margin: 10 }, (mirror) => {
      withKeys(mirror);
      mirror.rows.set('AS top FROM', tops);
    });
    expect(whats.filter((what) => what.includes('ALTER'))).toEqual([
      'sql: ALTER TABLE `wp_posts` AUTO_INCREMENT = 131',
      'sql: ALTER TABLE `wp_users` AUTO_INCREMENT = 131',
    ]);
    expect(outcome).toMatchObject({ outputs: { raised: ['posts', 'users'] } });
  });
  it('raises them above what only the access log or its off-box copy names', async () => {
    const { whats } = await applied('raise-ids', { margin: 0 }, (mirror) => {
      mirror.rows.set("LIKE 'order:%'", [{ orders: '7', users: '300' }]);
      mirror.answers.set('denied', { stdout: '400 5\n' });
    });
    expect(whats.filter((what) => what.includes('ALTER'))).toEqual([
      'sql: ALTER TABLE `wp_posts` AUTO_INCREMENT = 401',
      'sql: ALTER TABLE `wp_users` AUTO_INCREMENT = 301',
    ]);
  });
  it('raises no counter that stands high enough', async () => {
    const { whats } = await applied('raise-ids', { margin: 0 }, withKeys);
    expect(whats.filter((what) => what.includes('ALTER'))).toEqual([]);
  });
  it('refuses an off-box log that the site does not keep', async () => {
    await expect(
      applied('import-external-log', {}, (mirror) => {
        Object.assign(mirror.context.accessLog, { offBox: null });
      }),
    ).rejects.toMatchObject({ code: 'STEP_FAILED', message: expect.stringContaining('no off-box copy') });
  });
  it('switches all plugins off, then each on in the given order, the stand-in for commerce', async () => {
    const { whats } = await applied('reactivate-plugins', { order: ['rx-intake', 'commerce'] });
    expect(whats[0]).toContain("option_value = 'a:0:{}'");
    expect(whats.slice(1)).toEqual(['wordpress: activate {"plugin":"rx-intake"}', 'wordpress: activate {"plugin":"order-desk"}']);
  });
  it('derives the order of the plugins from the plan', async () => {
    expect((await applied('reactivate-plugins', { derive: true })).whats.slice(1)).toEqual([
      'wordpress: activate {"plugin":"phi-vault"}',
      'wordpress: activate {"plugin":"order-desk"}',
    ]);
  });
  it('passes over a newer set that is broken, and gives the name of the good one to the next step', async () => {
    const { whats, outcome } = await applied('choose-backup', {});
    expect(whats).toEqual(['sql: inspect two', 'sql: inspect one']);
    expect(outcome).toMatchObject({ outputs: { set: 'one', refused: 1, why: ['two (encrypted)'] } });
  });
  it('fails when no set is good, naming what is wrong with each', async () => {
    await expect(
      applied('choose-backup', {}, ({ context }) => {
        Object.assign(context.backups, { sets: [{ name: 'two' }] });
      }),
    ).rejects.toMatchObject({ code: 'STEP_FAILED', message: 'None of the 1 backup sets is good: two (encrypted).' });
  });
  it('puts rows back over the damaged ones and closes what it opened', async () => {
    const { whats } = await applied('restore-rows', { tables: ['wc_order_addresses'], from: 'last-clean' });
    expect(whats.at(0)).toBe('sql: open wc_order_addresses of one');
    expect(whats.at(-2)).toBe('sql: REPLACE INTO `wp_wc_order_addresses` SELECT * FROM `muster_rows`.`wp_wc_order_addresses`');
    expect(whats.at(-1)).toBe('sql: close the tables');
  });
  it('restores no rows of a table that the PHI map does not know', async () => {
    await expect(applied('restore-rows', { tables: ['nobody_knows'], from: 'latest' })).rejects.toMatchObject({ code: 'STEP_FAILED' });
  });
});

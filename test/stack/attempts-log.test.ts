import { describe, expect, it } from 'vitest';
import { readAttempts } from '../../src/stack/attempts-log.ts';

const logs = { names: [], trap: [], guard: [], probeNames: ['muster-probe-'], own: ['web', 'db', 'toolbox', 'shop.clinic.example'], toolbox: '10.0.0.2' };

describe("the site's attempts to reach the world", () => {
  it('counts a question once, not its IPv6 twin, and does not show a name that the site made up', () => {
    const names = [
      'Nov 23 dnsmasq[9]: query[A] jane-doe-1980.evil.example from 10.0.0.3',
      'Nov 23 dnsmasq[9]: query[AAAA] jane-doe-1980.evil.example from 10.0.0.3',
      'Nov 23 dnsmasq[9]: config jane is 10.0.0.2',
    ];
    expect(readAttempts({ ...logs, names })).toMatchObject({ egressAttempted: 1, attempts: ['name server: another host'] });
  });

  it("leaves out Muster's own probes, the mirror's own names, and what toolbox asks", () => {
    const names = [
      'query[A] muster-probe-ab.example.com from 10.0.0.3',
      'query[A] db from 10.0.0.3',
      'query[A] shop.clinic.example from 10.0.0.3',
      'query[A] example.org from 10.0.0.2',
    ];
    expect(readAttempts({ ...logs, names }).egressAttempted).toBe(0);
  });

  it('tells mail, refused HTTP and trapped connections apart', () => {
    const guard = ['{"at":"x","kind":"mail","recipients":1,"bytes":9}', '{"kind":"http","host":"api.wordpress.org"}', '{"kind":"cron"}', 'cut {'];
    const found = readAttempts({ ...logs, guard, trap: ['1 10.0.0.3 443', '2 10.0.0.3 443'] });
    expect(found).toMatchObject({ mailCaptured: 1, httpRefused: 1, egressAttempted: 3, egressSucceeded: 0 });
    expect(found.attempts).toEqual(['trap: a connection to port 443 (2 times)', 'guard: http to api.wordpress.org', 'guard: cron', 'guard: other']);
  });

  it('shows no kind, host or port that the site could have written itself', () => {
    const guard = [
      '{"kind":"jane-doe"}',
      '{"kind":"http","host":"jane.doe"}',
      '{"kind":"http","host":"jane-doe.api.wordpress.org"}',
      '{"kind":"http","host":"API.WordPress.org."}',
      '{"kind":"cron","host":"jane.doe"}',
    ];
    const found = readAttempts({ ...logs, guard, trap: ['1 10.0.0.3 jane', '1 10.0.0.3 99999'], names: ['query[A] jane.doe from 10.0.0.3'] });
    expect(JSON.stringify(found)).not.toMatch(/jane|doe|99999|null|NaN/u);
    expect(found.attempts).toEqual([
      'name server: another host',
      'trap: a connection to another port (2 times)',
      'guard: other',
      'guard: http to another host (2 times)',
      'guard: http to api.wordpress.org',
      'guard: cron',
    ]);
  });

  it('shows twenty different lines and counts the rest', () => {
    const trap = Array.from({ length: 25 }, (_, index) => `1 10.0.0.3 ${1000 + index}`);
    const found = readAttempts({ ...logs, trap: [...trap, '2 10.0.0.3 1024'] });
    expect(found.egressAttempted).toBe(26);
    expect(found.attempts).toHaveLength(21);
    expect(found.attempts.at(-1)).toBe('and 6 more');
  });

  it('says that a log was longer than what is read', () => {
    expect(readAttempts({ ...logs, guard: ['{"kind":"cron"}'], cut: ['guard'] }).attempts).toEqual([
      'guard: cron',
      'guard: its log is longer than what is counted',
    ]);
  });
});

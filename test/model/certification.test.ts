import { describe, expect, it } from 'vitest';
import { nothingToCertify } from '../../src/model/certification.ts';

type Asked = Parameters<typeof nothingToCertify>[0];
const whole: Asked = { evidenceGrade: 'production-backup', run: { state: 'finished' } as Asked['run'], reasons: [] };

describe('what nobody can certify', () => {
  it('is nothing of a finished run that caused its failure, whatever its verdict', () => {
    expect(nothingToCertify(whole)).toBeNull();
    expect(nothingToCertify({ ...whole, reasons: [{ code: 'rto-exceeded', text: '' }] })).toBeNull();
  });

  it('is a demonstration, a run that did not finish, and one that caused no failure', () => {
    expect(nothingToCertify({ ...whole, evidenceGrade: 'demo' })).toContain('demo');
    expect(nothingToCertify({ ...whole, run: { ...whole.run, state: 'interrupted' } })).toContain('did not finish');
    expect(nothingToCertify({ ...whole, reasons: [{ code: 'fault-not-injected', text: '' }] })).toContain('No failure was caused');
  });
});

import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { checkFiles } from '../../src/definition/check-files.ts';
import { formatDiagnostic } from '../../src/definition/diagnostic.ts';
import { diskFiles } from '../../src/definition/files.ts';
import { listDrills } from '../../src/definition/list-drills.ts';

const options = { files: diskFiles, catalog, today: '2026-11-23', cwd: process.cwd() } as const;

describe('the shipped drills', () => {
  it('have no problem', () => {
    const report = checkFiles(['drills'], options);
    expect(report.diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(report.sound).toContain('drills/database-loss.yaml');
  });

  it.each(['clinic-shop', 'harbor-pharmacy'])('all have a runbook on the site %s, or a reason why they cannot happen there', (site) => {
    const { drills, notHere, diagnostics } = listDrills('drills', options, `drills/sites/${site}`);
    expect(diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(notHere.map(({ id }) => id)).toEqual(['stale-cache']);
    expect(drills.length).toBeGreaterThan(20);
  });

  it('are listed with title, site and expectations', () => {
    expect(listDrills('drills', options).drills).toContainEqual({
      path: 'drills/database-loss.yaml',
      id: 'database-loss',
      title: 'The database volume is lost',
      site: 'sites/clinic-shop',
      faults: ['lose-volume'],
      expect: [
        'phi-integrity',
        'phi-encryption',
        'roles-unchanged',
        'access-log-continuous',
        'no-unlogged-phi',
        'checkout-works',
        'ids-not-reused',
        'references-whole',
      ],
    });
  });
});

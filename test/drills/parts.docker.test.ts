import { describe, expect, it } from 'vitest';
import { raise } from './raise.ts';

const site = 'sites/clinic-shop';
const lists = `
must-use: [{ slug: clinic-guard.php, source: { path: parts/clinic-guard.php } }]
drop-ins: [{ slug: maintenance.php, source: [{ artifact: no-such-drop-in }, { path: parts/maintenance.php }] }]
themes: [{ slug: clinic, source: { path: parts/clinic }, active: true }]
`;
const change = {
  [`${site}/stack.yaml`]: (text: string) => text.replace(/^must-use:[\s\S]*?^backup:/mu, 'backup:') + lists,
  [`${site}/parts/clinic-guard.php`]: () => '<?php\n/** Plugin Name: Clinic guard\n * Version: 1.1 */\n',
  [`${site}/parts/maintenance.php`]: () => '<?php\nhttp_response_code( 503 );\n',
  [`${site}/parts/clinic/style.css`]: () => '/*\nTheme Name: Clinic\nVersion: 2.3\n*/\n',
  [`${site}/parts/clinic/index.php`]: () => '<?php\necho "the clinic\'s own theme";\n',
};

describe('a site with must-use plugins, drop-ins and a theme', () => {
  it('has them where WordPress loads them, from the first source that has each', { timeout: 180_000 }, async () => {
    await using up = await raise(change, { commerce: 'order-desk' }, AbortSignal.timeout(170_000));
    const { wordpress, http } = up.mirror;
    expect(await wordpress.run('plugins')).toMatchObject({
      mustUse: [{ file: 'clinic-guard.php', name: 'Clinic guard', version: '1.1' }],
      dropIns: [{ file: 'maintenance.php' }],
    });
    await using session = http.session();
    expect((await session.request({ path: '/' })).text).toContain("the clinic's own theme");
  });
});

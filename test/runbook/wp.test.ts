import { describe, expect, it } from 'vitest';
import { wp } from '../../src/runbook/wp.ts';
import { memoryMirror } from './memory-mirror.ts';

const argv = ['user', 'session', 'destroy', "o'neil", '--all'];
const entry = '/opt/wp-cli/wp-cli.phar';

describe('the step wp', () => {
  it('prints what a person would type', () => {
    expect(wp.describe({ argv }, memoryMirror().context.mirror.site)).toMatchObject({
      commands: [String.raw`wp user session destroy 'o'\''neil' --all`],
      fidelity: 'as-documented',
    });
  });
  it('runs the argument list as the web server’s user, in the web root', async () => {
    const mirror = memoryMirror();
    mirror.answers.set('boot-fs.php', { stdout: `${entry}\n` });
    await wp.apply({ argv }, mirror.context);
    expect(mirror.done.at(-1)).toMatchObject({ on: 'web', user: 'www-data', argv: ['php', entry, '--path=/var/www/html', '--no-color', ...argv] });
    expect(mirror.done).toHaveLength(2);
  });
  it('puts WP-CLI there first where it is not, and refuses a tool that is none', async () => {
    const mirror = memoryMirror();
    mirror.answers.set('boot-fs.php', { code: 44 });
    await expect(wp.apply({ argv }, mirror.context)).rejects.toMatchObject({ code: 'STEP_FAILED', message: expect.stringContaining('neither a phar') });
    expect(mirror.done.map(({ user, stdin }) => [user, stdin])).toContainEqual(['root', 'a tar']);
  });
});

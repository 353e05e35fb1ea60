import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const bareName = /^[a-z0-9][a-z0-9-]*$/u;

/**
 * The path that a drill's name stands for. A path that exists stays as it is; a bare name such as `database-loss` is
 * looked for in `drills/` where the command runs, then among the drills that come with Muster (`home`). A name that none
 * has comes back as a path of `drills/`, so that what reads it can name the nearest one.
 */
export function namedDrill(name: string, cwd: string, home: string): string {
  if (!bareName.test(name) || existsSync(resolve(cwd, name))) return name;
  const own = join('drills', `${name}.yaml`);
  const shipped = join(home, own);
  if (existsSync(resolve(cwd, own))) return own;
  if (existsSync(shipped)) return shipped;
  return existsSync(resolve(cwd, 'drills')) ? own : relative(cwd, shipped);
}

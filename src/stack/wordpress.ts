import type { Containers } from '../model/ports/containers.ts';
import type { WordPress } from '../model/ports/mirror.ts';
import type { Json } from '../model/json.ts';
import { DrillError } from '../model/errors.ts';

const timeoutMs = 120_000;

/** The `WordPress` port: the control script in `web`, as the web server's own user, JSON in and out. */
export function makeWordPress(containers: Containers): WordPress {
  return {
    run: async (verb, input = {}) => {
      const { code, stdout, stderr } = await containers.exec('web', ['php', '/opt/muster/control.php', verb], {
        user: 'www-data',
        stdin: JSON.stringify(input),
        timeoutMs,
      });
      if (code !== 0) throw new DrillError('COMMAND_FAILED', `WordPress: ${verb} ended with exit code ${code}${reason(stderr)}`);
      return parsed(verb, stdout.toString('utf8'));
    },
  };
}

function parsed(verb: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new DrillError('COMMAND_FAILED', `WordPress: ${verb} did not answer with JSON`);
  }
}

/** The control script's own word for what went wrong; nothing else of standard error, where any plugin may write. */
function reason(stderr: string): string {
  for (const line of stderr.split('\n').toReversed()) {
    try {
      const told: unknown = JSON.parse(line);
      if (typeof told === 'object' && told !== null && 'error' in told && typeof told.error === 'string' && /^[a-z]+(-[a-z]+){0,5}$/u.test(told.error))
        return ` (${told.error})`;
    } catch {
      /* not the script's own line */
    }
  }
  return '';
}

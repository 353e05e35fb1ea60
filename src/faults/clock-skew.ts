import { DrillError } from '../model/errors.ts';
import { clockSkewKind } from '../model/clock-skew.ts';
import { durationPattern, durationSeconds } from '../model/duration.ts';
import { defineFault } from '../model/kind.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { inWebRoot } from './web-root.ts';

const library = '/opt/muster/libfaketime.so';
const [offset, preload] = ['/etc/faketimerc', '/etc/ld.so.preload'];
/** How far apart two looks at two clocks may be. */
const toleranceSeconds = 5;

/**
 * Sets the web server's clock wrong, ahead or behind (`by: -PT2H`), as a restored machine without a time server has it:
 * what it signs, logs and lets expire is off by that. The server is started anew with it. Only this container's
 * programs see it (libfaketime); no other clock, and not the host's, is touched.
 */
export const clockSkew = defineFault({
  kind: clockSkewKind,
  title: "Set the web server's clock wrong",
  controls: ['164.312(b)'],
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['service', 'by'],
    properties: { service: { const: 'web' }, by: { type: 'string', pattern: durationPattern.replace('^', '^-?') } },
  },
  example: { service: 'web', by: '-PT2H' },
  async inject({ by }, context) {
    const seconds = secondsOf(by);
    await inWebRoot(context, `test -e ${library} || exit 4; printf '%s\\n' "$1" > ${offset}; echo ${library} > ${preload}`, [
      seconds < 0 ? String(seconds) : `+${seconds}`,
    ]);
    await startAnew(context);
    return { summary: `the web server's clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead'}`, data: { seconds } };
  },
  async observe({ by }, context) {
    const off = (await clockOf(context, 'web')) - (await clockOf(context, 'toolbox'));
    return { observed: Math.abs(off - secondsOf(by)) <= toleranceSeconds, text: `the web server's clock differs by ${off} s` };
  },
  async undo(_params, context) {
    await inWebRoot(context, `rm -f ${offset} ${preload}`);
    await startAnew(context);
  },
});

/** @throws {DrillError} INVALID_FLAG for a duration of nothing. */
function secondsOf(by: string): number {
  const seconds = durationSeconds(by.replace('-', ''));
  if (seconds === null || seconds === 0) throw new DrillError('INVALID_FLAG', `clock-skew: "${by}" is no duration.`);
  return by.startsWith('-') ? -seconds : seconds;
}

async function startAnew({ mirror: { containers } }: RunContext): Promise<void> {
  await containers.stop('web');
  await containers.start('web');
}

async function clockOf({ mirror: { containers } }: RunContext, service: 'web' | 'toolbox'): Promise<number> {
  return Number((await containers.exec(service, ['date', '+%s'])).stdout.toString('latin1'));
}

import { DrillError } from '../../model/errors.ts';
import type { Bytes } from '../bytes.ts';

const foreign = /[^A-Za-z0-9+/=]/u;
/** OpenPGP's armor has header lines, and a checksum line that RFC 9580 says to ignore. */
const aside = /^(?:[A-Z][A-Za-z]*: .*|=[A-Za-z0-9+/]{4})$/u;

/**
 * The bytes that lines of base64 stand for. With `label`, the lines between `-----BEGIN label-----` and its end line;
 * without, all of them. A missing end line, another character or a length that is no base64 is damage.
 */
export async function* unarmored(bytes: Bytes, label: string | null): AsyncGenerator<Buffer> {
  let place: 'before' | 'inside' | 'after' = label === null ? 'inside' : 'before';
  let held = '';
  for await (const lines of linesOf(bytes)) {
    let text = held;
    for (const line of lines) {
      if (place === 'before' && line === `-----BEGIN ${label}-----`) place = 'inside';
      else if (place === 'inside' && line === `-----END ${label}-----`) place = 'after';
      else if (place === 'inside' && !foreign.test(line) && !aside.test(line)) text += line;
      else if (line !== '' && !aside.test(line)) throw damaged();
    }
    const whole = text.length - (text.length % 4);
    held = text.slice(whole);
    if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64');
  }
  if (held !== '' || place === 'before' || (label !== null && place === 'inside')) throw damaged();
}

async function* linesOf(bytes: Bytes): AsyncGenerator<readonly string[]> {
  let open = '';
  for await (const chunk of bytes) {
    const lines = `${open}${chunk.toString('latin1')}`.split('\n').map((line) => line.replace(/\r$/u, ''));
    open = lines.pop() ?? '';
    if (open.length > 4096) throw damaged();
    if (lines.length > 0) yield lines;
  }
  yield [open];
}

const damaged = (): DrillError => new DrillError('BACKUP_DAMAGED', 'the base64 text around the content is cut or changed');

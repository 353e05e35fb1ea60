import type { ReadStream, WriteStream } from 'node:tty';
import { DrillError } from '../model/errors.ts';

/**
 * Asks for a secret on a terminal without showing what is typed.
 * @throws {DrillError} ABORTED on the signal, or on Ctrl-C and Ctrl-D while asking.
 */
export async function askSecret(
  question: string,
  { input, output, signal }: { readonly input: ReadStream; readonly output: WriteStream; readonly signal: AbortSignal },
): Promise<string> {
  signal.throwIfAborted();
  output.write(`${question}: `);
  input.setRawMode(true);
  input.setEncoding('utf8');
  try {
    let typed = '';
    for await (const part of input.iterator({ destroyOnReturn: false })) {
      for (const character of String(part)) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003' || character === '\u0004' || signal.aborted) throw new DrillError('ABORTED', 'nothing was typed');
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character;
      }
    }
    return typed;
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write('\n');
  }
}

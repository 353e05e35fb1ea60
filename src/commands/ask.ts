import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Ask } from '../engine/manual.ts';

/** Where a person types, and where they are asked. */
export interface Terminal {
  readonly input: Readable;
  readonly err: (text: string) => void;
}

/**
 * Asks for a manual step: role, what is to be done, `done` or `failed` with a comment. Anything else is asked again;
 * the end of the input is nobody's answer. Lines come as the terminal sends them, so Ctrl-C stays a signal.
 */
export function askAt({ input, err }: Terminal): Ask {
  return async (step, signal) => {
    const lines = createInterface({ input, terminal: false, signal });
    err(`\n  ${step.heading}\n  for ${step.who}. When it is done type "done" and a comment; if it cannot be done, "failed" and why:`);
    try {
      for await (const line of lines) {
        const [, result, comment = ''] = /^\s*(done|failed)\b[\s:,.-]*(.*?)\s*$/iu.exec(line) ?? [];
        if (result !== undefined) return { result: result.toLowerCase() === 'done' ? 'done' : 'failed', comment: comment.slice(0, 500) };
        err('  Please type "done" or "failed", and a comment if there is one (no names of patients):');
      }
      signal.throwIfAborted();
      return null;
    } finally {
      lines.close();
      input.pause();
    }
  };
}

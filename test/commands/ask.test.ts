import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askAt } from '../../src/commands/ask.ts';
import { step } from '../model/sample-plan.ts';

const call = step('call', 'Call the hosting company', 'manual', [], 'security-official');

async function answered(typed: string): Promise<{ readonly answer: unknown; readonly shown: string }> {
  const input = new PassThrough();
  const shown: string[] = [];
  input.end(typed);
  const answer = await askAt({ input, err: (text) => void shown.push(text) })(call, new AbortController().signal);
  return { answer, shown: shown.join('\n') };
}

describe('asking for a manual step', () => {
  it('says who must do what, and takes a result with its comment', async () => {
    const { answer, shown } = await answered('Done: reached them at 14:05\n');
    expect(answer).toEqual({ result: 'done', comment: 'reached them at 14:05' });
    expect(shown).toContain('Call the hosting company');
    expect(shown).toContain('security-official');
  });
  it('takes a failure, and a result without a comment', async () => {
    expect((await answered('failed, nobody there\n')).answer).toEqual({ result: 'failed', comment: 'nobody there' });
    expect((await answered('done\n')).answer).toEqual({ result: 'done', comment: '' });
  });
  it('asks again when it does not understand, and takes the end of the input for nobody', async () => {
    const { answer, shown } = await answered('yes\n\nfine\n');
    expect(answer).toBeNull();
    expect(shown.match(/Please type/gu)).toHaveLength(3);
  });
  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const asked = askAt({ input: new PassThrough(), err: () => undefined })(call, stop.signal);
    stop.abort();
    await expect(asked).rejects.toThrow(/abort/iu);
  });
});

import { describe, expect, it } from 'vitest';
import { pluginsOrder } from '../../src/commands/plugins-order.ts';
import { home, testPorts } from '../drills/rehearse.ts';

async function printed(format: 'table' | 'markdown' | 'json' | 'svg'): Promise<string> {
  const lines: string[] = [];
  const io = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text), cwd: home, signal: new AbortController().signal };
  // An empty cache: the stand-in's header, the same on every machine.
  const ports = { ...testPorts(), env: { MUSTER_CACHE_DIR: '/nonexistent' } };
  expect(await pluginsOrder({ site: 'drills/sites/clinic-shop', format }, io, ports)).toBe(0);
  return lines.join('\n');
}

describe('muster plugins order', () => {
  it.each(['table', 'markdown', 'json', 'svg'] as const)('says the same order and reasons as %s', async (format) => {
    const text = await printed(format);
    const places = ['phi-vault', 'phi-access-log', 'commerce', 'rx-intake', 'care-roles'].map((slug) => text.indexOf(slug));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain(format === 'json' ? '"logs-first"' : 'commerce serves PHI whose readers phi-access-log logs');
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addArtifact } from '../../src/artifacts/add.ts';
import { ArtifactStore } from '../../src/artifacts/store.ts';
import { toolsFor } from '../../src/commands/site-tools.ts';
import { step } from '../model/sample-plan.ts';

const dir = mkdtempSync(join(tmpdir(), 'muster-tools-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const { signal } = new AbortController();
const steps = [step('a', 'End all sessions', 'wp', [])];

describe('tools that a runbook needs', () => {
  it('are refused before anything is raised when the cache has none, naming the step', async () => {
    const store = new ArtifactStore(join(dir, 'empty'));
    await expect(toolsFor({ steps }, { store, siteDir: dir, signal })).rejects.toMatchObject({
      code: 'ARTIFACT_UNAVAILABLE',
      message: 'The step "End all sessions" needs wp-cli, and the artifact cache has none.',
    });
    await expect(toolsFor({ steps: [] }, { store, siteDir: dir, signal })).resolves.toBeTypeOf('function');
  });
  it('come out of the cache as a tar', async () => {
    const store = new ArtifactStore(join(dir, 'filled'));
    mkdirSync(join(dir, 'tool'));
    writeFileSync(join(dir, 'tool/wp-cli.phar'), 'a phar');
    await addArtifact(store, { name: 'wp-cli', path: join(dir, 'tool'), version: '2.12.0', signal });
    const tool = await toolsFor({ steps }, { store, siteDir: dir, signal });
    const bytes = Buffer.concat(await (await tool('wp-cli')).toArray());
    expect(bytes.toString('latin1')).toContain('wp-cli.phar');
  });
});

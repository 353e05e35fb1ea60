import { describe, expect, it } from 'vitest';
import { backupVerify } from '../../src/commands/backup-verify.ts';
import { baseline } from '../../src/commands/baseline.ts';
import { init } from '../../src/commands/init.ts';
import type { CommandPorts, Io } from '../../src/commands/io.ts';
import { phiMapCheck } from '../../src/commands/phi-map-check.ts';
import { mustHoldPhi } from '../../src/commands/production/hold-phi.ts';
import { run } from '../../src/commands/run.ts';
import { testPorts } from '../drills/rehearse.ts';

const refused = expect.objectContaining({ code: 'PHI_REFUSED', exitCode: 64 });

describe('real PHI', () => {
  it('is opened only where the entity said that it may be held', () => {
    expect(() => mustHoldPhi({ backup: '/set' }, {})).toThrowError(refused);
    expect(() => mustHoldPhi({ backup: '/set', iHoldPhi: true }, {})).not.toThrow();
    expect(() => mustHoldPhi({}, {})).not.toThrow();
  });

  it("is never opened on GitHub's machines, whatever was said", () => {
    const hosted = { GITHUB_ACTIONS: 'true', RUNNER_ENVIRONMENT: 'github-hosted' };
    expect(() => mustHoldPhi({ backup: '/set', iHoldPhi: true }, hosted)).toThrowError(refused);
    expect(() => mustHoldPhi({ backup: '/set', iHoldPhi: true }, { GITHUB_ACTIONS: 'true' })).toThrowError(refused);
    expect(() => mustHoldPhi({ backup: '/set', iHoldPhi: true }, { ...hosted, RUNNER_ENVIRONMENT: 'self-hosted' })).not.toThrow();
    expect(() => mustHoldPhi({}, hosted)).not.toThrow();
  });

  it.each<[string, (io: Io, ports: CommandPorts) => Promise<unknown>]>([
    ['backup verify', (io, ports) => backupVerify('no-such-set', {}, io, ports)],
    ['init --backup', (io, ports) => init({ backup: 'no-such-set', out: 'sites/my-shop' }, io, ports)],
    ['phi-map check', (io, ports) => phiMapCheck({ backup: 'no-such-set', site: 'no-such-site' }, io, ports)],
    ['baseline', (io, ports) => baseline({ url: 'mysql://reader@127.0.0.1:1/shop', key: 'none', out: 'none' }, io, ports)],
  ])("is not read on GitHub's machines by `muster %s` either", async (_verb, act) => {
    const io = { out: () => undefined, err: () => undefined, cwd: '/nowhere', signal: new AbortController().signal };
    const on = (env: CommandPorts['env']): Promise<unknown> => act(io, { ...testPorts(), env });
    await expect(on({ GITHUB_ACTIONS: 'true', RUNNER_ENVIRONMENT: 'github-hosted' })).rejects.toEqual(refused);
    const elsewhere = await on({ GITHUB_ACTIONS: 'true', RUNNER_ENVIRONMENT: 'self-hosted' }).catch((error: unknown) => error);
    expect(elsewhere).not.toEqual(refused);
  });

  it('is refused by `muster run` before the drill or the backup is looked at', async () => {
    const io = { out: () => undefined, err: () => undefined, cwd: '/nowhere', signal: new AbortController().signal };
    await expect(run(['no-such-drill.yaml'], { backup: '/no/such/set' }, io, testPorts())).rejects.toEqual(refused);
  });
});

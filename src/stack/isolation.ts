import { DrillError } from '../model/errors.ts';
import { siteServices } from './container-spec.ts';
import { openBait } from './bait.ts';
import { execWhole } from './exec.ts';
import type { Place } from './exec.ts';
import { isolationScript } from './isolation-script.ts';
import { gatewayOf } from './network.ts';
import { placeOf } from './place.ts';
import type { Stack } from './stack.ts';
import { beginOwn, forgetOwn } from './attempts.ts';

export { countAttempts } from './attempts.ts';

/** What probing for ways out found. `failures` names every way that led somewhere; empty is what must be. */
export interface IsolationProof {
  readonly probes: number;
  readonly succeeded: number;
  readonly failures: readonly string[];
}

/** An address that no network routes (RFC 5737). */
const nowhere = '203.0.113.1';

/**
 * Tries to leave the mirror from inside every service of the site: routes, public names, HTTP, the network's gateway, and a bait
 * listener on every address of this host. On a remote engine the bait stands on Muster's host, not on the engine's.
 */
export async function proveIsolation(stack: Stack): Promise<IsolationProof> {
  await using bait = await openBait();
  const gateway = await gatewayOf(stack.engine, stack.spec.names.network);
  const targets: readonly (readonly [string, number])[] = [
    [nowhere, 80],
    [nowhere, 443],
    ...(gateway === '' ? [] : [[gateway, 22] as const, [gateway, 2375] as const, [gateway, bait.port] as const]),
    ...bait.addresses.map((address) => [address, bait.port] as const),
  ];
  const before = await beginOwn(stack);
  const proofs = await Promise.all(
    siteServices(stack.spec).map((service) => probeFrom(placeOf(stack, service), { trap: stack.toolboxAddress, name: probeName(stack.runId), targets })),
  );
  await forgetOwn(stack, before);
  return {
    probes: sum(proofs.map((proof) => proof.probes)),
    succeeded: sum(proofs.map((proof) => proof.succeeded)),
    failures: proofs.flatMap((proof) => proof.failures),
  };
}

/** The public name that only Muster's own probes ask for. */
function probeName(runId: string): string {
  return `muster-probe-${runId}.example.com`;
}

/** The same from any container; how the tests show that the probes do see an open network. */
export async function probeFrom(
  place: Place,
  way: { readonly trap: string; readonly name: string; readonly targets: readonly (readonly [string, number])[] },
): Promise<IsolationProof> {
  const argv = ['bash', '-s', '--', way.trap, way.name, ...way.targets.flatMap(([host, port]) => [host, String(port)])];
  const { stdout } = await execWhole(place, argv, { stdin: isolationScript, timeoutMs: 15_000 });
  const lines = stdout.toString('utf8').split('\n');
  const probes = lines.filter((line) => line === 'probed').length;
  if (probes !== way.targets.length + 4)
    throw new DrillError('MIRROR_UNHEALTHY', `${place.service}: only ${probes} of ${way.targets.length + 4} isolation probes came to an end`);
  const failures = lines.filter((line) => line.startsWith('reached ')).map((line) => `${place.service}: ${line.slice('reached '.length)}`);
  return { probes, succeeded: failures.length, failures };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

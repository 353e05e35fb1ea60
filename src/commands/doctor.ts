import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { version } from 'node:process';
import { ArtifactStore, cacheDir } from '../artifacts/store.ts';
import { DrillError, exitCodes, type ExitCode } from '../model/errors.ts';
import { connectEngine, type Engine } from '../stack/engine.ts';
import { installCommand, missingBasePackages, missingEnginePackages, startCommand, thisHost } from '../stack/host.ts';
import { cachedImages } from '../stack/images.ts';
import { listRunObjects } from '../stack/removal.ts';
import type { CommandPorts, Io } from './io.ts';

/** One line of the doctor's: what was looked at, what it is, and what mends it (empty where nothing is wrong). */
interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'missing';
  readonly value: string;
  readonly mend: string;
}

const gib = 1024 ** 3;
const skewLimitMs = 2_000;

/** `muster doctor`: exit 0 when a drill can run here, 69 with the commands that mend it otherwise. */
export async function doctor(flags: { readonly json?: boolean }, io: Io, ports: CommandPorts): Promise<ExitCode> {
  const findings = [
    nodeVersion(),
    ...(await engineFindings(io, ports)),
    await space(cacheRoot(ports), "free space for Muster's cache and reports"),
    memory(),
    await artifacts(ports),
  ];
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, ready: ready(findings), findings }, null, 2));
  else for (const { name, state, value, mend } of findings) io.out(`${state.padEnd(8)}${name}: ${value}${mend === '' ? '' : `\n        ${mend}`}`);
  return ready(findings) ? exitCodes.pass : exitCodes.unavailable;
}

function ready(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.state !== 'missing');
}

function nodeVersion(): Finding {
  return { name: 'Node', state: 'ok', value: version, mend: '' };
}

async function engineFindings(io: Io, ports: CommandPorts): Promise<readonly Finding[]> {
  const host = thisHost(ports.env);
  try {
    const engine = await connectEngine({ env: ports.env, signal: io.signal });
    return [...about(engine), clock(engine, ports), ...(await disk(engine)), await images(engine, ports), await left(engine)];
  } catch (error) {
    if (!(error instanceof DrillError) || error.code !== 'ENGINE_UNAVAILABLE') throw error;
    const packages = host.has('dockerd') ? [] : missingEnginePackages(host);
    const mend = `muster setup   (or, as root: ${[...(packages.length > 0 ? [installCommand(packages)] : []), startCommand(host)].join('; ')})`;
    return [{ name: 'Docker engine', state: 'missing', value: error.message, mend }];
  }
}

function about({ endpoint, apiVersion, facts }: Engine): readonly Finding[] {
  return [
    {
      name: 'Docker engine',
      state: 'ok',
      value: `${facts.version} at ${endpoint.address} (${endpoint.source}${endpoint.source === 'context' ? ` ${endpoint.context}` : ''})`,
      mend: '',
    },
    { name: 'engine API', state: 'ok', value: apiVersion, mend: '' },
    {
      name: 'engine system',
      state: 'ok',
      value: `${facts.operatingSystem}, ${facts.architecture}, storage ${facts.storageDriver}, cgroup v${facts.cgroupVersion === '' ? '1' : facts.cgroupVersion}, ${facts.cpus} CPUs`,
      mend: '',
    },
    facts.memoryBytes < 2 * gib
      ? {
          name: 'engine memory',
          state: 'note',
          value: `${(facts.memoryBytes / gib).toFixed(1)} GiB; a mirror may use up to 2.5 GiB`,
          mend: 'Give the engine more memory.',
        }
      : { name: 'engine memory', state: 'ok', value: `${(facts.memoryBytes / gib).toFixed(1)} GiB`, mend: '' },
  ];
}

function clock(engine: Engine, ports: CommandPorts): Finding {
  const skewMs = Date.parse(engine.facts.systemTime) - Date.parse(ports.clock.now());
  if (Number.isNaN(skewMs)) return { name: 'clock', state: 'note', value: 'the engine does not tell its time', mend: '' };
  const far = Math.abs(skewMs) > skewLimitMs;
  return {
    name: 'clock',
    state: far ? 'note' : 'ok',
    value: `engine and host differ by ${Math.round(Math.abs(skewMs))} ms`,
    mend: far ? 'Set both clocks by NTP: RPO compares instants of the two.' : '',
  };
}

async function disk(engine: Engine): Promise<readonly Finding[]> {
  return engine.endpoint.address.startsWith('unix://') && engine.facts.rootDir !== '' ? [await space(engine.facts.rootDir, 'free space for the engine')] : [];
}

async function space(folder: string, name: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return {
      name,
      state: free < 4 * gib ? 'note' : 'ok',
      value: `${(free / gib).toFixed(1)} GiB in ${folder}`,
      mend: free < 4 * gib ? 'A first drill needs about 4 GiB: make room.' : '',
    };
  } catch {
    return { name, state: 'note', value: `${folder} cannot be looked at from here`, mend: '' };
  }
}

function memory(): Finding {
  return { name: 'free memory of this host', state: 'ok', value: `${(freemem() / gib).toFixed(1)} GiB`, mend: '' };
}

async function images(engine: Engine, ports: CommandPorts): Promise<Finding> {
  const cached = await cachedImages(engine, join(ports.home, 'images'));
  const missing = Object.entries(cached)
    .filter(([, present]) => !present)
    .map(([service]) => service);
  if (missing.length === 0) return { name: 'images', state: 'ok', value: 'web, db and toolbox are built', mend: '' };
  const packages = missingBasePackages(thisHost(ports.env));
  return {
    name: 'images',
    state: 'note',
    value: `not built yet: ${missing.join(', ')}; the first drill builds them`,
    mend: packages.length === 0 ? '' : `Where no image registry is reachable, as root: ${installCommand(packages)}`,
  };
}

async function left(engine: Engine): Promise<Finding> {
  const objects = await listRunObjects(engine);
  return { name: 'objects of runs', state: 'ok', value: String(objects.length), mend: objects.length === 0 ? '' : 'If no drill is running: muster sweep' };
}

async function artifacts(ports: CommandPorts): Promise<Finding> {
  const found = await new ArtifactStore(cacheDir(ports.env)).list();
  const names = found.map((artifact) => `${artifact.name} ${artifact.version}`).join(', ');
  return {
    name: 'artifacts',
    state: 'ok',
    value: names === '' ? 'none cached; drills use the stand-in for WooCommerce' : names,
    mend: names === '' ? 'muster artifacts add woocommerce PATH' : '',
  };
}

function cacheRoot(ports: CommandPorts): string {
  return join(cacheDir(ports.env), '..');
}

import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';

/** What setting up needs to know of this host. */
export interface Host {
  readonly root: boolean;
  /** Debian, Ubuntu or another distribution with apt. */
  readonly apt: boolean;
  readonly systemd: boolean;
  has(command: string): boolean;
}

export function thisHost(env: Readonly<Record<string, string | undefined>>): Host {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  const has = (command: string): boolean => folders.some((folder) => folder !== '' && existsSync(join(folder, command)));
  return { root: userInfo().uid === 0, apt: has('apt-get') && debianLike(), systemd: existsSync('/run/systemd/system'), has };
}

/** Packages of the distribution that a local engine needs and this host has not. */
export function missingEnginePackages(host: Host): readonly string[] {
  return [...(host.has('dockerd') ? [] : ['docker.io']), ...(host.has('iptables') ? [] : ['iptables']), ...missingBasePackages(host)];
}

/** Packages that the base image is made with where no registry can be reached. */
export function missingBasePackages(host: Host): readonly string[] {
  const keyring = existsSync('/usr/share/keyrings/debian-archive-keyring.gpg');
  return [...(host.has('debootstrap') ? [] : ['debootstrap']), ...(keyring ? [] : ['debian-archive-keyring'])];
}

/** What a person types, as root, to install packages. */
export function installCommand(packages: readonly string[]): string {
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** What a person types, as root, to start an installed engine. */
export function startCommand(host: Host): string {
  return host.systemd ? 'systemctl start docker' : 'setsid dockerd >/var/log/muster-dockerd.log 2>&1 &';
}

function debianLike(): boolean {
  try {
    return /^ID(?:_LIKE)?=.*(?:debian|ubuntu)/mu.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

import type { RunSecrets, SecretFile } from './secrets.ts';

const memoryMib = 128;

/** Redis as an object cache: in memory only, the least used goes first, nobody without this run's password. */
export function redisConf({ cachePassword }: RunSecrets): SecretFile {
  const lines = [
    'bind *',
    'port 6379',
    'protected-mode no',
    `requirepass ${cachePassword}`,
    'save ""',
    'appendonly no',
    `maxmemory ${memoryMib}mb`,
    'maxmemory-policy allkeys-lru',
    'dir /tmp',
    'daemonize no',
    'logfile ""',
    '',
  ];
  return { name: 'redis.conf', content: lines.join('\n'), mode: 0o640 };
}

/** What the site's configuration reads: where its object cache is, and its password. */
export function cachePasswordFile({ cachePassword }: RunSecrets, gid: number): SecretFile {
  return { name: 'cache.json', content: JSON.stringify({ host: 'cache', port: 6379, password: cachePassword }), mode: 0o640, gid };
}

/** A Redis command inside `cache`; the password goes from the tmpfs into the environment of that one process. */
export function redisCli(...command: readonly string[]): readonly string[] {
  const script = 'REDISCLI_AUTH=$(sed -n "s/^requirepass //p" /run/muster/redis.conf) exec redis-cli --no-auth-warning "$@"';
  return ['sh', '-c', script, 'redis-cli', ...command];
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plainVariant } from '../../src/model/variant.ts';
import { containerSpec, type SpecInput } from '../../src/stack/container-spec.ts';
import { namesOf } from '../../src/stack/names.ts';
import { imagesDir } from './fixtures/mirror.ts';

/** What one worker came to with WooCommerce 11.0 on WordPress 7.1 when the kernel ended it, own memory and its share of files. */
const workerMib = 112;

describe('the memory of the web server', () => {
  it.each([
    ['web/prefork.conf', /^MaxRequestWorkers (\d+)$/mu],
    ['web-nginx/php-fpm.conf', /^pm\.max_children = (\d+)$/mu],
  ])('holds every worker of %s with real WooCommerce in it, and PHP’s shared cache', (file, pattern) => {
    const image = { tag: 't', id: 'i' };
    const input: SpecInput = {
      names: namesOf('r', false),
      images: { web: image, db: image, toolbox: image },
      siteHost: 'shop.example',
      variant: plainVariant,
      relayKey: '',
      cpus: 2,
    };
    const workers = Number(pattern.exec(readFileSync(`${imagesDir}/${file}`, 'utf8'))?.[1]);
    const cacheMib = Number(/^opcache\.memory_consumption = (\d+)$/mu.exec(readFileSync(`${imagesDir}/web/php.ini`, 'utf8'))?.[1]);
    expect(workers).toBeGreaterThan(0);
    expect((containerSpec('web', input).HostConfig?.Memory ?? 0) / 1024 ** 2).toBeGreaterThanOrEqual(workers * workerMib + cacheMib);
  });
});

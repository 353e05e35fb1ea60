import { describe, expect, it } from 'vitest';
import { saltNames } from '../../src/model/salts.ts';
import { readPrefix, readSalts, wpConfig } from '../../src/stack/site/wp-config.ts';
import { samplePlan } from '../model/sample-plan.ts';

/** As WordPress writes it, with what a shop may have in its salts. */
const odd = String.raw`a'b\c"d$e`;
const own = [
  '<?php',
  "define( 'DB_PASSWORD', 'of production' );",
  String.raw`define( 'AUTH_KEY', 'a\'b\\c"d$e' );`,
  'define("NONCE_SALT","plain");',
  "define( 'LOGGED_IN_KEY', getenv( 'SALT' ) );",
  "$table_prefix = 'shop_';",
].join('\n');

describe("the mirror's configuration", () => {
  it("takes keys and salts out of a shop's own as they are, and nothing that is computed", () => {
    expect(readSalts(own)).toEqual({ AUTH_KEY: odd, NONCE_SALT: 'plain' });
    expect(readPrefix(own)).toBe('shop_');
    expect(readPrefix("$table_prefix = getenv( 'PREFIX' );")).toBeNull();
  });

  it('defines them again so that they read the same, makes the others, and has no password of production', () => {
    const config = wpConfig(samplePlan().site, readSalts(own));
    expect(readSalts(config)).toMatchObject({ AUTH_KEY: odd, NONCE_SALT: 'plain' });
    expect(Object.keys(readSalts(config)).toSorted()).toEqual(saltNames.toSorted());
    expect(config).not.toContain('of production');
  });
});

import { it } from 'vitest';
import { liveInit } from './live-init.ts';

it('muster init --url writes what --backup writes of a dump of the same shop, and is ready to plan once it is decided', () => liveInit(), 240_000);

// Loaded before Muster: its wall clock is an hour ahead from the moment that the file MUSTER_TEST_JUMP exists. What the
// monotonic clock says stays as it is, as when somebody sets a host's clock.
import { existsSync } from 'node:fs';

const RealDate = Date;
const file = process.env['MUSTER_TEST_JUMP'] ?? '';
let [ahead, looked] = [0, 0];

function aheadMs() {
  if (ahead === 0 && performance.now() - looked > 20) {
    looked = performance.now();
    ahead = existsSync(file) ? 3_600_000 : 0;
  }
  return ahead;
}

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + aheadMs()] : given));
  }
  static now() {
    return RealDate.now() + aheadMs();
  }
};

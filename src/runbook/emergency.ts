import { randomUUID } from 'node:crypto';
import { findUnlogged } from '../model/access-log.ts';
import { lock } from '../model/account-lock.ts';
import { openSealed, sealedName } from '../model/break-glass.ts';
import { DrillError } from '../model/errors.ts';
import { holdsPhi } from '../model/holds-phi.ts';
import { defineStep, noParams } from '../model/kind.ts';
import type { DrillAccount } from '../model/ports/mirror.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { emergencyGate, gateFile } from './emergency-gate.ts';
import { runIn } from './run-in.ts';

const reason = "the account's password came from the drill's escrow volume, not out of an envelope";
const someAccount = '<break-glass account of stack.yaml>';

/**
 * Puts the site into emergency mode: the sealed break-glass account is opened and may read, everybody else gets 503, and
 * nobody may write. Each read goes through the shop, so its access log has it. Does not close what the web server serves
 * without WordPress.
 */
export const emergencyOpen = defineStep({
  kind: 'emergency-open',
  title: 'Put the site into emergency mode',
  closesShop: true,
  controls: ['164.308(a)(7)(ii)(C)', '164.312(a)(2)(ii)'],
  params: noParams,
  example: {},
  describe: (_params, { escrow, emergency }) => ({
    commands: [
      `open the envelope <${sealedName} from ${escrow.custodian}>`,
      `install -o www-data -m 440 emergency-mode.php ${gateFile}`,
      `UPDATE users SET user_pass = SUBSTRING(user_pass, ${lock.length + 1}) WHERE user_login = '${emergency?.login ?? someAccount}'`,
    ],
    fidelity: 'equivalent',
    reason,
  }),
  async apply(_params, context) {
    const account = await sealed(context);
    await runIn(context, 'web', ['sh', '-c', 'mkdir -p "$(dirname "$1")" && cat > "$1.new" && mv -T "$1.new" "$1"', 'sh', gateFile], {
      stdin: emergencyGate(account.login),
      user: 'www-data',
    });
    await context.mirror.wordpress.run('lock-account', { login: account.login, locked: false });
    const [named, nobody] = [await statusFor(context, account), await statusFor(context, null)];
    if (named !== 200 || nobody !== 503)
      throw new DrillError('STEP_FAILED', `In emergency mode the break-glass account gets ${named} and nobody gets ${nobody}: expected 200 and 503.`);
    return { text: `only ${account.login} is served, read-only`, outputs: { login: account.login } };
  },
});

/**
 * The break-glass account at work: reads one patient's order and looks whether the access log has it. Fails when the order
 * is not served, as outside emergency mode, or has no row. Does not open the order in the admin pages.
 */
export const emergencyRead = defineStep({
  kind: 'emergency-read',
  title: 'Read an order with the break-glass account',
  controls: ['164.308(a)(7)(ii)(C)', '164.312(a)(2)(ii)', '164.312(b)'],
  params: noParams,
  example: {},
  describe: (_params, { emergency, accessLog }) => ({
    commands: [
      `log in as ${emergency?.login ?? someAccount} and open the order: /wp-admin/admin.php?page=wc-orders&action=edit&id=<order>`,
      `look for account, order and time in the access log (${accessLog.kind})`,
    ],
    fidelity: 'equivalent',
    reason: "Muster read the order over REST with the envelope's application password",
  }),
  async apply(_params, context) {
    const { mirror, shop, accessLog, plan, clock } = context;
    const account = await sealed(context);
    const [requestId, orderId, from] = [`emergency-${randomUUID()}`, mirror.patientOrderId, clock.now()];
    const { status, text } = await shop.readOrder(account, orderId, requestId);
    if (!holdsPhi(text)) throw new DrillError('STEP_FAILED', `The break-glass account gets ${status} and no order: is the site in emergency mode?`);
    const read = { requestId, userId: account.id, orderId, path: 'rest-single' as const, from, to: clock.now() };
    const { missing } = await findUnlogged(accessLog, plan.site, [read], clock.now());
    if (missing.length > 0) throw new DrillError('STEP_FAILED', `The order was served and the ${accessLog.named} has no row of it.`);
    return { text: 'one order read, and found in the access log', outputs: { read: 1 } };
  },
});

/** Ends emergency mode: the break-glass account is locked and its sessions end, then the shop opens. Does not change its password. */
export const emergencyClose = defineStep({
  kind: 'emergency-close',
  title: 'End emergency mode',
  controls: ['164.308(a)(7)(ii)(C)', '164.312(a)(2)(ii)'],
  params: noParams,
  example: {},
  describe: (_params, { escrow, emergency }) => ({
    commands: [
      `UPDATE users SET user_pass = CONCAT('${lock}', user_pass) WHERE user_login = '${emergency?.login ?? someAccount}'`,
      `rm ${gateFile}`,
      `give the account a new password and seal it again <${escrow.custodian}>`,
    ],
    fidelity: 'equivalent',
    reason: 'the account got no new password: the mirror ends with the run',
  }),
  async apply(_params, context) {
    const account = await sealed(context);
    await context.mirror.wordpress.run('lock-account', { login: account.login, locked: true });
    const status = await statusFor(context, account);
    if (status === 200) throw new DrillError('STEP_FAILED', 'The break-glass account still gets in after it was locked.');
    await runIn(context, 'web', ['rm', '-f', gateFile], { user: 'www-data' });
    return { text: `${account.login} is locked, the shop is open`, outputs: { login: account.login } };
  },
});

/** @throws {DrillError} STEP_FAILED where the site has no such account, or escrow no envelope of it. */
async function sealed({ plan, mirror }: RunContext): Promise<DrillAccount> {
  if (plan.site.emergency === undefined) throw new DrillError('STEP_FAILED', 'The site declares no break-glass account: `emergency:` in stack.yaml.');
  const account = await openSealed(mirror);
  if (account === null || account.login !== plan.site.emergency.login)
    throw new DrillError('STEP_FAILED', `Escrow holds no envelope of ${plan.site.emergency.login}.`);
  return account;
}

/** What the account, or nobody, is answered who asks who they are. */
async function statusFor({ mirror }: RunContext, account: DrillAccount | null): Promise<number> {
  await using session = mirror.http.session();
  const word = account === null ? null : Buffer.from(`${account.login}:${account.applicationPassword}`).toString('base64');
  return (await session.request({ path: '/wp-json/wp/v2/users/me', headers: word === null ? {} : { authorization: `Basic ${word}` } })).status;
}

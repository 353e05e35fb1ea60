import { randomUUID } from 'node:crypto';
import { defineAssertion, noParams } from '../model/kind.ts';
import type { HttpReply, HttpSession } from '../model/ports/http.ts';
import type { RunContext } from '../model/ports/run-context.ts';
import { variantOf } from '../model/variant.ts';
import { ownToken } from './own-token.ts';
import { lookIntoFolders } from './private-folders.ts';
import { broken, judged, noSample } from './reading.ts';
import { openUp } from './server-sabotage.ts';

/**
 * What is a patient's own is served to nobody else: their order's page after they looked at it (out of a page cache, to
 * somebody without a cookie), and the folders that the web server must deny. Judged by content, whatever the status. A
 * page cache must be seen to answer, or nothing is known of it. Sees one page of one patient, and one file per folder.
 */
export const privatePages = defineAssertion({
  kind: 'private-pages',
  title: "A patient's page and private folders are served to nobody else",
  controls: ['164.312(a)(1)', '164.308(a)(4)(ii)(C)'],
  requirements: ['R6', 'R13'],
  params: noParams,
  example: {},
  capture: async () => null,
  async check(_params, context) {
    const folders = await lookIntoFolders(context);
    const pages = await lookAtOwnPage(context);
    const counts = { folders: folders.looked, openFolders: folders.open, ownPage: pages.own, toOthers: pages.toOthers, fromCache: pages.fromCache };
    const said = {
      expected: 'the order of a patient is shown to that patient alone, and the private folders to nobody',
      actual: `shown to the patient ${pages.own} times, to others ${pages.toOthers} times; ${folders.open} of ${folders.looked} private folders open; ${pages.fromCache} public pages out of the cache`,
      counts,
      evidence: ['HTTPS', 'web root'],
    };
    if (pages.toOthers > 0 || folders.open > 0) return broken(said);
    if (pages.down || folders.down) return broken(said, 'unreachable');
    if (pages.own === 0) return broken(said);
    return variantOf(context.mirror.site).pageCache !== null && pages.fromCache === 0 ? noSample(said) : judged(true, said);
  },
  sabotage: (_params, context) => openUp(context),
});

interface Seen {
  own: number;
  toOthers: number;
  fromCache: number;
  down: boolean;
}

/** The patient looks at their order; then nobody in particular asks for the same address, twice. */
async function lookAtOwnPage(context: RunContext): Promise<Seen> {
  const { shop, mirror } = context;
  const account = mirror.accounts['customer'];
  const token = await ownToken(context);
  const seen: Seen = { own: 0, toOthers: 0, fromCache: 0, down: false };
  const patient = account === undefined ? null : await shop.login(account);
  if (patient === null) return seen;
  await using session = patient;
  await using stranger = mirror.http.session();
  const look = async (by: HttpSession): Promise<HttpReply> => {
    const reply = await shop.readOwnOrder(by, mirror.patientOrderId, `drill-${randomUUID()}`);
    seen.down ||= reply.status >= 500;
    return reply;
  };
  for (let turn = 0; turn < 2; turn += 1) {
    if ((await look(session)).text.includes(token)) seen.own += 1;
    if ((await look(stranger)).text.includes(token)) seen.toOthers += 1;
  }
  for (let turn = 0; turn < 3; turn += 1) {
    const { headers } = await stranger.request({ path: '/' });
    if (headers['x-page-cache'] === 'HIT') seen.fromCache += 1;
  }
  return seen;
}

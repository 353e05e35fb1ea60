import { bullets, code, heading, paragraph, table, type Block } from '../../model/markdown.ts';
import { durationWords } from '../../model/words.ts';
import { asked } from './control-words.ts';
import type { PlanInput } from './written-plan.ts';

/** The data backup plan: what, how often, how it is encrypted, who holds the keys. */
export function backupPart({ site, catalogue }: PlanInput): readonly Block[] {
  const { procedure, everySeconds, takesSeconds } = site.backup;
  const places = Object.entries(site.escrow.places ?? {}).map(([name, place]) => `${name}: ${placeWords(place)}`);
  return [
    heading(2, 'Data backup plan'),
    ...asked(catalogue, '164.308(a)(7)(ii)(A)'),
    table([
      ['What', 'As declared'],
      ['Procedure', [code(procedure)]],
      ['How often', `every ${durationWords(everySeconds)}`],
      ['How long one takes', durationWords(takesSeconds)],
      ['What may be lost at most by this schedule', durationWords(everySeconds + takesSeconds)],
      ['Keys in escrow', `${site.escrow.from}, kept by ${site.escrow.custodian}`],
      ['Access log', `${site.accessLog.kind}, written by ${site.accessLog.writtenBy}${site.accessLog.offBox ? ', and copied off the server' : ''}`],
    ]),
    ...(places.length === 0 ? [] : [heading(3, 'Where each key is'), bullets(places)]),
    paragraph(
      'Whether a set is complete, fresh and encrypted is checked with `muster backup verify`; that it can be restored is what the drills show.'.replaceAll(
        '`',
        '',
      ),
    ),
  ];
}

function placeWords(place: NonNullable<PlanInput['site']['escrow']['places']>[string]): string {
  if ('file' in place) return `the file ${place.file}`;
  if ('env' in place) return `the environment variable ${place.env}`;
  return 'command' in place ? `what ${place.command[0] ?? 'a command'} prints` : 'given by hand';
}

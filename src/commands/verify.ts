import { access, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readJournal } from '../engine/journal-read.ts';
import { readAttestations } from '../evidence/attestations.ts';
import { readCertification } from '../evidence/certifications.ts';
import { bindingOf, bindingWords } from '../evidence/key-binding.ts';
import { readPublicKey } from '../evidence/keys.ts';
import { attestedFolder, listAllFiles, sigstoreName, timestampName } from '../evidence/sealed-files.ts';
import { verifyStamp } from '../evidence/timestamp.ts';
import { unpack } from '../evidence/unpack.ts';
import { verifySeal, type SealCheck } from '../evidence/verify-seal.ts';
import { readWithheld } from '../evidence/withhold.ts';
import { exitCodes } from '../model/errors.ts';
import type { ExitCode } from '../model/errors.ts';
import { fold, sameResult } from '../model/fold.ts';
import type { Manifest } from '../model/manifest.ts';
import { parsedJson } from '../model/parsed-json.ts';
import type { DrillResult } from '../model/result.ts';
import { compareReports, otherVersion, type Compared } from './compare-reports.ts';
import { sameFacts } from './compare-result.ts';
import { facesOf } from './faces.ts';
import type { CommandPorts, Io } from './io.ts';
import { verifyChain } from './verify-chain.ts';
import { tellVerified, tellWithheld, type Found, type Surroundings } from './verify-words.ts';

export interface VerifyFlags {
  /** What was found as JSON instead of lines. */
  readonly json?: boolean;
  /** The public key that the seal must be signed with. */
  readonly key?: string;
  /** The ledger that the run must stand in. */
  readonly ledger?: string;
  /** Certificates of the time stamping authority. */
  readonly tsaCa?: string;
}

type Ports = Pick<CommandPorts, 'clock' | 'tool'>;

/**
 * `muster verify DIR|ZIP`, offline: the seal against every byte of every file, the journal's chain, result.json against
 * the fold of the journal, the other reports against what they render as, attestations and certifications. 0 when all hold,
 * 1 when something was changed, and what is named; 2 when nothing was but the journal is not sealed. Without `--key`, it
 * cannot find a folder that was made up as a whole and sealed with another key.
 * @throws {DrillError} NOT_A_RUN, KEY_UNUSABLE
 */
export async function verify(path: string, flags: VerifyFlags, io: Io, ports: Ports): Promise<ExitCode> {
  const at = resolve(io.cwd, path);
  const isFile = await stat(at).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return await verifyFolder(at, flags, io, ports);
  await using unpacked = await unpack(at, io.signal);
  return await verifyFolder(unpacked.dir, flags, io, ports);
}

async function verifyFolder(dir: string, flags: VerifyFlags, io: Io, ports: Ports): Promise<ExitCode> {
  const key = flags.key === undefined ? null : await readPublicKey(resolve(io.cwd, flags.key));
  const seal = await verifySeal(dir, key);
  const around = await lookAround(dir, seal, flags, io);
  const unsealed = seal.state === 'none' && key !== null ? ['seal.dsse.json: is missing: this folder is not sealed'] : seal.problems;
  const withheld = await readWithheld(dir);
  if (withheld !== null) {
    const problems = [...unsealed, ...fitProblems(seal, withheld.kept, 'withheld.json'), ...around.problems];
    return tellWithheld(withheld, { ...around, seal, problems }, flags, io);
  }
  const found = await look(dir, seal, ports);
  const all: Found = { ...found, ...around, problems: [...unsealed, ...found.problems, ...around.problems] };
  if (flags.json === true) io.out(JSON.stringify({ schemaVersion: 1, ...all }));
  else tellVerified(all, io);
  if (all.problems.length > 0) return exitCodes.fail;
  return found.sealed ? exitCodes.pass : exitCodes.inconclusive;
}

/** What needs the seal alone, so that it can be checked of a withheld run too: the ledger, the time stamp, what stands beside it. */
async function lookAround(dir: string, seal: SealCheck, flags: VerifyFlags, io: Io): Promise<Surroundings & { readonly problems: readonly string[] }> {
  const chain = await verifyChain(dir, seal, flags.ledger === undefined ? null : resolve(io.cwd, flags.ledger));
  const timestamp = await verifyStamp(dir, flags.tsaCa === undefined ? null : resolve(io.cwd, flags.tsaCa));
  const stamped = timestamp.state === 'broken' ? [`${timestampName}: is no token over this seal by the authority that was given`] : [];
  const sigstore = await access(join(dir, sigstoreName)).then(
    () => true,
    () => false,
  );
  return { chain: chain.text, timestamp, sigstore, problems: [...stamped, ...chain.problems] };
}

/** Everything but the seal itself. */
async function look(dir: string, seal: SealCheck, ports: Ports): Promise<Omit<Found, keyof Surroundings>> {
  const reading = await readJournal(dir);
  const alone = fold(reading.events);
  const now = ports.clock.now();
  const { accepted, problems, head } = await readAttestations(dir, alone, now);
  const intact = reading.problems.length === 0;
  const attested = fold(reading.events, accepted);
  const reports = intact
    ? await lookAtReports(dir, { alone, attested, sealed: seal.state === 'none' ? null : (seal.manifest?.files.map(({ path }) => path) ?? []) }, ports.tool)
    : { problems: [], notCompared: [] };
  const certification = await readCertification(dir, { result: attested, now });
  const { entries, headHash, sealed } = alone.journal;
  return {
    entries,
    headHash,
    evidenceHead: intact ? head : null,
    sealed: sealed && reading.sealed,
    seal: { state: seal.state, digest: seal.digest, keyGiven: seal.keyGiven, manifest: seal.manifest },
    certification: { state: certification.state, why: certification.why, certifications: certification.accepted.length },
    problems: [
      ...reading.problems.map(({ line, text }) => `journal.ndjson:${line}: this line ${text}`),
      ...problems,
      ...fitProblems(seal, { runId: alone.run.id, journalHead: headHash, verdict: alone.verdict }, 'journal.ndjson'),
      ...reports.problems,
      ...certification.problems,
    ],
    notCompared: reports.notCompared,
    attestations: accepted.map(({ step, by, name, keyId }) => ({ step, by, keyId, key: bindingWords(bindingOf(alone, { role: by, name, keyId })) })),
  };
}

type Fit = Pick<Manifest, 'runId' | 'journalHead' | 'verdict'>;

/** A sound seal over what speaks of another run is none of this run. */
function fitProblems({ manifest }: SealCheck, said: Fit, file: string): readonly string[] {
  if (manifest === null) return [];
  const fits = manifest.runId === said.runId && manifest.journalHead === said.journalHead && manifest.verdict === said.verdict;
  return fits ? [] : [`manifest.json: speaks of another run, journal or verdict than ${file}`];
}

interface Expected {
  readonly alone: DrillResult;
  readonly attested: DrillResult;
  /** Paths under the seal; null without one. What is not among them was never part of the bundle. */
  readonly sealed: readonly string[] | null;
}

/** Sealed reports say what the journal says; what attestations made of it stands in a folder of its own. */
async function lookAtReports(dir: string, { alone, attested, sealed }: Expected, tool: CommandPorts['tool']): Promise<Compared> {
  if (sealed === null) return await compareAll(dir, attested, tool);
  const all = await compareAll(dir, alone, tool);
  const own = { ...all, notCompared: all.notCompared.filter((text) => sealed.some((path) => text.startsWith(`${path}: `))) };
  const nothingAttested = attested.people.attestations.length === alone.people.attestations.length;
  const strange = await strangeFiles(dir, nothingAttested ? null : attested);
  if (nothingAttested) return { ...own, problems: [...own.problems, ...strange] };
  const later = await compareAll(join(dir, attestedFolder), attested, tool);
  const named = (text: string): string => `${attestedFolder}/${text}`;
  return { problems: [...own.problems, ...later.problems.map(named), ...strange], notCompared: [...own.notCompared, ...later.notCompared.map(named)] };
}

/** What lies in the folder of attested reports and is none of them; without attestations, everything there. */
async function strangeFiles(dir: string, attested: DrillResult | null): Promise<readonly string[]> {
  const folder = join(dir, attestedFolder);
  const present = await listAllFiles(folder).catch(() => []);
  if (present.length === 0) return [];
  const known = attested === null ? [] : facesOf(attested).map(({ file }) => file);
  return present.filter((path) => !known.includes(path)).map((path) => `${attestedFolder}/${path}: was added after the seal, and no attestation explains it`);
}

async function compareAll(dir: string, expected: DrillResult, tool: CommandPorts['tool']): Promise<Compared> {
  const reports = await compareReports(dir, expected, tool);
  const result = await compareResult(dir, expected, tool);
  return { problems: [...result.problems, ...reports.problems], notCompared: [...result.notCompared, ...reports.notCompared] };
}

/** Another version's sentences are not judged; verdict, figures and readings are, by whatever version. */
async function compareResult(dir: string, expected: DrillResult, tool: CommandPorts['tool']): Promise<Compared> {
  const text = await readFile(join(dir, 'result.json'), 'utf8').catch(() => null);
  if (text === null) return { problems: expected.journal.sealed ? ['result.json is missing: write it again with muster report'] : [], notCompared: [] };
  const stored = parsedJson(text);
  if (sameResult(stored, expected)) return { problems: [], notCompared: [] };
  const otherWords = otherVersion(expected.run.tool, tool);
  return otherWords !== null && sameFacts(stored, expected)
    ? { problems: [], notCompared: [`result.json: verdict, figures and readings are the journal's; its sentences are not compared: ${otherWords}`] }
    : { problems: ['result.json does not say what the journal says: it was changed, or another version of Muster wrote it'], notCompared: [] };
}

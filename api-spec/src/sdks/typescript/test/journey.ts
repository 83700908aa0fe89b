/**
 * The whole journey of a file, by the client that is generated from the contract. It runs against the sandbox:
 *
 *     node out/journey.js https://localhost:8443 target/sandbox
 *
 * Files are signed by openssl; a program of yours may use any tool that writes a detached CMS signature.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Agent } from 'undici';
import {
    ActKind, Configuration, DecisionApi, DeliveryApi, FeedApi, FileType, OutcomeDecision, ResponseError, SubmissionsApi, SubmissionStatus,
    AccountApi, WithdrawalApi, type Problem, ProblemFromJSON, type Submission,
} from './client/index.js';

const [url, sandbox] = process.argv.slice(2);
if (url === undefined || sandbox === undefined) {
    throw new Error('usage: journey.js URL FOLDER, such as https://localhost:8443 target/sandbox');
}
const work = mkdtempSync(join(tmpdir(), 'journey-'));
const supplier = connect('northern-power');
const dcc = connect('dcc');

/** Mutual TLS: the fetch of Node.js takes it from a dispatcher. Requests of one Agent share their connections. */
function connect(party: string): Configuration {
    const dispatcher = new Agent({
        connect: {
            ca: readFileSync(join(sandbox!, 'server-ca.pem')),
            cert: readFileSync(join(sandbox!, 'parties', party, 'transport.pem')),
            key: readFileSync(join(sandbox!, 'parties', party, 'transport.key')),
        },
    });
    return new Configuration({
        basePath: url!,
        fetchApi: (input, init) => fetch(input, { ...init, dispatcher } as RequestInit),
    });
}

/** The detached CMS signature over exactly the bytes of a file. */
function sign(file: string): string {
    const key = join(sandbox!, 'parties/northern-power/signing');
    execFileSync('openssl', ['cms', '-sign', '-cades', '-binary', '-in', file, '-signer', `${key}.pem`, '-inkey', `${key}.key`,
        '-outform', 'DER', '-out', `${file}.p7s`]);
    return `${file}.p7s`;
}

function part(file: string): File {
    return new File([readFileSync(file)], basename(file));
}

function sample(name: string): string {
    const copy = join(work, name);
    writeFileSync(copy, readFileSync(join(sandbox!, 'files', name)));
    return copy;
}

/** The problem by which a call was refused. */
async function refused(call: Promise<unknown>): Promise<Problem> {
    try {
        await call;
    } catch (e) {
        if (e instanceof ResponseError) {
            return ProblemFromJSON(await e.response.json());
        }
        throw e;
    }
    throw new Error('expected a refusal');
}

/** Waits for the next state; undefined when the time is up, which the gateway says by 304. */
async function changed(submission: Submission, seconds: number): Promise<Submission | undefined> {
    try {
        return await submissions.getSubmission(
            { id: submission.id, ifNoneMatch: `"${submission.version}"`, prefer: `wait=${seconds}` });
    } catch (e) {
        if (e instanceof ResponseError && e.response.status === 304) {
            return undefined;
        }
        throw e;
    }
}

const delivery = new DeliveryApi(supplier);
const submissions = new SubmissionsApi(supplier);
const withdrawals = new WithdrawalApi(supplier);
const feed = new FeedApi(supplier);
const decisions = new DecisionApi(dcc);

const me = await new AccountApi(supplier).getMe();
assert.equal(me.partyId, 'northern-power');
assert.ok(me.transportCertificate.notAfter > new Date());
let after: string | undefined;
for (let more = true; more;) {
    const page = await feed.listEvents({ after, limit: 1000 });
    after = page.next;
    more = page.more;
}
console.log(`Connected as ${me.name}; the feed begins for me at its end.`);

const damaged = sample('adt-damaged-by-spreadsheet.csv');
const problem = await refused(delivery.submitFile({
    fileType: FileType.Adt, file: part(damaged), signature: part(sign(damaged)), serviceRequestReference: 'SMSR-1',
}));
assert.equal(problem.code, 'CONTENT_INVALID');
assert.equal(problem.violations?.length, problem.totals?.errors);
console.log(`Refused: ${problem.title} (${problem.requestId})`);
for (const violation of problem.violations ?? []) {
    console.log(`  line ${violation.line}, ${violation.column}: ${violation.message}`);
}

const good = sample('adt-valid.csv');
const form = {
    fileType: FileType.Adt, file: part(good), signature: part(sign(good)), serviceRequestReference: 'SMSR-2', clientReference: 'Zürich 7',
};
const report = await delivery.validateFile(form);
assert.ok(report.accepted);
const submission = await delivery.submitFile(form);
assert.equal(submission.status, SubmissionStatus.Received);
assert.equal(submission.fileSha256, createHash('sha256').update(readFileSync(good)).digest('hex'));
assert.equal(submission.fileName, 'adt-valid.csv');
assert.equal(submission.clientReference, 'Zürich 7');
const again = await delivery.submitFileRaw(form);
assert.equal(again.raw.headers.get('Idempotency-Replayed'), 'true');
assert.equal((await again.value()).id, submission.id);
console.log(`Submitted: ${submission.id}, once, though sent twice`);

const receipt = join(work, 'receipt.p7m');
writeFileSync(receipt, Buffer.from(await (await submissions.downloadReceipt({ id: submission.id })).arrayBuffer()));
const statement = JSON.parse(execFileSync('openssl', ['cms', '-verify', '-inform', 'DER', '-in', receipt, '-CAfile',
    join(sandbox, 'receipt-ca.pem')], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
assert.equal(statement.fileSha256, submission.fileSha256);

assert.equal(await changed(submission, 1), undefined);
const waiting = changed(submission, 30);
const instruction = join(work, 'withdrawal.json');
writeFileSync(instruction, JSON.stringify({
    submissionId: submission.id, action: 'WITHDRAW', reason: 'Thresholds of the wrong day.', requestedAt: new Date().toISOString(),
}));
const withdrawn = await withdrawals.withdrawSubmission(
    { id: submission.id, instruction: part(instruction), signature: part(sign(instruction)) });
assert.equal(withdrawn.status, SubmissionStatus.Withdrawn);
assert.equal((await waiting)?.status, SubmissionStatus.Withdrawn);
assert.ok(withdrawn.withdrawal!.withdrawnAt instanceof Date);
assert.ok((await submissions.downloadReceipt({ id: submission.id, of: ActKind.Withdrawal })).size > 0);
console.log('Withdrawn, and told so while waiting');

const file = sample('eq-valid.csv');
const second = await delivery.submitFile(
    { fileType: FileType.ExitQuarantine, file: part(file), signature: part(sign(file)) });
const decided = changed(second, 30);
await decisions.claimSubmission({ id: second.id });
assert.equal((await decided)?.status, SubmissionStatus.Processing);
const tooLate = await refused(decisions.claimSubmission({ id: second.id }));
assert.equal(tooLate.currentStatus, SubmissionStatus.Processing);
const bytes = await new SubmissionsApi(dcc).downloadFile({ id: second.id });
assert.deepEqual(Buffer.from(await bytes.arrayBuffer()), readFileSync(file));
await decisions.recordOutcome({ id: second.id, outcomeRequest: { outcome: OutcomeDecision.Rejected, reason: 'No such request.' } });
console.log(`The DCC said: ${(await submissions.getSubmission({ id: second.id })).outcome?.reason}`);

const listed: string[] = [];
let cursor: string | undefined;
do {
    const page = await submissions.listSubmissions({ receivedFrom: submission.receivedAt, limit: 1, cursor });
    listed.push(...page.submissions.map(one => one.id));
    cursor = page.next;
} while (cursor !== undefined);
assert.deepEqual(listed, [second.id, submission.id]);

const news = await feed.listEvents({ after, prefer: 'wait=5' });
assert.deepEqual(news.events.map(event => `${event.type} ${event.submissionId}`), [
    `RECEIVED ${submission.id}`, `WITHDRAWN ${submission.id}`, `RECEIVED ${second.id}`, `CLAIMED ${second.id}`, `REJECTED ${second.id}`,
]);
console.log(`The feed tells it all: ${news.events.map(event => event.type).join(', ')}`);
process.exit(0);

/**
 * The whole journey of a file, by the package as it is installed. It runs against the sandbox too:
 *
 *     node journey.js https://localhost:8443 target/sandbox
 */
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AdtGatewayError, Gateway, ReceiptRefusedError, Signer, verifyReceipt, type Upload } from 'adt-gateway-client';

const [address, sandbox] = process.argv.slice(2);
if (address === undefined || sandbox === undefined) {
    throw new Error('usage: journey.js URL FOLDER, such as https://localhost:8443 target/sandbox');
}
const read = (name: string): Buffer => readFileSync(`${sandbox}/${name}`);
const supplier = connect('northern-power');
const dcc = connect('dcc');
const signer = Signer.pem(read('parties/northern-power/signing.pem'), read('parties/northern-power/signing.key'));

function connect(party: string): Gateway {
    return new Gateway({
        address: address!,
        identity: { cert: read(`parties/${party}/transport.pem`), key: read(`parties/${party}/transport.key`) },
        trust: read('server-ca.pem'),
        receiptTrust: read('receipt-ca.pem'),
    });
}

async function signed(name: string): Promise<{ file: Upload; signature: Upload; content: Buffer }> {
    const content = read(`files/${name}`);
    return { file: { name, content }, signature: await signer.sign(content), content };
}

async function refused(call: Promise<unknown>): Promise<AdtGatewayError> {
    try {
        await call;
    } catch (e) {
        if (e instanceof AdtGatewayError) {
            return e;
        }
        throw e;
    }
    throw new Error('expected a refusal');
}

const me = await supplier.getMe();
assert.equal(me.partyId, 'northern-power');
assert.ok(new Date(me.transportCertificate.notAfter) > new Date());
assert.equal((await supplier.getFileFormat({ fileType: 'ADT' }))['name'], 'adt');
let after: string | undefined;
for (let more = true; more;) {
    const page = await supplier.listEvents({ after, limit: 1000 });
    after = page.next;
    more = page.more;
}
console.log(`Connected as ${me.name}; the feed begins for me at its end.`);

const damaged = await signed('adt-damaged-by-spreadsheet.csv');
const problem = await refused(supplier.submitFile(
    { fileType: 'ADT', file: damaged.file, signature: damaged.signature, serviceRequestReference: 'SMSR-1' }));
assert.equal(problem.code, 'CONTENT_INVALID');
assert.ok(problem.provesNoEffect);
assert.equal(problem.violations.length, problem.problem?.totals?.errors);
console.log(`Refused: ${problem.problem?.title} (${problem.requestId})`);
for (const violation of problem.violations) {
    console.log(`  line ${violation.line}, ${violation.column}: ${violation.message}`);
}

const { content, ...good } = await signed('adt-valid.csv');
const act = { fileType: 'ADT', ...good, serviceRequestReference: 'SMSR-2', clientReference: 'Zürich 7' };
assert.ok((await supplier.validateFile(act)).accepted);
const submission = await supplier.submitFile(act);
assert.equal(submission.status, 'RECEIVED');
assert.equal(submission.fileSha256, createHash('sha256').update(content).digest('hex'));
assert.equal(submission.fileName, 'adt-valid.csv');
assert.equal(submission.clientReference, 'Zürich 7');
const again = await supplier.call('submitFile', act);
assert.equal(again.headers['idempotency-replayed'], 'true');
assert.equal(again.data.id, submission.id);
console.log(`Submitted: ${submission.id}, once, though sent twice`);

const receipt = await supplier.receipt(submission.id);
assert.equal(receipt.content['fileSha256'], submission.fileSha256);
const altered = Buffer.from(Buffer.from(receipt.der).toString('latin1').replace('SMSR-2', 'SMSR-3'), 'latin1');
await assert.rejects(verifyReceipt(altered, read('receipt-ca.pem')), ReceiptRefusedError);
const forged = Buffer.from(receipt.der);
forged[forged.length - 3]! ^= 1;
await assert.rejects(verifyReceipt(forged, read('receipt-ca.pem')), ReceiptRefusedError);
await assert.rejects(verifyReceipt(receipt.der, read('server-ca.pem')), ReceiptRefusedError);
console.log('Receipt verified; an altered one, a forged one and one of another authority were not relied on');

assert.equal(await supplier.waitForChange(submission, 1), undefined);
const waiting = supplier.waitForChange(submission, 30);
const withdrawal = await signer.withdrawal(submission.id, 'Thresholds of the wrong day.');
const withdrawn = await supplier.withdrawSubmission(withdrawal);
assert.equal(withdrawn.status, 'WITHDRAWN');
assert.equal((await waiting)?.status, 'WITHDRAWN');
assert.equal((await supplier.receipt(submission.id, 'WITHDRAWAL')).content['reason'], 'Thresholds of the wrong day.');
const instruction = await supplier.call('downloadWithdrawal', { id: submission.id });
assert.deepEqual(instruction.bytes, withdrawal.instruction);
assert.equal(instruction.data.action, 'WITHDRAW');
console.log('Withdrawn, and told so while waiting');

const quarantine = await signed('eq-valid.csv');
const second = await supplier.submitFile({ fileType: 'EXIT_QUARANTINE', file: quarantine.file, signature: quarantine.signature });
const decided = supplier.waitForChange(second, 30);
await dcc.claimSubmission({ id: second.id });
assert.equal((await decided)?.status, 'PROCESSING');
assert.equal((await refused(dcc.claimSubmission({ id: second.id }))).problem?.currentStatus, 'PROCESSING');
assert.equal((await refused(supplier.withdrawSubmission(await signer.withdrawal(second.id, 'Too late.')))).code, 'NOT_WITHDRAWABLE');
assert.deepEqual(await dcc.downloadFile({ id: second.id }), quarantine.content);
assert.match(Buffer.from(await dcc.downloadCertificates({ id: second.id })).toString(), /BEGIN CERTIFICATE/);
await dcc.recordOutcome({ id: second.id, outcomeRequest: { outcome: 'REJECTED', reason: 'No such request.' } });
console.log(`The DCC said: ${(await supplier.getSubmission({ id: second.id }))?.outcome?.reason}`);

const listed: string[] = [];
let cursor: string | undefined;
do {
    const page = await supplier.listSubmissions({ receivedFrom: submission.receivedAt, limit: 1, cursor });
    listed.push(...page.submissions.map(one => one.id));
    cursor = page.next;
} while (cursor !== undefined);
assert.deepEqual(listed, [second.id, submission.id]);

const news = await supplier.listEvents({ after, prefer: 'wait=5' });
assert.deepEqual(news.events.map(event => `${event.type} ${event.submissionId}`), [
    `RECEIVED ${submission.id}`, `WITHDRAWN ${submission.id}`, `RECEIVED ${second.id}`, `CLAIMED ${second.id}`, `REJECTED ${second.id}`,
]);
console.log(`The feed tells it all: ${news.events.map(event => event.type).join(', ')}`);
supplier.close();
dcc.close();

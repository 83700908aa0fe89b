/**
 * The whole journey of a file, by the package as it is installed. The reference page shows what stands between "sample" and
 * "end" for the operations named. It runs against the sandbox too:
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
// sample: setup
const supplier = connect('northern-power');
const dcc = connect('dcc');
const signer = Signer.pem(read('parties/northern-power/signing.pem'), read('parties/northern-power/signing.key'));
// end

// sample: setup
function connect(party: string): Gateway {
    return new Gateway({
        address: address!,
        identity: { cert: read(`parties/${party}/transport.pem`), key: read(`parties/${party}/transport.key`) },
        trust: read('server-ca.pem'),
        receiptTrust: read('receipt-ca.pem'),
    });
}
// end

// sample: setup
async function signed(name: string): Promise<{ file: Upload; signature: Upload; content: Buffer }> {
    const content = read(`files/${name}`);
    return { file: { name, content }, signature: await signer.sign(content), content };
}
// end

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

// sample: getMe
const me = await supplier.getMe();
// end
assert.equal(me.partyId, 'northern-power');
assert.ok(new Date(me.transportCertificate.notAfter) > new Date());
// sample: getFileFormat
assert.equal((await supplier.getFileFormat({ fileType: 'ADT' }))['name'], 'adt');
// end
// sample: listEvents
let after: string | undefined;
for (let more = true; more;) {
    const page = await supplier.listEvents({ after, limit: 1000 });
    after = page.next;
    more = page.more;
}
// end
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

// sample: validateFile submitFile
const { content, ...good } = await signed('adt-valid.csv');
const act = { fileType: 'ADT', ...good, serviceRequestReference: 'SMSR-2', clientReference: 'Zürich 7' };
// end
// sample: validateFile
assert.ok((await supplier.validateFile(act)).accepted);
// end
// sample: submitFile
const submission = await supplier.submitFile(act);
// end
assert.equal(submission.status, 'RECEIVED');
assert.equal(submission.fileSha256, createHash('sha256').update(content).digest('hex'));
assert.equal(submission.fileName, 'adt-valid.csv');
assert.equal(submission.clientReference, 'Zürich 7');
const again = await supplier.call('submitFile', act);
assert.equal(again.headers['idempotency-replayed'], 'true');
assert.equal(again.data.id, submission.id);
console.log(`Submitted: ${submission.id}, once, though sent twice`);

// sample: downloadReceipt
const receipt = await supplier.receipt(submission.id);
assert.equal(receipt.content['fileSha256'], submission.fileSha256);
// end
const altered = Buffer.from(Buffer.from(receipt.der).toString('latin1').replace('SMSR-2', 'SMSR-3'), 'latin1');
await assert.rejects(verifyReceipt(altered, read('receipt-ca.pem')), ReceiptRefusedError);
const forged = Buffer.from(receipt.der);
forged[forged.length - 3]! ^= 1;
await assert.rejects(verifyReceipt(forged, read('receipt-ca.pem')), ReceiptRefusedError);
await assert.rejects(verifyReceipt(receipt.der, read('server-ca.pem')), ReceiptRefusedError);
await assert.rejects(verifyReceipt(receipt.der, 'receipt-ca.pem'), /^TypeError: receiptTrust is not a certificate in PEM/);
console.log('Receipt verified; an altered one, a forged one and one of another authority were not relied on');

assert.equal(await supplier.waitForChange(submission, 1), undefined);
const waiting = supplier.waitForChange(submission, 30);
// sample: withdrawSubmission
const withdrawal = await signer.withdrawal(submission.id, 'Thresholds of the wrong day.');
const withdrawn = await supplier.withdrawSubmission(withdrawal);
// end
assert.equal(withdrawn.status, 'WITHDRAWN');
assert.equal((await waiting)?.status, 'WITHDRAWN');
assert.equal((await supplier.receipt(submission.id, 'WITHDRAWAL')).content['reason'], 'Thresholds of the wrong day.');
// sample: downloadWithdrawal
const instruction = await supplier.call('downloadWithdrawal', { id: submission.id });
assert.deepEqual(instruction.bytes, withdrawal.instruction);
assert.equal(instruction.data.action, 'WITHDRAW');
// end
console.log('Withdrawn, and told so while waiting');

const quarantine = await signed('eq-valid.csv');
const second = await supplier.submitFile({ fileType: 'EXIT_QUARANTINE', file: quarantine.file, signature: quarantine.signature });
const decided = supplier.waitForChange(second, 30);
// sample: claimSubmission
await dcc.claimSubmission({ id: second.id });
// end
assert.equal((await decided)?.status, 'PROCESSING');
assert.equal((await refused(dcc.claimSubmission({ id: second.id }))).problem?.currentStatus, 'PROCESSING');
assert.equal((await refused(supplier.withdrawSubmission(await signer.withdrawal(second.id, 'Too late.')))).code, 'NOT_WITHDRAWABLE');
// sample: downloadFile
assert.deepEqual(await dcc.downloadFile({ id: second.id }), quarantine.content);
// end
// sample: downloadCertificates
assert.match(Buffer.from(await dcc.downloadCertificates({ id: second.id })).toString(), /BEGIN CERTIFICATE/);
// end
// sample: listRowResults
const { rows } = await dcc.listRowResults({ id: second.id, pending: true });
// end
// sample: validateRowResults submitRowResults
const table = Buffer.from(`RequestID,Outcome,At,Note\n${rows[0]!.requestId},NOT_IN_QUARANTINE,,\n`);
// end
// sample: validateRowResults
assert((await dcc.validateRowResults({ id: second.id, body: table })).accepted);
// end
// sample: submitRowResults
const reported = await dcc.submitRowResults({ id: second.id, body: table });
// end
assert.equal(reported.rowResults?.pending, rows.length - 1);
assert.equal((await dcc.call('submitRowResults', { id: second.id, body: table })).headers['idempotency-replayed'], 'true');
const wrong = await refused(dcc.submitRowResults({ id: second.id, body: Buffer.from(String(table).replace('NOT_IN_QUARANTINE', 'LOST')) }));
assert.equal(wrong.code, 'ROW_RESULTS_INVALID');
assert.equal(wrong.violations[0]?.line, 2);
console.log('Reported a row, once, though sent twice');
// sample: recordOutcome
await dcc.recordOutcome({ id: second.id, outcomeRequest: { outcome: 'REJECTED', reason: 'No such request.' } });
// end
// sample: getSubmission
console.log(`The DCC said: ${(await supplier.getSubmission({ id: second.id }))?.outcome?.reason}`);
// end

// sample: listSubmissions
const listed: string[] = [];
let cursor: string | undefined;
do {
    const page = await supplier.listSubmissions({ receivedFrom: submission.receivedAt, limit: 1, cursor });
    listed.push(...page.submissions.map(one => one.id));
    cursor = page.next;
} while (cursor !== undefined);
// end
assert.deepEqual(listed, [second.id, submission.id]);

const news = await supplier.listEvents({ after, prefer: 'wait=5' });
assert.deepEqual(news.events.map(event => `${event.type} ${event.submissionId}`), [
    `RECEIVED ${submission.id}`, `WITHDRAWN ${submission.id}`, `RECEIVED ${second.id}`, `CLAIMED ${second.id}`,
    `ROWS_REPORTED ${second.id}`, `REJECTED ${second.id}`,
]);
console.log(`The feed tells it all: ${news.events.map(event => event.type).join(', ')}`);
supplier.close();
dcc.close();

/** Makes one call, and prints what became of it: the answer's id, or the code of the failure, of TLS with the side that refused. */
import { AdtGatewayError, Gateway, type GatewayOptions, Signer } from 'adt-gateway-client';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';

const [operation, folder, ...addresses] = process.argv.slice(2);
const read = (name: string): Buffer => readFileSync(`${folder}/${name}`);
const options: GatewayOptions = {
    address: addresses,
    identity: { cert: read('transport.pem'), key: read('transport.key') },
    trust: read('server-ca.pem'),
    retries: { firstPauseMs: 1, longestPauseMs: 3000 },
    connectTimeoutMs: 5000,
    responseTimeoutMs: 2000,
    onWarning: text => console.log(`warned: ${text}`),
};
const gateway = new Gateway(options);
const id = '3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11';
const content = Buffer.from('UserID\r\n');
const results = Buffer.from('RequestID,Outcome,At,Note\nA:B:1,RELEASED,,\n');
const signer = Signer.pem(read('signing.pem'), read('signing.key'));
const calls: { [name: string]: () => Promise<unknown> } = {
    read: () => gateway.getSubmission({ id }),
    submit: async () => gateway.submitFile({ fileType: 'ADT', file: content, signature: await signer.sign(content) }),
    withdraw: async () => gateway.withdrawSubmission(await signer.withdrawal(id, 'reason')),
    check: () => gateway.validateFile({ fileType: 'ADT', file: content }),
    report: () => gateway.submitRowResults({ id, body: results }),
    checkReport: () => gateway.validateRowResults({ id, body: results }),
    claim: () => gateway.claimSubmission({ id }),
    download: () => gateway.downloadFile({ id }),
    // more at once than there are connections: those that wait for one are not slow to connect
    crowd: async () => {
        const crowded = new Gateway({ ...options, connectTimeoutMs: 2500, responseTimeoutMs: 10_000, retries: { attempts: 1 } });
        await Promise.all(Array.from({ length: 25 }, () => crowded.getSubmission({ id })));
        crowded.close();
    },
    // of what an address may have in it, nothing gets into a message
    password: async () => {
        for (const address of ['https://user:secret@host', 'https://:secret@host', 'https://user:sec/secret@host:x', 'user:secret@host']) {
            try {
                new Gateway({ ...options, address });
                throw new Error(`taken: ${address}`);
            } catch (e) {
                console.log(inspect(e).includes('secret') ? inspect(e) : 'refused');
            }
        }
    },
    // each message names the setting that is wrong
    settings: async () => {
        const { cert, key } = options.identity;
        const wrong: { [setting: string]: () => unknown } = {
            'identity, the key': () => new Gateway({ ...options, identity: { cert, key: read('signing.key') } }),
            'identity, the store': () => new Gateway({ ...options, identity: { pfx: read('transport.pem'), passphrase: 'wrong' } }),
            'trust': () => new Gateway({ ...options, trust: 'server-ca.pem' }),
            'receiptTrust': () => new Gateway({ ...options, receiptTrust: key as Buffer }),
            'The signing certificate': () => Signer.pem(read('signing.key'), read('signing.key')),
            'The signing key': () => Signer.pem(read('signing.pem'), read('signing.pem')),
        };
        for (const [setting, make] of Object.entries(wrong)) {
            try {
                make();
                console.log(`taken: ${setting}`);
            } catch (e) {
                console.log(e instanceof TypeError && e.message.startsWith(`${setting.split(',')[0]} is not`) ? 'refused' : e);
            }
        }
    },
};
try {
    await calls[operation!]!();
    console.log('done');
} catch (e) {
    const failure = e instanceof AdtGatewayError ? e.code : e;
    console.log(failure === 'TLS_FAILED' ? String(e).replace(/^.*?Error: /, '').replace(/;.*/, '') : failure);
}
gateway.close();

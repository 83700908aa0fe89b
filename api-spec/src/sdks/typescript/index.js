/** Calls the gateway by mutual TLS, repeats what is safe to repeat, signs files and verifies receipts. */
import { createHash } from 'node:crypto';
import { request as open, Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { operations, requestOf } from './operations.js';
import { ReceiptRefusedError, certificatesOf, usable, verifyReceipt } from './receipts.js';

export { ReceiptRefusedError, verifyReceipt } from './receipts.js';
export { Signer } from './signer.js';

/** Each is one act, however often it is sent: its signature names it, or the digest of what is reported. */
const ACTS = ['submitFile', 'withdrawSubmission', 'submitRowResults'];
/** Judged only after the gateway has looked whether it knows the act: no earlier attempt of it took effect. */
const JUDGED_OF_UNKNOWN_ACTS_ONLY = [
    'SIGNER_UNKNOWN', 'SIGNER_NOT_PERMITTED', 'SIGNER_OF_ANOTHER_PARTY', 'SIGNING_CERTIFICATE_MISMATCH', 'CERTIFICATE_EXPIRED',
    'CERTIFICATE_NOT_YET_VALID', 'CERTIFICATE_REVOKED', 'CHAIN_INVALID', 'KEY_USAGE', 'SIGNING_TIME_TOO_OLD',
    'SIGNING_TIME_IN_FUTURE', 'CONTENT_INVALID', 'INSTRUCTION_INVALID', 'SUBMISSION_DIFFERS', 'NOT_WITHDRAWABLE',
];
const MAX_RESPONSE_BYTES = 256 * 1024 * 1024;
const MAX_WAIT_SECONDS = 60;
const RETRIES = { attempts: 4, firstPauseMs: 500, longestPauseMs: 30_000 };

export class AdtGatewayError extends Error {
    constructor(failure, cause) {
        super(`${failure.code}: ${failure.detail}`, { cause });
        this.name = new.target.name;
        const { status = 0, code, category, detail, requestId, retryAfterMs, problem } = failure;
        Object.assign(this, { status, code, category, detail, requestId, retryAfterMs, problem });
    }

    get violations() {
        return this.problem?.violations ?? [];
    }

    get provesNoEffect() {
        return this.problem !== undefined && JUDGED_OF_UNKNOWN_ACTS_ONLY.includes(this.code);
    }
}

export class ResultUnknownError extends AdtGatewayError {
    constructor(last) {
        super({ ...last, code: 'OUTCOME_UNKNOWN', category: 'RETRY', problem: undefined,
            detail: `The request was sent and may or may not have taken effect. The last failure was: ${last.detail}` }, last);
    }
}

/** How an attempt failed. Its effect is NONE, UNKNOWN, or NONE_EVER, which is of earlier attempts of the same act too. */
class Failed {
    constructor(error, effect, mayPass, elsewhere) {
        Object.assign(this, { error, effect, mayPass, elsewhere });
    }
}

export class Gateway {
    #addresses;
    #current = 0;
    #agent;
    #fresh;
    /** The connections whose handshake is over: what Node.js says of that is not so for those that were waited for. */
    #secured = new WeakSet();
    #options;

    constructor(options) {
        this.#options = { connectTimeoutMs: 10_000, responseTimeoutMs: 120_000, ...options, retries: { ...RETRIES, ...options.retries } };
        this.#addresses = [options.address].flat().map(baseOf);
        // Node.js would take what has no certificate in it, and trust nobody
        for (const setting of ['trust', 'receiptTrust'].filter(one => options[one] !== undefined)) {
            certificatesOf(options[setting], setting);
        }
        const secureContext = options.agent ?? usable('identity is not a certificate with its own key, or its passphrase is wrong',
            () => createSecureContext({ ...options.identity, ca: options.trust, minVersion: 'TLSv1.2' }));
        this.#agent = options.agent ?? new Agent({ secureContext, keepAlive: true, maxSockets: 20 });
        // what cannot be repeated never goes over a connection that may be closing
        this.#fresh = options.agent ?? new Agent({ secureContext });
        for (const name of Object.keys(operations)) {
            this[name] = async parameters => (await this.call(name, parameters)).data;
        }
    }

    async call(name, parameters = {}) {
        const { retries, onRetry } = this.#options;
        const request = requestOf(name, parameters);
        request.repeatable = !request.changes || ACTS.includes(name);
        const attempts = retries.attempts === 1 ? 1 : Math.max(retries.attempts, this.#addresses.length);
        let unknown = false;
        for (let number = 1; ; number++) {
            const at = this.#current;
            try {
                return await this.#attempt(this.#addresses[at], request);
            } catch (e) {
                if (!(e instanceof Failed)) {
                    throw e;
                }
                unknown = request.changes && (e.effect === 'UNKNOWN' || (unknown && e.effect === 'NONE'));
                const error = unknown ? new ResultUnknownError(e.error) : e.error;
                const asked = error.retryAfterMs;
                if (!e.mayPass || (unknown && !request.repeatable) || number >= attempts || asked > retries.longestPauseMs) {
                    throw error;
                }
                if (e.elsewhere && this.#current === at) {
                    this.#current = (at + 1) % this.#addresses.length;
                }
                // up to twice as long as the one before, drawn between half and the whole of that
                const longest = Math.min(retries.firstPauseMs * 2 ** Math.min(number - 1, 20), retries.longestPauseMs);
                const drawn = longest * (0.5 + Math.random() / 2);
                const next = e.elsewhere && number < this.#addresses.length ? 0 : drawn;
                const pauseMs = asked === undefined ? next : Math.max(asked, drawn);
                onRetry?.({ operation: name, attempt: number, pauseMs, reason: e.error });
                await new Promise(resolve => setTimeout(resolve, pauseMs));
            }
        }
    }

    #attempt(address, request) {
        const { connectTimeoutMs, responseTimeoutMs, onWarning } = this.#options;
        return new Promise((resolve, reject) => {
            let connected = false, answered = false, reused = false, slow;
            const out = open(address + request.path, {
                method: request.operation.method,
                agent: request.repeatable ? this.#agent : this.#fresh,
                headers: { ...request.headers, 'Content-Length': request.body.length },
            });
            const connect = () => {
                connected = true;
                clearTimeout(slow);
            };
            // not before there is a socket: waiting until one of the others is free says nothing of the gateway
            out.on('socket', socket => {
                reused = this.#secured.has(socket);
                if (reused) {
                    connect();
                } else {
                    slow = setTimeout(() => out.destroy(new Error('no connection in time')), connectTimeoutMs);
                    socket.once('secureConnect', () => {
                        this.#secured.add(socket);
                        connect();
                    });
                }
            });
            out.setTimeout(responseTimeoutMs + request.waitMs, () => out.destroy(new Error('no answer in time')));
            out.on('error', e => reject(brokenBy(e, { connected, answered, reused }, request)));
            out.on('close', () => clearTimeout(slow));
            out.on('response', response => {
                answered = true;
                const chunks = [];
                let size = 0;
                response.on('data', chunk => {
                    chunks.push(chunk);
                    size += chunk.length;
                    if (size > MAX_RESPONSE_BYTES) {
                        out.destroy(new Error(`the answer is longer than ${MAX_RESPONSE_BYTES} bytes`));
                    }
                });
                response.on('error', e => reject(brokenBy(e, { connected, answered, reused }, request)));
                response.on('end', () => {
                    if (response.headers.warning !== undefined) {
                        onWarning?.(response.headers.warning);
                    }
                    try {
                        resolve(answerOf(response, Buffer.concat(chunks), request));
                    } catch (e) {
                        reject(e);
                    }
                });
            });
            out.end(request.body);
        });
    }

    waitForChange(submission, seconds = MAX_WAIT_SECONDS) {
        const wait = Math.max(1, Math.min(Math.floor(seconds), MAX_WAIT_SECONDS));
        return this.getSubmission({ id: submission.id, ifNoneMatch: `"${submission.version}"`, prefer: `wait=${wait}` });
    }

    async receipt(id, of = 'SUBMISSION') {
        if (this.#options.receiptTrust === undefined) {
            throw new TypeError('To verify receipts, set receiptTrust: the authority that issues the certificates of receipts');
        }
        const receipt = await verifyReceipt(await this.downloadReceipt({ id, of }), this.#options.receiptTrust);
        if (receipt.content.submissionId !== id || receipt.content.kind !== of) {
            throw new ReceiptRefusedError('The receipt is of something else');
        }
        return receipt;
    }

    close() {
        this.#agent.destroy();
        this.#fresh.destroy();
    }
}

function baseOf(address) {
    // what stands before an @ may be a password
    const refused = () => new TypeError(
        `Not the address of a gateway: ${String(address).replace(/^([^/@]*\/\/)?.*@/s, '$1***@')}; write https://gateway.example`);
    let url;
    try {
        url = new URL(address);
    } catch {
        throw refused();
    }
    if (url.protocol !== 'https:' || url.username || url.password || url.search || url.hash || /\/v1(\/|$)/.test(url.pathname)) {
        throw refused();
    }
    return url.href.replace(/\/$/, '');
}

/**
 * A failure below HTTP. Without a connection nothing was asked. With TLS 1.3 a client's certificate is refused after that; any other alert
 * by then, and a handshake that was cut off, say nothing of certificates.
 */
function brokenBy(cause, { connected, answered, reused }, { requestId }) {
    const code = cause.code ?? '';
    // what OpenSSL writes has numbers, files and a line break around the reason
    const text = cause.message.replace(/^.*:error:[^:]*:[^:]*:[^:]*:([^:]*):.*$/s, '$1');
    // not by the code: with TLS 1.2 it can be EPROTO
    const refuses = !reused && /alert (.*certificate|unknown ca|access denied|handshake failure)/.test(text);
    const failed = !connected && /^ERR_SSL|^ERR_TLS|CERT|SIGNATURE/.test(code) && !code.includes('EOF');
    const tls = !answered && (refuses || failed);
    const reason = `${text}${code && !text.includes(code) ? ` (${code})` : ''}`;
    const side = refuses ? "The gateway did not accept this client's certificate; is it registered, current and not revoked?"
        : code.startsWith('ERR_SSL') ? 'No TLS with what answers there; is it the gateway?'
        : "This side did not accept the gateway's certificate; are `trust` and the address right?";
    const error = tls
        ? { code: 'TLS_FAILED', category: 'WORKFLOW', requestId, detail: `${side} ${reason}` }
        : { code: 'UNREACHABLE', category: 'RETRY', requestId, detail: `No answer from the gateway: ${reason}` };
    return new Failed(new AdtGatewayError(error, cause), connected && !tls ? 'UNKNOWN' : 'NONE', !tls, true);
}

function answerOf(response, bytes, request) {
    const { statusCode: status, headers } = response;
    const requestId = headers['x-request-id'] ?? request.requestId;
    if (status !== 304 && (status < 200 || status >= 300)) {
        throw refusal(status, headers, bytes, requestId, request);
    }
    const garbled = detail => {
        const error = new AdtGatewayError({ status, code: 'UNRECOGNISED_ANSWER', category: 'WORKFLOW', requestId, detail });
        return new Failed(error, 'UNKNOWN', false, false);
    };
    const digest = /sha-256=:([A-Za-z0-9+/=]+):/.exec(headers['repr-digest'])?.[1];
    if (digest !== undefined && createHash('sha256').update(bytes).digest('base64') !== digest) {
        throw garbled('What arrived is damaged: its SHA-256 is not the one that the gateway states');
    }
    const answer = { status, headers, requestId, bytes, data: undefined };
    if (status !== 304) {
        try {
            answer.data = request.operation.returns === 'json' ? JSON.parse(bytes) : bytes;
        } catch (e) {
            throw garbled(`The answer is not what the gateway promises: ${e.message}`);
        }
    }
    return answer;
}

/** 4xx has no effect. An unavailable gateway has not begun; any other 5xx may come half-way. */
function refusal(status, headers, bytes, requestId, request) {
    let problem;
    try {
        problem = headers['content-type']?.startsWith('application/problem+json') ? JSON.parse(bytes) : undefined;
    } catch {
        // it says that it is one, and is none
    }
    const after = headers['retry-after'];
    const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
    const error = new AdtGatewayError({
        status, requestId, code: 'UNRECOGNISED_ANSWER', category: status >= 500 ? 'RETRY' : 'WORKFLOW',
        detail: `HTTP ${status} without a problem description: it came from something else than a gateway`,
        ...problem, problem, retryAfterMs: Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined,
    });
    const notBegun = problem !== undefined && (status === 503 || status === 501);
    const settled = ACTS.includes(request.name) && error.provesNoEffect ? 'NONE_EVER' : 'NONE';
    const effect = status < 500 ? settled : notBegun ? 'NONE' : 'UNKNOWN';
    const mayPass = status === 429 || (status >= 500 && status !== 501);
    return new Failed(error, effect, mayPass, status === 503 || (status >= 500 && problem === undefined));
}

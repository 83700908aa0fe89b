import type { AgentOptions, Agent } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { X509Certificate } from 'node:crypto';
import type { Operations, Problem, Submission, Violation, ActKind, Upload } from './api.js';

export type * from './api.js';

export interface Retries {
    /** How often in all, the first included; 1 for no retry. Default: 4. */
    readonly attempts?: number;
    /** Before the second attempt. Each pause is up to twice as long as the one before, and drawn at random. Default: 500. */
    readonly firstPauseMs?: number;
    /** Also the longest Retry-After that is waited for; a longer one ends the call. Default: 30000. */
    readonly longestPauseMs?: number;
}

export interface Retry {
    readonly operation: keyof Operations;
    readonly attempt: number;
    readonly pauseMs: number;
    readonly reason: AdtGatewayError;
}

export interface GatewayOptions {
    /** Several are of one gateway: the next is tried when one cannot be reached. */
    readonly address: string | readonly string[];
    /** The transport certificate and its key: `cert` and `key` in PEM, or `pfx`; with the `passphrase` of either. */
    readonly identity: Pick<AgentOptions, 'cert' | 'key' | 'pfx' | 'passphrase'>;
    /** PEM of the authority that issued the gateway's own certificate. Default: the authorities that Node.js trusts. */
    readonly trust?: string | Buffer;
    /** PEM of the authority that issues the certificates of receipts; `receipt` needs it. */
    readonly receiptTrust?: string | Buffer;
    readonly retries?: Retries;
    /** Default: 10000. */
    readonly connectTimeoutMs?: number;
    /** Without a byte from the gateway; a call that waits has its waiting time in addition. Default: 120000. */
    readonly responseTimeoutMs?: number;
    /** In place of connections made from `identity` and `trust`, for instance through a proxy. */
    readonly agent?: Agent;
    readonly onRetry?: (retry: Retry) => void;
    /** Of the gateway, such as that a certificate expires soon. */
    readonly onWarning?: (text: string) => void;
}

export interface Answer<T> {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly requestId: string;
    /** The exact bytes. */
    readonly bytes: Buffer;
    readonly data: T;
}

/** A gateway, as one Party. One object is enough for a program; its calls share their connections. */
export declare class Gateway {
    /** Throws a TypeError that names the option that cannot be used. */
    constructor(options: GatewayOptions);

    /** Calls an operation, and resolves to status, headers and exact bytes as well. */
    call<N extends keyof Operations>(
        operation: N, ...parameters: Parameters<Operations[N]>): Promise<Answer<Awaited<ReturnType<Operations[N]>>>>;

    /** Waits for the next state of a submission, at most 60 s; undefined when it has not changed by then. */
    waitForChange(submission: Submission, seconds?: number): Promise<Submission | undefined>;

    /** Downloads a receipt and verifies it. Rejects with a ReceiptRefusedError when it must not be relied on. */
    receipt(id: string, of?: ActKind): Promise<Receipt>;

    close(): void;
}

export interface Gateway extends Operations {}

/** Signs files and withdrawals: a detached CMS signature, DER, with the digest that suits the key. */
export declare class Signer {
    /**
     * Signs by a key that this process does not hold.
     *
     * @param certificatePem the signer's certificate
     * @param sign returns the signature over these bytes, with this digest: of ECDSA in DER, of RSA by PKCS#1 v1.5
     */
    constructor(certificatePem: string | Buffer, sign: (bytes: Buffer, hash: 'sha256' | 'sha384') => Uint8Array | Promise<Uint8Array>);

    static pem(certificatePem: string | Buffer, keyPem: string | Buffer, passphrase?: string): Signer;

    /** Over exactly these bytes. */
    sign(content: Uint8Array): Promise<Buffer>;

    /** What `withdrawSubmission` takes: one act, however often it is sent. */
    withdrawal(id: string, reason: string): Promise<{ id: string; instruction: Upload; signature: Upload }>;
}

export interface Receipt {
    /** What the gateway attests, such as `fileSha256`; the members are in the API guide. */
    readonly content: { readonly [member: string]: any };
    readonly signedAt: Date;
    readonly signedBy: X509Certificate;
    /** The receipt itself, to be kept. */
    readonly der: Uint8Array;
}

/**
 * Verifies a receipt offline, as of the signing time that it states. Rejects with a ReceiptRefusedError; with a TypeError when there is no
 * certificate in what is trusted.
 */
export declare function verifyReceipt(der: Uint8Array, trustPem: string | Buffer): Promise<Receipt>;

/** The gateway refused a call, or could not be reached: nothing took effect, except for a ResultUnknownError. */
export declare class AdtGatewayError extends Error {
    /** 0 when no response came. */
    readonly status: number;
    /** Of the gateway's list; or UNREACHABLE, TLS_FAILED, OUTCOME_UNKNOWN, UNRECOGNISED_ANSWER. */
    readonly code: string;
    readonly category: Problem['category'];
    /** What to do. */
    readonly detail: string;
    readonly requestId: string;
    readonly retryAfterMs?: number;
    readonly problem?: Problem;
    /** The faulty rows; none for other refusals. */
    readonly violations: readonly Violation[];
    /** Whether this refusal of a signed act proves that no earlier attempt of it took effect either. */
    readonly provesNoEffect: boolean;
}

/** The call may have taken effect: repeat the same until it succeeds, or until a refusal says `provesNoEffect`. */
export declare class ResultUnknownError extends AdtGatewayError {}

export declare class ReceiptRefusedError extends Error {}

/** Detached signatures of files and withdrawals (CMS, RFC 5652). */
import { createHash, createPrivateKey, sign as signWith } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { certificatesOf, usable } from './receipts.js';

const OID = { data: '1.2.840.113549.1.7.1', contentType: '1.2.840.113549.1.9.3', digest: '1.2.840.113549.1.9.4', time: '1.2.840.113549.1.9.5' };
const SHA_256 = { hash: 'sha256', digestOid: '2.16.840.1.101.3.4.2.1' };
/** The digest follows from the strength of the key. */
const ALGORITHMS = {
    prime256v1: { ...SHA_256, oid: '1.2.840.10045.4.3.2' },
    secp384r1: { hash: 'sha384', digestOid: '2.16.840.1.101.3.4.2.2', oid: '1.2.840.10045.4.3.3' },
    rsa: { ...SHA_256, oid: '1.2.840.113549.1.1.11', parameters: new asn1js.Null() },
};

export class Signer {
    #certificate;
    #algorithm;
    #sign;

    constructor(certificatePem, sign) {
        this.#certificate = certificatesOf(certificatePem, 'The signing certificate')[0];
        const { publicKey, validTo } = this.#certificate;
        const { namedCurve, modulusLength } = publicKey.asymmetricKeyDetails;
        this.#algorithm = ALGORITHMS[namedCurve ?? publicKey.asymmetricKeyType];
        if (this.#algorithm === undefined || modulusLength < 2048) {
            throw new TypeError('The signing key is not accepted: use ECDSA on P-256 or P-384, or RSA from 2048 bits');
        }
        if (new Date(validTo) < new Date()) {
            throw new TypeError(`The signing certificate expired on ${validTo}`);
        }
        this.#sign = sign;
    }

    static pem(certificatePem, keyPem, passphrase) {
        const key = usable('The signing key is not a key in PEM, or its passphrase is wrong',
            () => createPrivateKey({ key: keyPem, passphrase }));
        if (!certificatesOf(certificatePem, 'The signing certificate')[0].checkPrivateKey(key)) {
            throw new TypeError('Signing key and certificate do not belong together');
        }
        return new Signer(certificatePem, (bytes, hash) => signWith(hash, bytes, key));
    }

    async sign(content) {
        const { hash, digestOid, oid, parameters } = this.#algorithm;
        const certificate = pkijs.Certificate.fromBER(this.#certificate.raw);
        const attribute = (type, value) => new pkijs.Attribute({ type, values: [value] });
        // in the order of DER
        const signedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes: [
            attribute(OID.contentType, new asn1js.ObjectIdentifier({ value: OID.data })),
            attribute(OID.time, new asn1js.UTCTime({ valueDate: new Date() })),
            attribute(OID.digest, new asn1js.OctetString({ valueHex: createHash(hash).update(content).digest() })),
        ] });
        const toSign = Buffer.from(signedAttrs.toSchema().toBER());
        toSign[0] = 0x31; // they are signed as a SET (RFC 5652, 5.4)
        const digestAlgorithm = new pkijs.AlgorithmIdentifier({ algorithmId: digestOid });
        const signed = new pkijs.SignedData({
            version: 1,
            digestAlgorithms: [digestAlgorithm],
            encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
            certificates: [certificate],
            signerInfos: [new pkijs.SignerInfo({
                version: 1,
                sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
                digestAlgorithm,
                signedAttrs,
                signatureAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: oid, algorithmParams: parameters }),
                signature: new asn1js.OctetString({ valueHex: await this.#sign(toSign, hash) }),
            })],
        });
        return Buffer.from(new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.SIGNED_DATA, content: signed.toSchema(true) }).toSchema().toBER());
    }

    /** What withdrawSubmission takes: one act, however often it is sent. */
    async withdrawal(id, reason) {
        const requestedAt = new Date().toISOString();
        const instruction = Buffer.from(JSON.stringify({ submissionId: id, action: 'WITHDRAW', reason, requestedAt }));
        return { id, instruction, signature: await this.sign(instruction) };
    }
}

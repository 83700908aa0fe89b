/** Receipts: CMS SignedData (RFC 5652) that contain what the gateway attests. */
import { X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

const DATA = '1.2.840.113549.1.7.1', CONTENT_TYPE = '1.2.840.113549.1.9.3', SIGNING_TIME = '1.2.840.113549.1.9.5';
const DIGESTS = { '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' };
const RSA = '1.2.840.113549.1.1.1', PSS = '1.2.840.113549.1.1.10';
/** The digest of each algorithm that may have signed a receipt or a certificate; of PSS its parameters tell. */
const SIGNATURES = {
    '1.2.840.10045.4.3.2': 'sha256', '1.2.840.10045.4.3.3': 'sha384', '1.2.840.10045.4.3.4': 'sha512',
    '1.2.840.113549.1.1.11': 'sha256', '1.2.840.113549.1.1.12': 'sha384', '1.2.840.113549.1.1.13': 'sha512',
};
const SIGNING_CURVES = ['prime256v1', 'secp384r1'], CURVES = [...SIGNING_CURVES, 'secp521r1'];
const KEY_USAGE = '2.5.29.15', DIGITAL_SIGNATURE = 0x80, NON_REPUDIATION = 0x40, KEY_CERT_SIGN = 0x04;
const TLS = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
/** The critical extensions that are understood: constraints, usages and names (RFC 5280, 4.2.1). */
const UNDERSTOOD = [15, 17, 19, 30, 32, 33, 36, 37, 54].map(last => `2.5.29.${last}`);

export class ReceiptRefusedError extends Error {
    name = 'ReceiptRefusedError';
}

/** Makes something of what the program gives. What cannot be used is the program's mistake, and no fault of a receipt. */
export function usable(otherwise, make) {
    try {
        return make();
    } catch (cause) {
        throw new TypeError(otherwise, { cause });
    }
}

export function certificatesOf(pem, setting) {
    const text = String(pem);
    const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [text];
    return usable(`${setting} is not a certificate in PEM: it is what the file contains, not its name`,
        () => found.map(one => new X509Certificate(one)));
}

/** As of the signing time that the receipt states: it stays good after the certificate that signed it has expired. */
export async function verifyReceipt(der, trust) {
    const trustedCerts = certificatesOf(trust, 'receiptTrust').map(one => pkijs.Certificate.fromBER(one.raw));
    try {
        const { offset, result } = asn1js.fromBER(der);
        const info = new pkijs.ContentInfo({ schema: result });
        if (offset !== der.byteLength || info.contentType !== pkijs.ContentInfo.SIGNED_DATA) {
            throw new Error('it is not CMS SignedData, or something follows it');
        }
        const signed = new pkijs.SignedData({ schema: info.content });
        const [signer, ...others] = signed.signerInfos;
        const value = type => signer.signedAttrs.attributes.find(one => one.type === type).values[0];
        const time = value(SIGNING_TIME).toDate();
        const digest = DIGESTS[signer.digestAlgorithm.algorithmId];
        if (others.length > 0 || digest === undefined) {
            throw new Error('it has several signers, or a digest that is not allowed');
        }
        if (signer.signatureAlgorithm.algorithmId !== RSA && digestOf(signer.signatureAlgorithm) !== digest) {
            throw new Error('its signature is of an algorithm that is not allowed');
        }
        if (signed.encapContentInfo.eContentType !== DATA || value(CONTENT_TYPE).valueBlock.toString() !== DATA) {
            throw new Error('its content is of another type');
        }
        const verdict = await signed.verify({ signer: 0, trustedCerts, checkChain: true, checkDate: time, extendedMode: true });
        if (!verdict.signatureVerified || !verdict.signerCertificateVerified) {
            throw new Error('its signature was changed after signing, or is not of a certificate that is trusted');
        }
        requireSigner(verdict.signerCertificate);
        verdict.certificatePath.filter(one => one !== verdict.signerCertificate).forEach(requireAuthority);
        const content = JSON.parse(Buffer.from(signed.encapContentInfo.eContent.getValue()));
        return { content, der, signedAt: time, signedBy: read(verdict.signerCertificate) };
    } catch (e) {
        throw new ReceiptRefusedError(`The receipt cannot be relied on: ${e.message}`, { cause: e });
    }
}

const read = certificate => new X509Certificate(Buffer.from(certificate.toSchema().toBER()));

function digestOf({ algorithmId, algorithmParams }) {
    return algorithmId === PSS
        ? DIGESTS[new pkijs.RSASSAPSSParams({ schema: algorithmParams }).hashAlgorithm.algorithmId]
        : SIGNATURES[algorithmId];
}

/** One that may sign: of no authority, with a strong key, and not for TLS alone. */
function requireSigner(certificate) {
    requireSound(certificate, SIGNING_CURVES, DIGITAL_SIGNATURE | NON_REPUDIATION);
    if (read(certificate).ca || digestOf(certificate.signatureAlgorithm) === undefined) {
        throw new Error('its signer is an authority, or has a certificate with a weak signature');
    }
}

function requireAuthority(certificate) {
    requireSound(certificate, CURVES, KEY_CERT_SIGN);
    // how a self-signed one is signed does not matter
    const selfSigned = certificate.issuer.isEqual(certificate.subject);
    if (!read(certificate).ca || (!selfSigned && digestOf(certificate.signatureAlgorithm) === undefined)) {
        throw new Error('a certificate above its signer is not of an authority, or has a weak signature');
    }
}

function requireSound(certificate, curves, usage) {
    const { publicKey: { asymmetricKeyDetails: key }, keyUsage: extended } = read(certificate);
    if (!curves.includes(key.namedCurve) && !(key.modulusLength >= 2048 && key.modulusLength <= 8192)) {
        throw new Error('it rests on a key that is not allowed');
    }
    const extensions = certificate.extensions ?? [];
    const stated = extensions.find(one => one.extnID === KEY_USAGE);
    if (stated !== undefined && (stated.parsedValue.valueBlock.valueHexView[0] & usage) === 0) {
        throw new Error('it rests on a certificate whose key usage does not allow that');
    }
    if (extended !== undefined && extended.every(one => TLS.includes(one))) {
        throw new Error('it rests on a certificate that is for TLS alone');
    }
    if (extensions.some(one => one.critical && !UNDERSTOOD.includes(one.extnID))) {
        throw new Error('it rests on a certificate with a critical extension that is not understood');
    }
}

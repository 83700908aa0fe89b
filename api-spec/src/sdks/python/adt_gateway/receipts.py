"""Receipts: CMS SignedData (RFC 5652) that contain what the gateway attests."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Dict

from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from .signer import CURVES

_DIGESTS: Dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_TLS = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}


class ReceiptRefusedError(Exception):
    """A receipt that must not be relied on."""


@dataclass(frozen=True)
class Receipt:
    """What the gateway attests, in a receipt that was found valid."""

    content: Dict[str, Any]
    signed_at: datetime
    signed_by: x509.Certificate
    der: bytes


def authorities_of(trust: bytes) -> list[x509.Certificate]:
    """What has no certificate in it is the program's mistake, and no fault of a receipt."""
    try:
        return x509.load_pem_x509_certificates(trust)
    except (ValueError, TypeError) as e:
        raise ValueError("receipt_trust is not a certificate in PEM: it is what the file contains, as bytes, not its name") from e


def verify_receipt(der: bytes, trust: bytes) -> Receipt:
    """Verifies a receipt offline, as of the signing time that it states: it stays good after its signer has expired.

    :param trust: PEM, the authority that issues the certificates of receipts
    :raises ReceiptRefusedError: when it must not be relied on
    :raises ValueError: when there is no certificate in what is trusted
    """
    trusted = authorities_of(trust)
    try:
        info = ContentInfo.load(der, strict=True)
        if info["content_type"].native != "signed_data" or len(info["content"]["signer_infos"]) != 1:
            raise ValueError("it is not CMS SignedData with one signer")
        signed, signer = info["content"], info["content"]["signer_infos"][0]
        attributes = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}
        digest = signer["digest_algorithm"]["algorithm"].native
        content, time = signed["encap_content_info"]["content"].native, attributes["signing_time"]
        if digest not in _DIGESTS or hashlib.new(digest, content).digest() != attributes["message_digest"]:
            raise ValueError("its content was changed after signing")
        if not attributes["content_type"] == signed["encap_content_info"]["content_type"].native == "data":
            raise ValueError("its content is of another type")
        algorithm = signer["signature_algorithm"]
        if algorithm["algorithm"].native != "rsassa_pkcs1v15" and algorithm.hash_algo != digest:
            raise ValueError("its signature is of an algorithm that is not allowed")
        certificates = [x509.load_der_x509_certificate(one.dump()) for one in signed["certificates"]]
        leaf = _signer_of(signer["sid"], certificates)
        _verify(leaf, signer["signature"].native, signer["signed_attrs"].untag().dump(force=True), _DIGESTS[digest])
        _require_signer(leaf)
        for authority in _chain(leaf, certificates, trusted, time)[1:]:
            _require_authority(authority)
        return Receipt(json.loads(content), time, leaf, der)
    except (ValueError, TypeError, KeyError, InvalidSignature, verification.VerificationError) as e:
        raise ReceiptRefusedError(f"The receipt cannot be relied on: {str(e) or 'its signature was changed after signing'}") from e


def _signer_of(sid: Any, certificates: list[x509.Certificate]) -> x509.Certificate:
    named = sid.chosen
    for one in certificates:
        if sid.name == "issuer_and_serial_number" and one.serial_number == named["serial_number"].native:
            if one.issuer.public_bytes() == named["issuer"].dump():
                return one
    raise ValueError("the certificate of its signer is not in it")


def _verify(certificate: x509.Certificate, signature: bytes, signed: bytes, digest: hashes.HashAlgorithm) -> None:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(digest))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), digest)
    else:
        raise ValueError("its algorithm is not allowed")


def _chain(
    leaf: x509.Certificate, others: list[x509.Certificate], trust: list[x509.Certificate], time: datetime
) -> list[x509.Certificate]:
    """The rules of RFC 5280; those of the web about names and purposes do not apply to receipts."""
    any_extensions = verification.ExtensionPolicy.permit_all()
    authorities = any_extensions.require_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, None)
    builder = verification.PolicyBuilder().store(verification.Store(trust)).time(time)
    policy = builder.extension_policies(ca_policy=authorities, ee_policy=any_extensions)
    return policy.build_client_verifier().verify(leaf, [one for one in others if one != leaf]).chain


def _require_signer(certificate: x509.Certificate) -> None:
    """One that may sign: of no authority, with a strong key, and not for TLS alone."""
    key, usage = certificate.public_key(), _extension(certificate, x509.KeyUsage)
    if not (isinstance(key, rsa.RSAPublicKey) and 2048 <= key.key_size <= 8192):
        if not (isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES):
            raise ValueError("the key of its signer is not allowed")
    constraints = _extension(certificate, x509.BasicConstraints)
    if (constraints and constraints.ca) or (usage and not (usage.digital_signature or usage.content_commitment)):
        raise ValueError("its signer is an authority, or has a key usage that does not allow signatures")
    _require_more_than_tls(certificate)


def _require_authority(certificate: x509.Certificate) -> None:
    usage = _extension(certificate, x509.KeyUsage)
    if usage and not usage.key_cert_sign:
        raise ValueError("a certificate above its signer is not of an authority")
    _require_more_than_tls(certificate)


def _require_more_than_tls(certificate: x509.Certificate) -> None:
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    if extended is not None and set(extended) <= _TLS:
        raise ValueError("it rests on a certificate that is for TLS alone")


def _extension(certificate: x509.Certificate, kind: Any) -> Any:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None

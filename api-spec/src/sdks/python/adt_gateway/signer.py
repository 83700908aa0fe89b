"""Detached signatures of files and withdrawals (CMS, RFC 5652)."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any, Dict, Optional, Union

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs7, pkcs12

CURVES = ("secp256r1", "secp384r1")
_OPTIONS = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]


class Signer:
    """Signs files and withdrawals."""

    def __init__(self, certificate: x509.Certificate, key: Union[ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey]) -> None:
        if certificate.public_key() != key.public_key():
            raise ValueError("Signing key and certificate do not belong together")
        if certificate.not_valid_after_utc < datetime.now(timezone.utc):
            raise ValueError(f"The signing certificate expired on {certificate.not_valid_after_utc}")
        strong = isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048
        if not strong and getattr(getattr(key, "curve", None), "name", None) not in CURVES:
            raise ValueError("The signing key is not accepted: use ECDSA on P-256 or P-384, or RSA from 2048 bits")
        self._certificate, self._key = certificate, key
        self._digest = hashes.SHA384() if key.key_size == 384 else hashes.SHA256()

    @classmethod
    def pem(cls, certificate: bytes, key: bytes, password: Optional[bytes] = None) -> Signer:
        return cls(x509.load_pem_x509_certificate(certificate), load_pem_private_key(key, password))  # type: ignore[arg-type]

    @classmethod
    def pkcs12(cls, store: bytes, password: Optional[bytes]) -> Signer:
        key, certificate, _ = pkcs12.load_key_and_certificates(store, password)
        if key is None or certificate is None:
            raise ValueError("The PKCS#12 file lacks a key with its certificate")
        return cls(certificate, key)  # type: ignore[arg-type]

    def sign(self, content: bytes) -> bytes:
        """Returns a detached signature over exactly these bytes, DER."""
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(self._certificate, self._key, self._digest)
        return builder.sign(Encoding.DER, _OPTIONS)

    def withdrawal(self, id: str, reason: str) -> Dict[str, Any]:
        """Returns what ``withdraw_submission`` takes: one act, however often it is sent."""
        requested_at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        instruction = json.dumps({"submissionId": id, "action": "WITHDRAW", "reason": reason, "requestedAt": requested_at}).encode()
        return {"id": id, "instruction": instruction, "signature": self.sign(instruction)}

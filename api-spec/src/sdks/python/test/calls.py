"""Makes one call, and prints what became of it: that it was done, or the code of the failure, of TLS with the side that refused."""

import re
import sys
import traceback
from pathlib import Path

from adt_gateway import AdtGatewayError, FileType, Gateway, Retries, Signer

operation, folder, addresses = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
options = dict(
    certificate=str(folder / "transport.pem"),
    key=str(folder / "transport.key"),
    trust=str(folder / "server-ca.pem"),
    retries=Retries(first_pause=0.001, longest_pause=3),
    connect_timeout=5,
    response_timeout=2,
    on_warning=lambda text: print(f"warned: {text}"),
)
gateway = Gateway(addresses, **options)
ID = "3f2b8a52-9d9d-4e0f-8b0e-6c1c9b9d3b11"
CONTENT = b"UserID\r\n"
RESULTS = b"RequestID,Outcome,At,Note\nA:B:1,RELEASED,,\n"
signer = Signer.pem((folder / "signing.pem").read_bytes(), (folder / "signing.key").read_bytes())


def with_password():
    """Of what an address may have in it, nothing gets into a message."""
    for address in ("https://user:secret@host", "https://:secret@host", "https://user:sec/secret@host:x", "user:secret@host"):
        try:
            Gateway(address, **options)
            raise AssertionError(f"taken: {address}")
        except (ValueError, AssertionError) as e:
            text = "".join(traceback.format_exception_only(e)) + str(e.__cause__)
            print(text if "secret" in text else "refused")


def with_wrong_settings():
    """Each message names the file or the setting that is wrong."""
    signing, pem = str(folder / "signing.key"), str(folder / "transport.pem")
    for name, wrong in (
        (signing, dict(key=signing)),
        (signing, dict(certificate=signing)),
        (signing, dict(trust=signing)),
        ("absent.pem", dict(trust=str(folder / "absent.pem"))),
        ("absent.pem", dict(certificate=str(folder / "absent.pem"))),
        ("receipt_trust", dict(receipt_trust=pem.encode())),
    ):
        try:
            Gateway(addresses, **{**options, **wrong})
            print(f"taken: {wrong}")
        except (ValueError, FileNotFoundError) as e:
            print("refused" if name in str(e) else e)


calls = {
    "read": lambda: gateway.get_submission(ID),
    "submit": lambda: gateway.submit_file(FileType.ADT, CONTENT, signer.sign(CONTENT)),
    "withdraw": lambda: gateway.withdraw_submission(**signer.withdrawal(ID, "reason")),
    "check": lambda: gateway.validate_file(FileType.ADT, CONTENT),
    "report": lambda: gateway.submit_row_results(ID, RESULTS),
    "checkReport": lambda: gateway.validate_row_results(ID, RESULTS),
    "claim": lambda: gateway.claim_submission(ID),
    "download": lambda: gateway.download_file(ID),
    "password": with_password,
    "settings": with_wrong_settings,
}
try:
    calls[operation]()
    print("done")
except AdtGatewayError as e:
    print(re.sub(";.*", "", str(e)) if e.code == "TLS_FAILED" else e.code)

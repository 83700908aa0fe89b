"""The whole journey of a file, by the package as it is installed. The reference page shows what stands between "sample" and
"end" for the operations named. It runs against the sandbox too:

    python3 journey.py https://localhost:8443 target/sandbox
"""

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

from adt_gateway import (
    ActKind, AdtGatewayError, EventType, FileType, Gateway, OutcomeDecision, OutcomeRequest, ReceiptRefusedError, Signer,
    SubmissionStatus, verify_receipt,
)

ADDRESS, SANDBOX = sys.argv[1], Path(sys.argv[2])


# sample: setup
def connect(party):
    own = SANDBOX / "parties" / party
    return Gateway(ADDRESS, certificate=str(own / "transport.pem"), key=str(own / "transport.key"),
                   trust=str(SANDBOX / "server-ca.pem"), receipt_trust=(SANDBOX / "receipt-ca.pem").read_bytes())
# end


# sample: setup
def signed(name):
    content = (SANDBOX / "files" / name).read_bytes()
    return dict(file=(name, content), signature=signer.sign(content))
# end


def refused(call, *arguments, **named):
    """The failure of a call that must fail."""
    try:
        call(*arguments, **named)
    except AdtGatewayError as e:
        return e
    raise AssertionError("expected a refusal")


def not_relied_on(der, trust):
    try:
        verify_receipt(der, (SANDBOX / trust).read_bytes())
    except ReceiptRefusedError:
        return True
    return False


# sample: setup
supplier, dcc = connect("northern-power"), connect("dcc")
keys = SANDBOX / "parties/northern-power"
signer = Signer.pem((keys / "signing.pem").read_bytes(), (keys / "signing.key").read_bytes())
# end
Signer.pkcs12((keys / "signing.p12").read_bytes(), b"sandbox")
background = ThreadPoolExecutor()

# sample: getMe
me = supplier.get_me()
# end
assert me.party_id == "northern-power"
assert me.transport_certificate.not_after > datetime.now(timezone.utc)
# sample: getFileFormat
assert supplier.get_file_format(FileType.ADT)["name"] == "adt"
# end
# sample: listEvents
after, more = None, True
while more:
    page = supplier.list_events(after=after, limit=1000)
    after, more = page.next, page.more
# end
print(f"Connected as {me.name}; the feed begins for me at its end.")

problem = refused(supplier.submit_file, FileType.ADT, **signed("adt-damaged-by-spreadsheet.csv"), service_request_reference="SMSR-1")
assert problem.code == "CONTENT_INVALID" and problem.proves_no_effect
assert len(problem.violations) == problem.problem.totals.errors
print(f"Refused: {problem.problem.title} ({problem.request_id})")
for violation in problem.violations:
    print(f"  line {violation.line}, {violation.column}: {violation.message}")

# sample: validateFile submitFile
act = dict(file_type=FileType.ADT, **signed("adt-valid.csv"), service_request_reference="SMSR-2", client_reference="Zürich 7")
# end
# sample: validateFile
assert supplier.validate_file(**act).accepted
# end
# sample: submitFile
submission = supplier.submit_file(**act)
# end
assert submission.status == SubmissionStatus.RECEIVED
assert submission.file_sha256 == hashlib.sha256((SANDBOX / "files/adt-valid.csv").read_bytes()).hexdigest()
assert submission.file_name == "adt-valid.csv"
assert submission.client_reference == "Zürich 7"
again = supplier.call("submit_file", **act)
assert again.headers["Idempotency-Replayed"] == "true"
assert again.data.id == submission.id
print(f"Submitted: {submission.id}, once, though sent twice")

# sample: downloadReceipt
receipt = supplier.receipt(submission.id)
assert receipt.content["fileSha256"] == submission.file_sha256
# end
assert not_relied_on(receipt.der.replace(b"SMSR-2", b"SMSR-3"), "receipt-ca.pem")
assert not_relied_on(receipt.der[:-3] + bytes([receipt.der[-3] ^ 1]) + receipt.der[-2:], "receipt-ca.pem")
assert not_relied_on(receipt.der, "server-ca.pem")
try:
    assert not verify_receipt(receipt.der, b"receipt-ca.pem")
except ValueError as e:
    assert str(e).startswith("receipt_trust is not a certificate in PEM"), e
print("Receipt verified; an altered one, a forged one and one of another authority were not relied on")

assert supplier.wait_for_change(submission, 1) is None
waiting = background.submit(supplier.wait_for_change, submission, 30)
# sample: withdrawSubmission
withdrawal = signer.withdrawal(submission.id, "Thresholds of the wrong day.")
withdrawn = supplier.withdraw_submission(**withdrawal)
# end
assert withdrawn.status == SubmissionStatus.WITHDRAWN
assert waiting.result().status == SubmissionStatus.WITHDRAWN
assert withdrawn.withdrawal.withdrawn_at.tzinfo is not None
assert supplier.receipt(submission.id, ActKind.WITHDRAWAL).content["reason"] == "Thresholds of the wrong day."
# sample: downloadWithdrawal
instruction = supplier.call("download_withdrawal", id=submission.id)
assert instruction.body == withdrawal["instruction"]
assert instruction.data.action == "WITHDRAW"
# end
print("Withdrawn, and told so while waiting")

second = supplier.submit_file(FileType.EXIT_QUARANTINE, **signed("eq-valid.csv"))
decided = background.submit(supplier.wait_for_change, second, 30)
# sample: claimSubmission
dcc.claim_submission(second.id)
# end
assert decided.result().status == SubmissionStatus.PROCESSING
assert refused(dcc.claim_submission, second.id).problem.current_status == SubmissionStatus.PROCESSING
assert refused(supplier.withdraw_submission, **signer.withdrawal(second.id, "Too late.")).code == "NOT_WITHDRAWABLE"
# sample: downloadFile
assert dcc.download_file(second.id) == (SANDBOX / "files/eq-valid.csv").read_bytes()
# end
# sample: downloadCertificates
assert b"BEGIN CERTIFICATE" in dcc.download_certificates(second.id)
# end
# sample: listRowResults
rows = dcc.list_row_results(second.id, pending=True).rows
# end
# sample: validateRowResults submitRowResults
table = f"RequestID,Outcome,At,Note\n{rows[0].request_id},NOT_IN_QUARANTINE,,\n".encode()
# end
# sample: validateRowResults
assert dcc.validate_row_results(second.id, table).accepted
# end
# sample: submitRowResults
reported = dcc.submit_row_results(second.id, table)
# end
assert reported.row_results.pending == len(rows) - 1
assert dcc.call("submit_row_results", id=second.id, body=table).headers["Idempotency-Replayed"] == "true"
wrong = refused(dcc.submit_row_results, second.id, table.replace(b"NOT_IN_QUARANTINE", b"LOST"))
assert wrong.code == "ROW_RESULTS_INVALID"
assert wrong.violations[0].line == 2
print("Reported a row, once, though sent twice")
# sample: recordOutcome
dcc.record_outcome(second.id, OutcomeRequest(outcome=OutcomeDecision.REJECTED, reason="No such request."))
# end
# sample: getSubmission
print(f"The DCC said: {supplier.get_submission(second.id).outcome.reason}")
# end

# sample: listSubmissions
listed, cursor = [], None
while True:
    page = supplier.list_submissions(received_from=submission.received_at, limit=1, cursor=cursor)
    listed += [one.id for one in page.submissions]
    cursor = page.next
    if cursor is None:
        break
# end
assert listed == [second.id, submission.id], listed

news = supplier.list_events(after=after, prefer="wait=5")
assert [(event.type, event.submission_id) for event in news.events] == [
    (EventType.RECEIVED, submission.id),
    (EventType.WITHDRAWN, submission.id),
    (EventType.RECEIVED, second.id),
    (EventType.CLAIMED, second.id),
    (EventType.ROWS_REPORTED, second.id),
    (EventType.REJECTED, second.id),
]
assert EventType("OF_A_LATER_VERSION") == "OF_A_LATER_VERSION"
print("The feed tells it all:", ", ".join(event.type for event in news.events))
supplier.close()
dcc.close()

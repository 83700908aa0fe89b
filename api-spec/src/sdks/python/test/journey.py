"""The whole journey of a file, by the client that is generated from the contract. It runs against the sandbox:

    PYTHONPATH=api-spec/target/sdks/python python3 api-spec/src/sdks/python/journey.py https://localhost:8443 target/sandbox

Files are signed by openssl; a program of yours may use any tool that writes a detached CMS signature.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import adt_gateway
from adt_gateway import ActKind, EventType, FileType, OutcomeDecision, SubmissionStatus
from adt_gateway.exceptions import ApiException

URL, SANDBOX = sys.argv[1], Path(sys.argv[2])
WORK = Path(tempfile.mkdtemp(prefix="journey-"))


def connect(party):
    """Mutual TLS. A client shares its connections between its calls."""
    own = SANDBOX / "parties" / party
    configuration = adt_gateway.Configuration(host=URL, ssl_ca_cert=str(SANDBOX / "server-ca.pem"))
    configuration.cert_file = str(own / "transport.pem")
    configuration.key_file = str(own / "transport.key")
    # as RFC 3339 has it; the generator's own default writes +0000, which it does not allow
    configuration.datetime_format = "%Y-%m-%dT%H:%M:%S.%fZ"
    return adt_gateway.ApiClient(configuration)


def sign(file):
    """The path of the detached CMS signature over exactly the bytes of a file."""
    key = SANDBOX / "parties/northern-power/signing"
    signature = f"{file}.p7s"
    subprocess.run(["openssl", "cms", "-sign", "-cades", "-binary", "-in", file, "-signer", f"{key}.pem", "-inkey", f"{key}.key",
                    "-outform", "DER", "-out", signature], check=True)
    return signature


def sample(name):
    copy = WORK / name
    copy.write_bytes((SANDBOX / "files" / name).read_bytes())
    return str(copy)


def refused(call, *arguments, **named):
    """The problem by which a call was refused."""
    try:
        call(*arguments, **named)
    except ApiException as e:
        return e.data
    raise AssertionError("expected a refusal")


def changed(submission, seconds):
    """Waits for the next state; None when the time is up, which the gateway says by 304."""
    try:
        return submissions.get_submission(submission.id, if_none_match=f'"{submission.version}"', prefer=f"wait={seconds}")
    except ApiException as e:
        if e.status == 304:
            return None
        raise


supplier, dcc = connect("northern-power"), connect("dcc")
delivery = adt_gateway.DeliveryApi(supplier)
submissions = adt_gateway.SubmissionsApi(supplier)
withdrawals = adt_gateway.WithdrawalApi(supplier)
feed = adt_gateway.FeedApi(supplier)
decisions = adt_gateway.DecisionApi(dcc)
background = ThreadPoolExecutor()

me = adt_gateway.AccountApi(supplier).get_me()
assert me.party_id == "northern-power"
assert me.transport_certificate.not_after > datetime.now(timezone.utc)
after, more = None, True
while more:
    page = feed.list_events(after=after, limit=1000)
    after, more = page.next, page.more
print(f"Connected as {me.name}; the feed begins for me at its end.")

damaged = sample("adt-damaged-by-spreadsheet.csv")
problem = refused(delivery.submit_file, FileType.ADT, damaged, sign(damaged), service_request_reference="SMSR-1")
assert problem.code == "CONTENT_INVALID"
assert len(problem.violations) == problem.totals.errors
print(f"Refused: {problem.title} ({problem.request_id})")
for violation in problem.violations:
    print(f"  line {violation.line}, {violation.column}: {violation.message}")

good = sample("adt-valid.csv")
form = dict(file_type=FileType.ADT, file=good, signature=sign(good), service_request_reference="SMSR-2", client_reference="Zürich 7")
assert delivery.validate_file(**form).accepted
submission = delivery.submit_file(**form)
assert submission.status == SubmissionStatus.RECEIVED
assert submission.file_sha256 == hashlib.sha256(Path(good).read_bytes()).hexdigest()
assert submission.file_name == "adt-valid.csv"
assert submission.client_reference == "Zürich 7"
again = delivery.submit_file_with_http_info(**form)
assert again.headers["Idempotency-Replayed"] == "true"
assert again.data.id == submission.id
print(f"Submitted: {submission.id}, once, though sent twice")

receipt = WORK / "receipt.p7m"
receipt.write_bytes(submissions.download_receipt(submission.id))
statement = json.loads(subprocess.run(
    ["openssl", "cms", "-verify", "-inform", "DER", "-in", receipt, "-CAfile", SANDBOX / "receipt-ca.pem"],
    check=True, capture_output=True).stdout)
assert statement["fileSha256"] == submission.file_sha256

assert changed(submission, 1) is None
waiting = background.submit(changed, submission, 30)
instruction = str(WORK / "withdrawal.json")
Path(instruction).write_text(json.dumps({
    "submissionId": submission.id,
    "action": "WITHDRAW",
    "reason": "Thresholds of the wrong day.",
    "requestedAt": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
}), encoding="utf-8")
withdrawn = withdrawals.withdraw_submission(submission.id, instruction, sign(instruction))
assert withdrawn.status == SubmissionStatus.WITHDRAWN
assert waiting.result().status == SubmissionStatus.WITHDRAWN
assert withdrawn.withdrawal.withdrawn_at.tzinfo is not None
assert submissions.download_receipt(submission.id, of=ActKind.WITHDRAWAL)
print("Withdrawn, and told so while waiting")

file = sample("eq-valid.csv")
second = delivery.submit_file(FileType.EXIT_QUARANTINE, file, sign(file))
decided = background.submit(changed, second, 30)
decisions.claim_submission(second.id)
assert decided.result().status == SubmissionStatus.PROCESSING
assert refused(decisions.claim_submission, second.id).current_status == SubmissionStatus.PROCESSING
assert bytes(adt_gateway.SubmissionsApi(dcc).download_file(second.id)) == Path(file).read_bytes()
decisions.record_outcome(second.id, adt_gateway.OutcomeRequest(outcome=OutcomeDecision.REJECTED, reason="No such request."))
print(f"The DCC said: {submissions.get_submission(second.id).outcome.reason}")

listed, cursor = [], None
while True:
    page = submissions.list_submissions(received_from=submission.received_at, limit=1, cursor=cursor)
    listed += [one.id for one in page.submissions]
    cursor = page.next
    if cursor is None:
        break
assert listed == [second.id, submission.id], listed

news = feed.list_events(after=after, prefer="wait=5")
assert [(event.type, event.submission_id) for event in news.events] == [
    (EventType.RECEIVED, submission.id),
    (EventType.WITHDRAWN, submission.id),
    (EventType.RECEIVED, second.id),
    (EventType.CLAIMED, second.id),
    (EventType.REJECTED, second.id),
]
print("The feed tells it all:", ", ".join(event.type.value for event in news.events))

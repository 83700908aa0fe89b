"""Calls the gateway by mutual TLS, and repeats what is safe to repeat."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import random
import re
import ssl
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union
from urllib.parse import SplitResult, urlsplit

from .api import ActKind, Answer, Operations, Problem, Request, Submission, Violation, decode, seconds
from .receipts import Receipt, ReceiptRefusedError, authorities_of, verify_receipt

# each is one act, however often it is sent: its signature names it, or the digest of what is reported
_ACTS = ("submit_file", "withdraw_submission", "submit_row_results")
# judged only after the gateway has looked whether it knows the act: no earlier attempt of it took effect
_JUDGED_OF_UNKNOWN_ACTS_ONLY = """SIGNER_UNKNOWN SIGNER_NOT_PERMITTED SIGNER_OF_ANOTHER_PARTY SIGNING_CERTIFICATE_MISMATCH
    CERTIFICATE_EXPIRED CERTIFICATE_NOT_YET_VALID CERTIFICATE_REVOKED CHAIN_INVALID KEY_USAGE SIGNING_TIME_TOO_OLD
    SIGNING_TIME_IN_FUTURE CONTENT_INVALID INSTRUCTION_INVALID SUBMISSION_DIFFERS NOT_WITHDRAWABLE""".split()
_MAX_RESPONSE_BYTES = 256 * 1024 * 1024
_MAX_WAIT_SECONDS = 60
_KEEP_ALIVE_SECONDS = 25


@dataclass(eq=False)
class AdtGatewayError(Exception):
    """The gateway refused a call, or could not be reached: nothing took effect, but see :class:`ResultUnknownError`."""

    code: str
    category: str
    detail: str
    request_id: str
    status: int = 0
    retry_after: Optional[float] = None
    problem: Optional[Problem] = None

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"

    @property
    def violations(self) -> List[Violation]:
        return (self.problem and self.problem.violations) or []

    @property
    def proves_no_effect(self) -> bool:
        """Whether this refusal of a signed act proves that no earlier attempt of it took effect either."""
        return self.problem is not None and self.code in _JUDGED_OF_UNKNOWN_ACTS_ONLY


class ResultUnknownError(AdtGatewayError):
    """The call may have taken effect: repeat the same until it succeeds or ``proves_no_effect``."""


class Retries(NamedTuple):
    """How often in all, and how long to pause, in seconds; each pause is up to twice as long as the one before."""

    attempts: int = 4
    first_pause: float = 0.5
    longest_pause: float = 30

    def pause_after(self, attempt: int, draw: float) -> float:
        return min(self.first_pause * 2.0 ** min(attempt - 1, 20), self.longest_pause) * (0.5 + draw / 2)


@dataclass(eq=False)
class _Failed(Exception):
    """How an attempt failed. Its effect is NONE, UNKNOWN, or NONE_EVER, which is of earlier attempts of the same act too."""

    error: AdtGatewayError
    effect: str
    may_pass: bool
    elsewhere: bool


class Gateway(Operations):
    """A gateway, as one Party. Safe for use by several threads. Its settings are in the README."""

    def __init__(
        self,
        address: Union[str, Sequence[str]],
        *,
        certificate: str,
        key: str,
        password: Optional[str] = None,
        trust: Optional[str] = None,
        receipt_trust: Optional[bytes] = None,
        retries: Retries = Retries(),
        connect_timeout: float = 10,
        response_timeout: float = 120,
        proxy: Optional[Tuple[str, int]] = None,
        on_retry: Callable[[str, int, float, AdtGatewayError], None] = lambda operation, attempt, pause, reason: None,
        on_warning: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._addresses = [_base(one) for one in ([address] if isinstance(address, str) else address)]
        self._tls = _context(certificate, key, password, trust)
        if receipt_trust is not None:
            authorities_of(receipt_trust)
        self._receipt_trust, self._retries, self._proxy = receipt_trust, retries, proxy
        self._connect_timeout, self._response_timeout = connect_timeout, response_timeout
        self._on_retry, self._on_warning = on_retry, on_warning
        self._current = 0
        self._idle: List[Tuple[float, int, http.client.HTTPSConnection]] = []

    def _call(self, operation: str, values: Dict[str, Any]) -> Any:
        return self.call(operation, **values).data

    def call(self, operation: str, **values: Any) -> Answer:
        """Calls an operation, and returns its status, headers and exact bytes as well."""
        request, retries, unknown, number = Request(operation, values), self._retries, False, 0
        repeatable = not request.changes or operation in _ACTS
        attempts = 1 if retries.attempts == 1 else max(retries.attempts, len(self._addresses))
        while True:
            number, at = number + 1, self._current
            try:
                return self._attempt(at, request, repeatable)
            except _Failed as e:
                unknown = request.changes and (e.effect == "UNKNOWN" or (unknown and e.effect == "NONE"))
                after = e.error.retry_after
                passes = e.may_pass and (repeatable or not unknown) and number < attempts
                if not passes or (after or 0) > retries.longest_pause:
                    raise _unknown(e.error) if unknown else e.error
                if e.elsewhere and self._current == at:
                    self._current = (at + 1) % len(self._addresses)
                pause = retries.pause_after(number, random.random())
                if after is not None:
                    pause = max(after, pause)
                elif e.elsewhere and number < len(self._addresses):
                    pause = 0
                self._on_retry(operation, number, pause, e.error)
                time.sleep(pause)

    def _attempt(self, at: int, request: Request, repeatable: bool) -> Answer:
        # what cannot be repeated never goes over a connection that may be closing
        connection = self._idle_connection(at) if repeatable else None
        fresh, connected, answered = connection is None, connection is not None, False
        try:
            if connection is None:
                connection = self._connect(at)
                connected = True
            connection.sock.settimeout(self._response_timeout + request.wait)
            path = self._addresses[at].path.rstrip("/") + request.path
            connection.request(request.operation.method, path, request.body, request.headers)
            response = connection.getresponse()
            answered = True
            body = response.read(_MAX_RESPONSE_BYTES)
            if response.length or len(body) == _MAX_RESPONSE_BYTES:
                raise http.client.IncompleteRead(body, response.length)
        except (OSError, http.client.HTTPException) as e:
            if connection is not None:
                connection.close()
            tls = not answered and _is_tls(e) and (not connected or (fresh and _refuses_certificate(e)))
            failure = ("TLS_FAILED", "WORKFLOW", _side(e)) if tls else ("UNREACHABLE", "RETRY", "No answer from the gateway:")
            reason = getattr(e, "verify_message", None) or getattr(e, "reason", None) or str(e) or type(e).__name__
            error = AdtGatewayError(*failure[:2], f"{failure[2]} {reason}", request.id)
            error.__cause__ = e
            raise _Failed(error, "UNKNOWN" if connected and not tls else "NONE", not tls, True) from e
        if response.will_close or response.status == 401 or not response.isclosed():
            connection.close()
        else:
            self._idle.append((time.monotonic(), at, connection))
        if "Warning" in response.headers:
            self._on_warning(response.headers["Warning"])
        return _answer(response, body, request)

    def _connect(self, at: int) -> http.client.HTTPSConnection:
        host, port = str(self._addresses[at].hostname), self._addresses[at].port or 443
        by, through = self._proxy or (host, port)
        connection = http.client.HTTPSConnection(by, through, timeout=self._connect_timeout, context=self._tls)
        if self._proxy:
            connection.set_tunnel(host, port)
        connection.connect()
        return connection

    def _idle_connection(self, at: int) -> Optional[http.client.HTTPSConnection]:
        while self._idle:
            try:
                since, address, connection = self._idle.pop()
            except IndexError:  # another thread was faster
                return None
            if address == at and time.monotonic() - since < _KEEP_ALIVE_SECONDS:
                return connection
            connection.close()
        return None

    def wait_for_change(self, submission: Submission, seconds: int = _MAX_WAIT_SECONDS) -> Optional[Submission]:
        """Waits for the next state of a submission, at most 60 s; None when it has not changed by then."""
        wait = max(1, min(seconds, _MAX_WAIT_SECONDS))
        return self.get_submission(submission.id, f'"{submission.version}"', f"wait={wait}")

    def receipt(self, id: str, of: ActKind = ActKind.SUBMISSION) -> Receipt:
        """Downloads a receipt and verifies it."""
        if self._receipt_trust is None:
            raise ValueError("To verify receipts, set receipt_trust: the authority that issues the certificates of receipts")
        receipt = verify_receipt(self.download_receipt(id, of), self._receipt_trust)
        if receipt.content.get("submissionId") != id or receipt.content.get("kind") != of:
            raise ReceiptRefusedError("The receipt is of something else")
        return receipt

    def close(self) -> None:
        """Closes the connections that are not in use."""
        while self._idle:
            self._idle.pop()[2].close()

    def __enter__(self) -> Gateway:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _base(address: str) -> SplitResult:
    try:
        url = urlsplit(address)
        bad = not url.hostname or url.port == 0
    except ValueError:  # whose text has the address in it
        bad = True
    if bad or url.scheme != "https" or "@" in url.netloc or url.query or url.fragment or re.search("/v1(/|$)", url.path):
        # what stands before an @ may be a password
        shown = re.sub("^([^/@]*//)?.*@", r"\1***@", address, flags=re.DOTALL)
        raise ValueError(f"Not the address of a gateway: {shown}; write https://gateway.example") from None
    return url


def _context(certificate: str, key: str, password: Optional[str], trust: Optional[str]) -> ssl.SSLContext:
    for file in filter(None, (trust, certificate, key)):
        open(file, "rb").close()  # its failure names the file, that of OpenSSL does not
    wrong = f"trust is not a certificate in PEM: {trust}"
    try:
        context = ssl.create_default_context(cafile=trust)
        wrong = f"Not a certificate and its own key in PEM, or the password is wrong: {certificate}, {key}"
        context.load_cert_chain(certificate, key, password or "")  # without any, OpenSSL would ask on the terminal
        return context
    except ssl.SSLError as e:
        raise ValueError(wrong) from e


def _side(e: Exception) -> str:
    if _refuses_certificate(e):
        return "The gateway did not accept this client's certificate; is it registered, current and not revoked?"
    if isinstance(e, ssl.SSLCertVerificationError):
        return "This side did not accept the gateway's certificate; are trust and the address right?"
    return "No TLS with what answers there; is it the gateway?"


def _is_tls(e: Exception) -> bool:
    """A handshake that was cut off says nothing of certificates."""
    return isinstance(e, ssl.SSLError) and not isinstance(e, (ssl.SSLEOFError, ssl.SSLZeroReturnError)) and "EOF" not in (e.reason or "")


def _refuses_certificate(e: Exception) -> bool:
    """With TLS 1.3 that comes after the connection was made. Any other alert by then says nothing of the request."""
    return bool(re.search("ALERT_(.*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)", getattr(e, "reason", None) or ""))


def _unknown(last: AdtGatewayError) -> ResultUnknownError:
    detail = f"The request was sent and may or may not have taken effect. The last failure was: {last.detail}"
    unknown = ResultUnknownError("OUTCOME_UNKNOWN", "RETRY", detail, last.request_id, last.status, last.retry_after)
    unknown.__cause__ = last
    return unknown


def _answer(response: http.client.HTTPResponse, body: bytes, request: Request) -> Answer:
    status, headers = response.status, response.headers
    answer = Answer(status, headers, headers.get("X-Request-Id", request.id), body)
    if status != 304 and not 200 <= status < 300:
        raise _refusal(answer, request)
    digest = re.search("sha-256=:([A-Za-z0-9+/=]+):", headers.get("Repr-Digest", ""))
    try:
        if digest and base64.b64encode(hashlib.sha256(body).digest()).decode() != digest[1]:
            raise ValueError("its SHA-256 is not the one that the gateway states")
        if status != 304:
            kind = request.operation.returns
            answer.data = body if kind is bytes else decode(kind, json.loads(body))
    except (ValueError, TypeError, AttributeError) as e:
        detail = f"The answer is not what the gateway promises: {e}"
        error = AdtGatewayError("UNRECOGNISED_ANSWER", "WORKFLOW", detail, answer.request_id, status)
        raise _Failed(error, "UNKNOWN", False, False) from e
    return answer


def _refusal(answer: Answer, request: Request) -> _Failed:
    """4xx has no effect. An unavailable gateway has not begun; any other 5xx may come half-way."""
    status, problem = answer.status, None
    error = AdtGatewayError(
        "UNRECOGNISED_ANSWER", "RETRY" if status >= 500 else "WORKFLOW", f"HTTP {status}, from something else than a gateway",
        answer.request_id, status, seconds(answer.headers.get("Retry-After")))
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        try:
            problem = error.problem = decode(Problem, json.loads(answer.body))
            error.code, error.category, error.detail = problem.code, problem.category, problem.detail
        except (ValueError, TypeError, AttributeError):
            pass
    not_begun = problem is not None and status in (501, 503)
    settled = "NONE_EVER" if request.name in _ACTS and error.proves_no_effect else "NONE"
    effect = settled if status < 500 else "NONE" if not_begun else "UNKNOWN"
    may_pass = status == 429 or (status >= 500 and status != 501)
    return _Failed(error, effect, may_pass, status == 503 or (status >= 500 and problem is None))

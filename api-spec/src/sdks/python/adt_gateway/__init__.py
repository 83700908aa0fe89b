"""The client of adt-gateway: submits signed ADT and Exit Quarantine files, follows them, and verifies receipts."""

from .api import *  # noqa: F403
from .client import AdtGatewayError, Gateway, ResultUnknownError, Retries
from .receipts import Receipt, ReceiptRefusedError, verify_receipt
from .signer import Signer

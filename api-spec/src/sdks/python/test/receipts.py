"""Verifies each receipt of a folder, NAME.p7m, with the authorities in NAME.pem, and prints its name where it can be relied on."""

import sys
from pathlib import Path

from adt_gateway import ReceiptRefusedError, verify_receipt

for file in sorted(Path(sys.argv[1]).glob("*.p7m")):
    try:
        verify_receipt(file.read_bytes(), file.with_suffix(".pem").read_bytes())
        print(file.stem)
    except ReceiptRefusedError:
        pass

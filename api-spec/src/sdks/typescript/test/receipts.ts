/** Verifies each receipt of a folder, NAME.p7m, with the authorities in NAME.pem, and prints its name where it can be relied on. */
import { ReceiptRefusedError, verifyReceipt } from 'adt-gateway-client';
import { readFileSync, readdirSync } from 'node:fs';

const folder = process.argv[2]!;
for (const file of readdirSync(folder).filter(name => name.endsWith('.p7m')).sort()) {
    const path = `${folder}/${file.replace('.p7m', '')}`;
    try {
        await verifyReceipt(readFileSync(`${path}.p7m`), readFileSync(`${path}.pem`));
        console.log(file.replace('.p7m', ''));
    } catch (e) {
        if (!(e instanceof ReceiptRefusedError)) {
            throw e;
        }
    }
}

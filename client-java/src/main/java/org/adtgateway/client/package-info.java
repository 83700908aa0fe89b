/**
 * The Java SDK of adt-gateway. Start at {@code AdtGatewayClient}, which talks to the gateway by
 * mutual TLS; {@link org.adtgateway.client.FileSigner} signs files before they go, and
 * {@link org.adtgateway.client.ReceiptVerifier} checks the receipts that come back. The values here are immutable and
 * none of them is generated; the code generated from the contract stays behind them.
 */
@NullMarked
package org.adtgateway.client;

import org.jspecify.annotations.NullMarked;

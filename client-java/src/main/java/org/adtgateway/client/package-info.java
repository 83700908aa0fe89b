/**
 * Contains the Java SDK of adt-gateway. Start at {@code AdtGatewayClient}, which calls the gateway by
 * mutual TLS; {@link org.adtgateway.client.FileSigner} signs files before they go, and
 * {@link org.adtgateway.client.ReceiptVerifier} verifies the receipts that come back. The records are
 * generated from the contract and immutable; everything else is written by hand. Internals are in packages below this one.
 */
@NullMarked
package org.adtgateway.client;

import org.jspecify.annotations.NullMarked;

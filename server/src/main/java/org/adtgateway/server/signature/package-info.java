/**
 * Is this signed, by whom, under our policy? {@link org.adtgateway.server.signature.SignatureVerifier} reads top to bottom as the argument of the
 * contract: form first, then signer and chain, then digest and signature. Each step has a fault of its own in
 * {@link org.adtgateway.server.signature.SignatureFault}; "cannot tell" is one of them. Bouncy Castle stays in here and in {@code evidence}.
 */
package org.adtgateway.server.signature;

/**
 * Is this signed, by whom, under our policy? {@link org.adtgateway.checks.signature.SignatureVerifier} reads top to bottom as the argument of the
 * contract: form first, then signer and chain, then digest and signature. Each step has a fault of its own in
 * {@link org.adtgateway.checks.verdict.SignatureFault}; "cannot tell" is one of them.
 */
package org.adtgateway.checks.signature;

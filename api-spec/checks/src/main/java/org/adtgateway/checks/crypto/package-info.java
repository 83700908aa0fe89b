/**
 * Lists the algorithms and keys that signatures may be made with, and the providers that verify them. Start at
 * {@link org.adtgateway.checks.crypto.SignatureAlgorithm}.
 */
package org.adtgateway.checks.crypto;

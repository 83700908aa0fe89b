/**
 * Names what a check can find, in the vocabulary of ETSI EN 319 102-1. Start at {@link org.adtgateway.checks.verdict.SignatureFault}.
 */
package org.adtgateway.checks.verdict;

/**
 * The DCC claims a submission and records its outcome. Start at {@link org.adtgateway.server.decision.ClaimsAndOutcomes}.
 */
package org.adtgateway.server.decision;

/**
 * Verifies an act: a signed request, named by its signed attributes. Submissions and withdrawals are both acts. Start at
 * {@link org.adtgateway.server.act.SignedActVerifier}.
 */
package org.adtgateway.server.act;

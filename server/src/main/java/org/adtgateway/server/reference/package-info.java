/**
 * Serves the reference page of the contract. Start at {@link org.adtgateway.server.reference.ApiReference}.
 */
package org.adtgateway.server.reference;

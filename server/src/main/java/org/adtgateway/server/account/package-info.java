/**
 * Answers {@code GET /v1/me}: who the gateway thinks the caller is, and its limits.
 */
package org.adtgateway.server.account;

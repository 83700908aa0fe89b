/**
 * The gateway: the object graph ({@link org.adtgateway.server.AdtGatewayApplication}) and its settings. What it does is in the packages below; start
 * at {@code submission}.
 */
package org.adtgateway.server;

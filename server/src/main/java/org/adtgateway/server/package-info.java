/**
 * The gateway: the object graph ({@link org.adtgateway.server.AdtGatewayApplication}) and its settings. The rooms are the packages below; start at
 * {@code submission}.
 */
package org.adtgateway.server;

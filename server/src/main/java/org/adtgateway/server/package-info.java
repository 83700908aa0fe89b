/**
 * The gateway: the object graph ({@link org.adtgateway.server.AdtGateway}) and its settings. The rooms are the packages below; start at
 * {@code submission}.
 */
package org.adtgateway.server;

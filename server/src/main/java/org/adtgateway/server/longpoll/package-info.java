/**
 * Holds calls with {@code Prefer: wait} until what they ask for changes, without a thread for each. Start at
 * {@link org.adtgateway.server.longpoll.LongPolling}.
 */
package org.adtgateway.server.longpoll;

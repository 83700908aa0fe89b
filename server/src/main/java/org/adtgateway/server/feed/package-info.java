/**
 * Serves the events that a caller may see, in one gap-free order. Start at {@link org.adtgateway.server.feed.EventFeed}.
 */
package org.adtgateway.server.feed;

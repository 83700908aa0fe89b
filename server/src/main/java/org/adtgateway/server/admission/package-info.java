/**
 * Who may call how often, and how many at once? Each Party has a share of a node: buckets that fill evenly for submissions, polls and other
 * calls, and slots for uploads and for calls that wait. The node has slots for uploads of all Parties together. Whoever finds a bucket or the
 * slots empty is refused before its body is read; nothing queues. Start at {@link org.adtgateway.server.admission.RateLimiter}.
 */
package org.adtgateway.server.admission;

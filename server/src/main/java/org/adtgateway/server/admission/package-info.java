/**
 * Decides, once it is known which operation is called, whether the call may go on: whether its Party has a role for it, whose submissions it may
 * concern, and what it costs. The contract says all three ({@link org.adtgateway.server.admission.Admits}). Each Party has a quota of a node:
 * buckets that fill evenly for submissions, polls and other calls, and slots for uploads, downloads, calls that wait and responses that wait for
 * their reader. The node has slots for uploads and unread responses of all callers together. A call that finds a bucket or the slots empty is
 * refused before its body is read; nothing queues. Start at {@link org.adtgateway.server.admission.AdmissionFeature}.
 */
package org.adtgateway.server.admission;

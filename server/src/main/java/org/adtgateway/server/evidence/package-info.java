/**
 * What happened, provably: events written in the transaction of the change that they tell of, receipts that anyone can check offline, and the
 * audit of what was refused. Knows nothing of submissions beyond their ids.
 */
package org.adtgateway.server.evidence;

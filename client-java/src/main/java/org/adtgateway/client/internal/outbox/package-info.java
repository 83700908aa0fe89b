/** Keeps acts on disk until they have been delivered. */
@NullMarked
package org.adtgateway.client.internal.outbox;

import org.jspecify.annotations.NullMarked;

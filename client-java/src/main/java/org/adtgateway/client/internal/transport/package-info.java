/** Calls the gateway over HTTP and mutual TLS, repeats calls, and reads responses. */
@NullMarked
package org.adtgateway.client.internal.transport;

import org.jspecify.annotations.NullMarked;

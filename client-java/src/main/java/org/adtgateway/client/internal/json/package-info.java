/** Reads and writes the records of the contract as JSON. */
@NullMarked
package org.adtgateway.client.internal.json;

import org.jspecify.annotations.NullMarked;

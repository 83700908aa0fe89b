/** Tests of the adt command, as somebody types it. */
@NullMarked
package org.adtgateway.client.cli;

import org.jspecify.annotations.NullMarked;

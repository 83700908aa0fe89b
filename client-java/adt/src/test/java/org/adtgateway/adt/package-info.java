/** Tests of the adt command, as somebody types it. */
@NullMarked
package org.adtgateway.adt;

import org.jspecify.annotations.NullMarked;

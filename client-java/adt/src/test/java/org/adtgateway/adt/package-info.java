/** Tests of the adt command, as someone types it. */
@NullMarked
package org.adtgateway.adt;

import org.jspecify.annotations.NullMarked;

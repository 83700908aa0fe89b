/** Tests of the adt command, as a user types it. */
@NullMarked
package org.adtgateway.adt;

import org.jspecify.annotations.NullMarked;

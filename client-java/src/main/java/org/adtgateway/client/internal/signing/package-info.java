/** Signs files, and holds keys. */
@NullMarked
package org.adtgateway.client.internal.signing;

import org.jspecify.annotations.NullMarked;

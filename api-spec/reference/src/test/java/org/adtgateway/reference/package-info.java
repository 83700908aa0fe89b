/** Tests of the pages that the build has written: whole, consistent, and of nothing that the gateway's policy forbids. */
@NullMarked
package org.adtgateway.reference;

import org.jspecify.annotations.NullMarked;

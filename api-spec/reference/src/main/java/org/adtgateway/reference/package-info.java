/**
 * Writes the reference pages when the project is built: the contract, the guides beside it, and samples out of tested programs, as plain HTML.
 * None of this code is delivered. Start at {@link org.adtgateway.reference.ReferenceSite}.
 */
@NullMarked
package org.adtgateway.reference;

import org.jspecify.annotations.NullMarked;

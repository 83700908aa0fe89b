/** Names what is wrong with a file, in the words of the contract: the types that the SDK hands to applications. */
@NullMarked
package org.adtgateway.checks.violation;

import org.jspecify.annotations.NullMarked;

/** Text that people see: what comes from elsewhere is made fit to print. */
@NullMarked
package org.adtgateway.checks.text;

import org.jspecify.annotations.NullMarked;

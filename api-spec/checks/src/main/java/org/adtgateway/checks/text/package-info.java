/** Text that people see and write: what comes from elsewhere is made fit to print, and small files are read in whatever encoding. */
@NullMarked
package org.adtgateway.checks.text;

import org.jspecify.annotations.NullMarked;

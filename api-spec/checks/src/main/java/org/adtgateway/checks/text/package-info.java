/** Reads the small text files that people and scripts write: settings, references, keys and certificates as PEM. */
@NullMarked
package org.adtgateway.checks.text;

import org.jspecify.annotations.NullMarked;

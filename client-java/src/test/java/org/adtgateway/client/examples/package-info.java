/** The examples of the README: compiled here, run by a test, and compared with what the README shows. */
@NullMarked
package org.adtgateway.client.examples;

import org.jspecify.annotations.NullMarked;

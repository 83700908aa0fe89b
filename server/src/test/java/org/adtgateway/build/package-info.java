/** What the build says of itself at its end: tests that were skipped, and libraries with known faults. */
package org.adtgateway.build;

/** What the gateway does when a part of it fails: {@code mvn verify -Pfaults}. Each fault's decided behaviour stands in docs/operations.md. */
@org.jspecify.annotations.NullMarked
package org.adtgateway.faults;

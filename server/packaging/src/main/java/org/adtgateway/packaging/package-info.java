/** Writes the OCI images while {@code mvn -Pdist} builds; nothing of it is installed. Start at {@code Images}. */
package org.adtgateway.packaging;

/** {@code mvn -Psandbox}: the whole gateway on a laptop, which plays the main job once and stays up. None of it is in the production jar. */
package org.adtgateway.sandbox;

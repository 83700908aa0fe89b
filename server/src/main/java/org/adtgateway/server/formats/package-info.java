/**
 * Serves the documents of the file formats.
 */
package org.adtgateway.server.formats;

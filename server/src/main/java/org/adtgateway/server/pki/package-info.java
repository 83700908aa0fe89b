/** Makes the certificates of a trial, where no authority is at hand. Uses no other package; the gateway itself does not use it. */
package org.adtgateway.server.pki;

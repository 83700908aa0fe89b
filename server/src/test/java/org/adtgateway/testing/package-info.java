/** The real parts that tests and the sandbox run on: a throw-away PKI, an embedded PostgreSQL, a gateway on a free port. */
package org.adtgateway.testing;

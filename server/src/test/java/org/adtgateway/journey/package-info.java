/** The whole gateway, from outside: the SDK, and bare HTTP where the SDK is too well-behaved, over real mutual TLS. */
package org.adtgateway.journey;

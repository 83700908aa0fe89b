/** Tests of the SDK. Keys and certificates are made at run time and nothing is mocked. */
@NullMarked
package org.adtgateway.client;

import org.jspecify.annotations.NullMarked;

/**
 * Everything about HTTP that is no feature: the one form of failure ({@link org.adtgateway.api.Problem}, RFC 9457) and the closed
 * list of its codes, the request id, and bounded reading of multipart bodies. Start at {@link org.adtgateway.server.http.ProblemCode}.
 */
package org.adtgateway.server.http;

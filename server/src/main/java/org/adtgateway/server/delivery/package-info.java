/**
 * Receives a signed file: reads the form, verifies the act, checks the content, stores the submission with its receipt. A dry run does the same
 * and stores nothing. Start at {@link org.adtgateway.server.delivery.Submissions}.
 */
package org.adtgateway.server.delivery;

/**
 * The aggregate: a signed file is received, read, withdrawn, claimed and decided. {@link org.adtgateway.server.delivery.Submissions} is the main
 * job top to bottom; {@link org.adtgateway.server.submission.SubmissionStatus} holds the permitted moves as a table; the resources only convert.
 */
package org.adtgateway.server.submission;

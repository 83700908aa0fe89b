/**
 * Holds the aggregate: a submission with its withdrawal and outcome, its states and transitions, its rows in the database, and how it is read and
 * listed. {@link org.adtgateway.server.submission.Transition} lists what may happen to a submission;
 * {@link org.adtgateway.server.submission.SubmissionReader} reads, {@link org.adtgateway.server.submission.SubmissionWriter} stores.
 */
package org.adtgateway.server.submission;

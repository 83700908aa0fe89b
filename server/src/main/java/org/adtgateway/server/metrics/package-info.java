/**
 * What is measured, and by which name? {@link org.adtgateway.server.metrics.Metrics} holds every metric of ours, for Prometheus to fetch; docs/operations.md lists them.
 */
package org.adtgateway.server.metrics;

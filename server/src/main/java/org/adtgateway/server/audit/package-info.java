/**
 * Shows the registry and the audit entries to operators and auditors; changes neither. Start at {@link org.adtgateway.server.audit.AuditTrail}.
 */
package org.adtgateway.server.audit;

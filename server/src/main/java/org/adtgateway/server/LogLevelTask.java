package org.adtgateway.server;

import io.dropwizard.servlets.tasks.LogConfigurationTask;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.adtgateway.server.evidence.AuditLog;

/** Sets the level of a logger as Dropwizard's task does, but not that of the audit log, which nobody switches off while the gateway runs. */
final class LogLevelTask extends LogConfigurationTask {
    @Override
    public void execute(Map<String, List<String>> parameters, PrintWriter output) throws Exception {
        if (parameters.getOrDefault("logger", List.of()).contains(AuditLog.NAME)) {
            throw new IllegalArgumentException(
                    "the level of the audit log is set by logging.loggers.audit.level in the configuration only");
        }
        super.execute(parameters, output);
    }
}

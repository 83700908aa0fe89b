package org.adtgateway.server.identity;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Tells changes of the registry to the logger {@code audit}, beside their entries in the table of that name. */
final class RegistryAudit {
    private static final Logger LOG = LoggerFactory.getLogger("audit");

    private RegistryAudit() {}

    /** To be called after the commit. */
    static void changed(String change) {
        MDC.put("event", "REGISTRY");
        LOG.info("REGISTRY {}", change);
        MDC.remove("event");
    }
}

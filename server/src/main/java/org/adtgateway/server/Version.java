package org.adtgateway.server;

import java.util.Objects;

/** The version of this program, from its jar. */
final class Version {
    private Version() {}

    static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }
}

/** Submits signed files to adt-gateway, follows them, and verifies receipts. */
module org.adtgateway.client {
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.slf4j;
    requires static org.jspecify;
    // used by the JSON library and the HTTP client inside the jar where they are there
    requires static java.desktop;
    requires static java.security.jgss;
    requires static java.sql;
    requires static java.xml;
    requires static jdk.net;

    exports org.adtgateway.client;
    exports org.adtgateway.checks.violation;
}

/** Submits signed files to adt-gateway, follows them, and verifies receipts. */
module org.adtgateway.client {
    requires java.naming;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.slf4j;
    requires static org.jspecify;

    exports org.adtgateway.client;
    exports org.adtgateway.checks.fileformat;
}

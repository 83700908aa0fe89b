package org.adtgateway.checks.certificate;

import java.util.List;

/** Provides the revocation lists of one PKI, wherever they are kept. */
public interface RevocationListSource {
    /** Holds no lists: revocation is not checked. */
    RevocationListSource NONE = new RevocationListSource() {
        @Override
        public boolean isConfigured() {
            return false;
        }

        @Override
        public List<byte[]> read() {
            return List.of();
        }
    };

    /** Returns whether there is any place that lists come from; without one, revocation is not checked. */
    boolean isConfigured();

    /** Reads every list that can be read now, DER or PEM. A place that fails is logged and left out. */
    List<byte[]> read();
}

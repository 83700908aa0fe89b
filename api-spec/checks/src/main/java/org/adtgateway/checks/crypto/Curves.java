package org.adtgateway.checks.crypto;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.List;

/** The curves that keys may lie on (FIPS 186-5): compared by all their parameters, not by a name. */
final class Curves {
    private static final List<ECParameterSpec> ALLOWED = List.of(named("secp256r1"), named("secp384r1"));

    private Curves() {}

    static boolean isAllowed(ECParameterSpec offered) {
        return ALLOWED.stream()
                .anyMatch(curve -> curve.getCurve().equals(offered.getCurve())
                        && curve.getGenerator().equals(offered.getGenerator())
                        && curve.getOrder().equals(offered.getOrder())
                        && curve.getCofactor() == offered.getCofactor());
    }

    private static ECParameterSpec named(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has the NIST curves", e);
        }
    }
}

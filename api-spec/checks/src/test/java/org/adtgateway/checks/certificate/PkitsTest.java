package org.adtgateway.checks.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.adtgateway.checks.certificate.PathBuilder.PolicyRules;
import org.adtgateway.checks.verdict.RefusedException;
import org.adtgateway.testing.Suites;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NIST's Public Key Interoperability Test Suite: each sub-test is judged as it expects, but for those named here with the reason. */
class PkitsTest {
    // the certificates of the suite lasted from 2001 to 2011
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2010-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String POLICY_ARC = "2.16.840.1.101.3.2.1.48.";
    // judged the other way, and why that does no harm
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "4.1.5 Valid DSA Parameter Inheritance Test5",
            "refused: a list is proved by a key that is whole in its certificate. No PKI here has DSA.");

    /** One sub-test of expectations.json. */
    record Case(JsonNode json) {
        @Override
        public String toString() {
            return json.path("title").asText();
        }
    }

    static Stream<Case> cases() throws IOException {
        JsonNode all = new ObjectMapper()
                .readTree(Suites.require("pkits/expectations.json").toFile());
        return StreamSupport.stream(all.spliterator(), false).map(Case::new);
    }

    @Test
    void theSuiteIsWhole() throws IOException {
        assertThat(cases()).hasSize(249);
        assertThat(EXCEPTIONS).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void judgesAsExpected(Case each) {
        boolean named = EXCEPTIONS.containsKey(each.toString());
        boolean valid = each.json().path("should_validate").asBoolean() != named;
        if (valid) {
            assertThat(objection(each.json())).isEqualTo("valid");
        } else {
            assertThat(objection(each.json())).isNotEqualTo("valid");
        }
    }

    private static String objection(JsonNode test) {
        List<Path> files = new ArrayList<>();
        test.path("certs").forEach(name -> files.add(Suites.require("pkits/certs/" + name.asText() + ".crt")));
        List<Path> lists = new ArrayList<>();
        test.path("crls").forEach(name -> lists.add(Suites.require("pkits/crls/" + name.asText() + ".crl")));
        int last = files.size() - 1;
        List<X509Certificate> anchors = CertificateLoader.read(files.subList(0, 1));
        Authorities.requireAnchors(anchors, CertificateValidator.Purpose.SIGNING);
        new Authorities(anchors, List.of(), List.of()).inTime(CLOCK);
        PathBuilder paths = new PathBuilder(anchors, CertificateLoader.read(files.subList(1, last)));
        X509Certificate leaf =
                CertificateLoader.read(files.subList(last, last + 1)).get(0);
        try {
            CertificateExtensions.requireWellFormed(leaf);
            new PathValidator(paths, new RevocationChecker(new ListFiles(lists), paths, Duration.ZERO), rules(test))
                    .requireValid(leaf, CLOCK.instant());
            return "valid";
        } catch (RefusedException refusal) {
            return refusal.fault() + ": " + refusal.detail();
        }
    }

    private static PolicyRules rules(JsonNode test) {
        Set<String> initial = new HashSet<>();
        for (JsonNode names : test.path("SetInitialPolicySet")) {
            for (String name : names.asText().split(",", -1)) {
                initial.add(name.replace("NIST-test-policy-", POLICY_ARC));
            }
        }
        return new PolicyRules(
                initial,
                test.path("SetInitialExplicitPolicy").asBoolean(),
                test.path("SetInitialPolicyMappingInhibit").asBoolean(),
                test.path("SetInitialInhibitAnyPolicy").asBoolean());
    }
}

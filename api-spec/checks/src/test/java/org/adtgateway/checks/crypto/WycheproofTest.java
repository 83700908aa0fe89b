package org.adtgateway.checks.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.adtgateway.checks.crypto.SignatureAlgorithm.Family;
import org.adtgateway.testing.Suites;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every vector of Project Wycheproof for the algorithms on the list, through the very code that verifies signatures. */
class WycheproofTest {
    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp256r1_sha256_test.json, ECDSA, SHA_256, EC, 484",
        "ecdsa_secp384r1_sha384_test.json, ECDSA, SHA_384, EC, 504",
        "rsa_signature_2048_sha256_test.json, RSA_PKCS1, SHA_256, RSA, 259",
        "rsa_pss_2048_sha256_mgf1_32_test.json, RSA_PSS, SHA_256, RSA, 108"
    })
    void holds_judgesEveryVectorAsItsAuthorsDo(
            String file, Family family, DigestAlgorithm digest, String key, int vectors) throws Exception {
        Path suite = Suites.require("wycheproof/" + file);
        SignatureAlgorithm algorithm = new SignatureAlgorithm(family, digest);
        for (Provider provider : CryptoProviders.ECDSA_CAPABLE) {
            assertThat(judge(suite, algorithm, key, provider, vectors))
                    .as(provider.getName())
                    .isEmpty();
        }
    }

    private static List<String> judge(
            Path suite, SignatureAlgorithm algorithm, String key, Provider provider, int vectors) throws Exception {
        List<String> misjudged = new ArrayList<>();
        int count = 0;
        for (JsonNode group : new ObjectMapper().readTree(suite.toFile()).get("testGroups")) {
            PublicKey publicKey = KeyFactory.getInstance(key)
                    .generatePublic(new X509EncodedKeySpec(
                            HexFormat.of().parseHex(group.get("publicKeyDer").asText())));
            for (JsonNode vector : group.get("tests")) {
                count++;
                boolean holds = algorithm.holds(
                        publicKey,
                        HexFormat.of().parseHex(vector.get("msg").asText()),
                        HexFormat.of().parseHex(vector.get("sig").asText()),
                        provider);
                String expected = vector.get("result").asText();
                // "acceptable": a legacy encoding, of which either judgement is sound
                if (!expected.equals("acceptable") && holds != expected.equals("valid")) {
                    misjudged.add(vector.get("tcId") + " " + vector.get("comment") + ": " + expected);
                }
            }
        }
        assertThat(count).isEqualTo(vectors);
        return misjudged;
    }
}

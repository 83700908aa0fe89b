package org.adtgateway.checks.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.PlainSigner;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes: the verifier answers, and takes none but the acts that were signed. Without more, only the seeds are run;
 * {@code JAZZER_FUZZ=1} with {@code -Dtest=SignatureFuzzTest} goes on the hunt.
 */
class SignatureFuzzTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Set<String> SIGNED = ConcurrentHashMap.newKeySet();
    private static final VerifierFixture FIXTURE = fixture();
    private static final Identity SIGNER = FIXTURE.register(FIXTURE.authority.issueSigner("signer", KeyKind.P256));

    static Stream<byte[]> seeds() throws GeneralSecurityException {
        byte[] good = PlainSigner.sign(SIGNER, CONTENT, Instant.now());
        byte[] ofOthers = PlainSigner.sign(SIGNER, new byte[] {4}, Instant.now());
        SIGNED.add(act(good));
        return Stream.of(
                good, ofOthers, "-----BEGIN CMS-----\nMAA=\n-----END CMS-----".getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void verify_takesNothingButWhatWasSigned(byte[] signature) {
        if (FIXTURE.verify(signature, CONTENT).equals("PASSED")) {
            assertThat(SIGNED).contains(act(signature));
        }
    }

    private static String act(byte[] signature) {
        return HexFormat.of()
                .formatHex(((ParseResult.Parsed) FIXTURE.parser.parseDetached(signature))
                        .claim()
                        .act());
    }

    private static VerifierFixture fixture() {
        try {
            Path folder = Files.createTempDirectory("signature-fuzz");
            return new VerifierFixture(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

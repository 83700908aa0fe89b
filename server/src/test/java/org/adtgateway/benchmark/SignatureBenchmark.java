package org.adtgateway.benchmark;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.crypto.CryptoProviders;
import org.adtgateway.checks.signature.ParseResult;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.checks.signature.SignatureParser;
import org.adtgateway.checks.signature.SignatureVerifier;
import org.adtgateway.checks.signature.SignedContent;
import org.adtgateway.checks.verdict.SignatureVerdict;
import org.adtgateway.client.FileSigner;
import org.adtgateway.server.trust.TrustConfiguration;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;

/**
 * How many detached signatures over 5 kB are verified per second by one thread, parsing, digest, chain and revocation included, beside the
 * bare ECDSA of the same provider over the same bytes; and how much faster a certificate is judged that was found valid before. All take
 * turns in one run. Goals: at least 0.45 of the bare ECDSA; remembered at least 10 times as fast as judged again.
 */
public final class SignatureBenchmark {
    private static final int ROUNDS = 15;
    private static final long ROUND_NANOS = 300_000_000L;

    private interface Work {
        boolean once() throws Exception;
    }

    private record Contender(String label, Work work, List<Double> rates) {}

    private SignatureBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        measure();
    }

    /** Prints it all; returns how fast a whole verification is, beside the bare ECDSA. */
    public static double measure() throws Exception {
        Path folder = Files.createTempDirectory("signatures");
        Authority root = Pki.root("Root");
        Authority issuer = root.issueAuthority("Issuer");
        Pki.writePem(folder.resolve("root.pem"), List.of(root.certificate()));
        Pki.writePem(folder.resolve("issuer.pem"), List.of(issuer.certificate()));
        root.writeCrl(folder.resolve("root.crl"));
        issuer.writeCrl(folder.resolve("issuer.crl"));
        Identity signer = issuer.issueSigner("signer", KeyKind.P256);
        signer.writePkcs12(folder.resolve("signer.p12"), "signer", "pw");
        byte[] content = "x".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
        byte[] cms = FileSigner.of(
                        org.adtgateway.client.Identity.pkcs12(folder.resolve("signer.p12"), "pw".toCharArray()))
                .sign(content);

        TrustConfiguration trust = new TrustConfiguration(
                List.of(folder.resolve("root.pem")),
                List.of(folder.resolve("issuer.pem")),
                List.of(
                        folder.resolve("root.crl").toString(),
                        folder.resolve("issuer.crl").toString()),
                null,
                null,
                null);
        CertificateValidator certificates =
                new CertificateValidator(CertificateValidator.Purpose.SIGNING, trust.pki(), Clock.systemUTC());
        SignatureVerifier verifier = new SignatureVerifier(id -> Optional.of(signer.certificate()), certificates);
        SignatureParser parser = new SignatureParser(64 * 1024);
        ParsedSignature claim = ((ParseResult.Parsed) parser.parseDetached(cms)).claim();
        Provider provider = CryptoProviders.ecdsa();
        PublicKey key = signer.certificate().getPublicKey();
        byte[] signed = claim.signedAttributes();
        byte[] signature = claim.signature();

        List<Contender> contenders = List.of(
                contender("bare ECDSA P-256", () -> {
                    Signature bare = Signature.getInstance("SHA256withECDSA", provider);
                    bare.initVerify(key);
                    bare.update(signed);
                    return bare.verify(signature);
                }),
                contender("detached signature over 5 kB", () -> {
                    ParsedSignature each = ((ParseResult.Parsed) parser.parseDetached(cms)).claim();
                    return verifier.verify(each, SignedContent.of(content), Instant.now())
                            instanceof SignatureVerdict.Passed;
                }),
                contender(
                        "certificate remembered",
                        () -> certificates
                                .objection(signer.certificate(), Instant.now())
                                .isEmpty()),
                contender("certificate judged again", () -> {
                    certificates.forget();
                    return certificates
                            .objection(signer.certificate(), Instant.now())
                            .isEmpty();
                }));
        for (int round = 0; round < ROUNDS; round++) {
            for (Contender each : contenders) {
                each.rates().add(rate(each.work()));
            }
        }
        return print(provider, contenders);
    }

    private static Contender contender(String label, Work work) {
        return new Contender(label, work, new ArrayList<>());
    }

    private static double rate(Work work) throws Exception {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < ROUND_NANOS) {
            if (!work.once()) {
                throw new IllegalStateException("what should be valid is not");
            }
            count++;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static double print(Provider provider, List<Contender> contenders) {
        double[] medians = contenders.stream()
                .mapToDouble(each -> {
                    // the first third warms up
                    List<Double> sorted = new ArrayList<>(each.rates().subList(ROUNDS / 3, ROUNDS));
                    Collections.sort(sorted);
                    return sorted.get(sorted.size() / 2);
                })
                .toArray();
        System.out.println("\nSignatures, per second and thread; ECDSA by " + provider.getName());
        for (int i = 0; i < medians.length; i++) {
            System.out.printf(
                    Locale.ROOT, "  %-32s %,12.0f%n", contenders.get(i).label(), medians[i]);
        }
        System.out.printf(
                Locale.ROOT, "  whole verification beside bare ECDSA: %.2f (goal: 0.45)%n", medians[1] / medians[0]);
        System.out.printf(
                Locale.ROOT, "  remembered beside judged again: %.0f times (goal: 10)%n", medians[2] / medians[3]);
        return medians[1] / medians[0];
    }
}

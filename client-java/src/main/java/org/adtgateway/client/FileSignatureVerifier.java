package org.adtgateway.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.adtgateway.checks.certificate.CertificateValidator;
import org.adtgateway.checks.certificate.RevocationListSource;
import org.adtgateway.checks.signature.ParseResult;
import org.adtgateway.checks.signature.ParsedSignature;
import org.adtgateway.checks.signature.SignatureParser;
import org.adtgateway.checks.signature.SignatureVerifier;
import org.adtgateway.checks.signature.SignedContent;
import org.adtgateway.checks.signature.SignerLookup;
import org.adtgateway.checks.verdict.SignatureFault;
import org.adtgateway.checks.verdict.SignatureVerdict;

/**
 * Verifies a supplier's detached signature over a file, without trust in the gateway: that it was made for these bytes, and that the signer's
 * certificate led to a configured authority when the gateway received the file. This is the gateway's own verifier, so that both come to the
 * same verdict. What only the gateway knows is which Party a certificate belongs to. A file of any size is streamed.
 *
 * <p>A signature is judged at the moment at which the gateway received it ({@link Submission#receivedAt()}), by the gateway then as by anyone
 * later: it stays good when the signer's certificate expires, and the signer's clock does not matter.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class FileSignatureVerifier {
    // the gateway's own limit is a setting of its own; what it has taken is taken here
    private static final SignatureParser PARSER = new SignatureParser(Integer.MAX_VALUE);

    private final List<X509Certificate> trusted;
    private final RevocationListSource lists;

    private FileSignatureVerifier(Collection<X509Certificate> trusted, RevocationListSource lists) {
        this.trusted = List.copyOf(trusted);
        this.lists = lists;
        // says at once what cannot be trusted
        CertificateValidator.ofSigners(this.trusted, List.of(), RevocationListSource.NONE);
    }

    /**
     * Trusts signers that lead to one of the certificates in a file, PEM or DER.
     *
     * @throws SigningException when the file cannot be read
     * @throws IllegalArgumentException when one of them is not fit to be trusted
     */
    public static FileSignatureVerifier trusting(Path anchors) {
        return trusting(KeyFiles.certificates(anchors));
    }

    /**
     * Trusts signers that lead to one of these certificates.
     *
     * @throws IllegalArgumentException when there is none, or one of them is not fit to be trusted
     */
    public static FileSignatureVerifier trusting(Collection<X509Certificate> anchors) {
        return new FileSignatureVerifier(anchors, RevocationListSource.NONE);
    }

    /**
     * Returns the same verifier, which validates revocation too; otherwise that is left to the gateway.
     *
     * @param revocationLists DER or PEM; those that were current when the gateway received the file
     */
    public FileSignatureVerifier withRevocationLists(Collection<byte[]> revocationLists) {
        List<byte[]> copies = revocationLists.stream().map(byte[]::clone).toList();
        return new FileSignatureVerifier(trusted, new RevocationListSource() {
            @Override
            public boolean isConfigured() {
                return true;
            }

            @Override
            public List<byte[]> read() {
                return copies;
            }
        });
    }

    /**
     * Requires that a signature is for exactly the bytes of a file. Who signed, and with which right, is not verified.
     *
     * @throws SignatureRefusedException when it is for other bytes, or cannot be read
     * @throws UncheckedIOException when the file cannot be read
     */
    public static void requireOver(Path file, byte[] signature) {
        ParsedSignature claim = parse(signature);
        try {
            if (!claim.isOver(SignedContent.of(file))) {
                throw new SignatureRefusedException(
                        SignatureFault.DIGEST_MISMATCH,
                        "The signature is for other bytes than those of " + file.getFileName()
                                + ": the file was changed after it was signed, or is not whole");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Verifies by the certificates that the gateway used.
     *
     * @param signature detached CMS SignedData, DER or PEM
     * @param certificates the signer's and those above it, as {@link AdtGatewayClient#certificates} returns them; empty to take those that the
     *     signature brings along, which some do not
     * @param receivedAt when the gateway received the file
     * @return the signer's certificate
     * @throws SignatureRefusedException when the signature is refused, with the code that the gateway gives
     * @throws UncheckedIOException when the file cannot be read
     */
    public X509Certificate verify(
            Path file, byte[] signature, Collection<X509Certificate> certificates, Instant receivedAt) {
        ParsedSignature claim = parse(signature);
        Collection<X509Certificate> known = certificates.isEmpty() ? claim.certificates() : certificates;
        SignerLookup signers = id -> known.stream().filter(id::names).findFirst();
        if (certificates.isEmpty() && signers.find(claim.signerId()).isEmpty()) {
            throw new SignatureRefusedException(
                    SignatureFault.SIGNER_UNKNOWN,
                    "The certificate " + claim.signerId()
                            + " is not in the signature: it is needed to verify it (GET /v1/submissions/{id}/certificates)");
        }
        SignatureVerifier verifier =
                new SignatureVerifier(signers, CertificateValidator.ofSigners(trusted, known, lists));
        SignatureVerdict verdict = verifier.verify(claim, SignedContent.of(file), receivedAt);
        if (verdict instanceof SignatureVerdict.Refused refused) {
            throw new SignatureRefusedException(refused.fault(), refused.detail());
        }
        return ((SignatureVerdict.Passed) verdict).signer();
    }

    private static ParsedSignature parse(byte[] signature) {
        ParseResult result = PARSER.parseDetached(signature);
        if (result instanceof ParseResult.Refused refused) {
            throw new SignatureRefusedException(refused.fault(), refused.detail());
        }
        return ((ParseResult.Parsed) result).claim();
    }
}

package org.adtgateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataParser;
import org.bouncycastle.cms.CMSTypedStream;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;
import org.bouncycastle.util.io.Streams;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Checks a supplier's detached signature over a file, independently of the gateway: that it holds for these bytes and
 * that the signer's certificate, which must be in it, leads to a configured anchor. Which Party the certificate belongs
 * to, and whether it has been revoked, the gateway knows. A file of any size is streamed.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class FileSignatureVerifier {
    private final PathChecker paths;
    private final Clock clock;

    private FileSignatureVerifier(Collection<X509Certificate> anchors, Clock clock) {
        this.paths = new PathChecker(anchors);
        this.clock = clock;
    }

    /** Trusts signers that lead to one of the certificates in a PEM file. */
    public static FileSignatureVerifier trusting(Path anchors) {
        return trusting(PemFile.certificates(anchors));
    }

    /** Trusts signers that lead to one of these certificates. */
    public static FileSignatureVerifier trusting(Collection<X509Certificate> anchors) {
        return new FileSignatureVerifier(anchors, Clock.systemUTC());
    }

    /**
     * Verifies.
     *
     * @param signature detached CMS SignedData, DER or PEM
     * @return the signer's certificate
     * @throws SignatureRefusedException when it does not hold
     * @throws UncheckedIOException when the file cannot be read
     */
    public X509Certificate verify(Path file, byte[] signature) {
        byte[] der = der(signature);
        try (InputStream content = Files.newInputStream(file)) {
            return verify(content, der);
        } catch (ReceiptRefusedException e) {
            throw new SignatureRefusedException(String.valueOf(e.getMessage()), e);
        } catch (CMSException | OperatorCreationException e) {
            throw new SignatureRefusedException("The signature does not hold for " + file.getFileName(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private X509Certificate verify(InputStream content, byte[] der)
            throws CMSException, OperatorCreationException, IOException {
        CMSSignedDataParser parser = new CMSSignedDataParser(
                new JcaDigestCalculatorProviderBuilder().build(), new CMSTypedStream(content), der);
        Streams.drain(parser.getSignedContent().getContentStream());
        Collection<SignerInformation> signers = parser.getSignerInfos().getSigners();
        if (signers.size() != 1) {
            throw new SignatureRefusedException("The signature must have one signer; this has " + signers.size(), null);
        }
        SignerInformation signer = signers.iterator().next();
        List<X509Certificate> certificates = certificates(parser);
        X509Certificate certificate = CmsVerifier.certificateOf(signer, certificates, paths.anchors());
        SignatureAlgorithms.requireAccepted(signer, certificate);
        CmsVerifier.requireUnaltered(signer, certificate);
        Instant signedAt = CmsVerifier.signingTime(signer);
        paths.requireTrusted(certificate, certificates, signedAt == null ? clock.instant() : signedAt);
        return certificate;
    }

    @SuppressWarnings("unchecked") // the library declares the store without saying of what
    private static List<X509Certificate> certificates(CMSSignedDataParser parser) throws CMSException {
        return CmsVerifier.certificates((Store<X509CertificateHolder>) parser.getCertificates());
    }

    private static byte[] der(byte[] signature) {
        String text = new String(signature, StandardCharsets.US_ASCII);
        if (!text.startsWith("-----BEGIN")) {
            return signature;
        }
        try (PemReader reader = new PemReader(new StringReader(text))) {
            return reader.readPemObject().getContent();
        } catch (IOException e) {
            throw new SignatureRefusedException("The signature is damaged PEM", e);
        }
    }
}

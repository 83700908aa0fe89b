package org.adtgateway.checks.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.adtgateway.checks.certificate.CertificateValidator.Purpose;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Authority;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** What a revocation list says, and which lists may say anything. */
class RevocationCheckerTest {
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.826.0.1.99.9");

    private final Authority authority = Pki.root("Authority");
    private final Identity signer = authority.issueSigner("signer", KeyKind.P256);
    private final BigInteger serial = signer.certificate().getSerialNumber();
    private final Instant now = Instant.now();
    private final List<byte[]> lists = new ArrayList<>();

    private interface Shape {
        void apply(X509v2CRLBuilder list) throws IOException;
    }

    @Test
    void anEntryCountsFromWhenItIsListed_whateverItsDateAndReason() {
        Date later = Date.from(now.plus(Duration.ofDays(1)));
        for (int reason : List.of(CRLReason.superseded, CRLReason.keyCompromise)) {
            lists.clear();
            add(1, list -> list.addCRLEntry(BigInteger.TWO, later, reason));
            assertThat(judge()).isEqualTo("valid");
            add(0, list -> list.addCRLEntry(serial, later, reason));
            assertThat(judge()).isEqualTo("CERTIFICATE_REVOKED");
        }
    }

    @Test
    void aDeltaListCountsBesideTheCompleteOneThatItIsFor() {
        Date before = Date.from(now.minus(Duration.ofHours(3)));
        lists.add(list(2, numbered(1, list -> list.addCRLEntry(serial, before, CRLReason.certificateHold))));
        assertThat(judge()).isEqualTo("CERTIFICATE_REVOKED");
        lists.add(list(1, delta(2, 1, list -> list.addCRLEntry(serial, before, CRLReason.removeFromCRL))));
        assertThat(judge()).isEqualTo("valid");
        lists.add(list(0, delta(3, 1, list -> list.addCRLEntry(serial, before, CRLReason.keyCompromise))));
        assertThat(judge()).isEqualTo("CERTIFICATE_REVOKED");
    }

    @Test
    void aDeltaListIsNoCompleteOne() {
        lists.add(list(1, delta(2, 1, list -> {})));
        assertThat(judge()).isEqualTo("REVOCATION_UNKNOWN");
        lists.add(list(2, numbered(1, list -> {})));
        assertThat(judge()).isEqualTo("valid");
    }

    @Test
    void aListThatMayNotBeUsedTakesThePlaceOfNoOther() {
        Date before = Date.from(now.minus(Duration.ofHours(3)));
        add(2, list -> list.addCRLEntry(serial, before, CRLReason.keyCompromise));
        for (byte[] unusable : List.of(
                sign(startedHoursAgo(1)),
                list(1, list -> list.addExtension(UNKNOWN, true, DERNull.INSTANCE)),
                list(
                        1,
                        list -> list.addCRLEntry(
                                BigInteger.TWO,
                                before,
                                new Extensions(new Extension(UNKNOWN, true, DERNull.INSTANCE.getEncoded())))))) {
            lists.add(unusable);
            assertThat(judge()).isEqualTo("CERTIFICATE_REVOKED");
        }
        add(1, list -> list.addExtension(UNKNOWN, false, DERNull.INSTANCE));
        assertThat(judge()).isEqualTo("valid");
    }

    @Test
    void noAddressThatACertificateNamesIsAsked() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, address);
            Identity pointing = authority.issue(new Leaf("pointing")
                    .usage(KeyUsage.digitalSignature)
                    .extension(Extension.cRLDistributionPoints, new CRLDistPoint(new DistributionPoint[] {
                        new DistributionPoint(new DistributionPointName(new GeneralNames(name)), null, null)
                    }))
                    .extension(Extension.authorityInfoAccess, new AuthorityInformationAccess(new AccessDescription[] {
                        new AccessDescription(AccessDescription.id_ad_ocsp, name),
                        new AccessDescription(AccessDescription.id_ad_caIssuers, name)
                    })));
            assertThat(judge(pointing)).isEqualTo("REVOCATION_UNKNOWN");
            add(1, list -> {});
            assertThat(judge(pointing)).isEqualTo("valid");
            assertThat(asked).hasValue(0);
            HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding());
            assertThat(asked).hasValue(1);
        } finally {
            server.stop(0);
        }
    }

    private void add(int hoursAgo, Shape shape) {
        lists.add(list(hoursAgo, shape));
    }

    private byte[] list(int hoursAgo, Shape shape) {
        try {
            X509v2CRLBuilder list = startedHoursAgo(hoursAgo).setNextUpdate(Date.from(now.plus(Duration.ofDays(7))));
            shape.apply(list);
            return sign(list);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509v2CRLBuilder startedHoursAgo(int hours) {
        return new X509v2CRLBuilder(new X500Name("CN=Authority"), Date.from(now.minus(Duration.ofHours(hours))));
    }

    private byte[] sign(X509v2CRLBuilder list) {
        try {
            return list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With both extensions that RFC 5280 requires of every list; without them no delta list counts. */
    private Shape numbered(long number, Shape shape) {
        return list -> {
            list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            list.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new BcX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(SubjectPublicKeyInfo.getInstance(
                                    authority.certificate().getPublicKey().getEncoded())));
            shape.apply(list);
        };
    }

    private Shape delta(long number, long base, Shape shape) {
        return numbered(number, list -> {
            list.addExtension(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.valueOf(base)));
            shape.apply(list);
        });
    }

    private String judge() {
        return judge(signer);
    }

    private String judge(Identity identity) {
        RevocationListSource source = new RevocationListSource() {
            @Override
            public boolean isConfigured() {
                return true;
            }

            @Override
            public List<byte[]> read() {
                return lists;
            }
        };
        PkiSettings pki = new PkiSettings(List.of(authority.certificate()), List.of(), source, Duration.ZERO, Set.of());
        return new CertificateValidator(Purpose.SIGNING, pki, Clock.systemUTC())
                .objection(identity.certificate(), Instant.now())
                .map(refused -> refused.fault().name())
                .orElse("valid");
    }
}

package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.adtgateway.checks.certificate.CertificateLoader;
import org.adtgateway.client.FileSigner;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Forgeries;
import org.adtgateway.testing.Forgeries.Forgery;
import org.adtgateway.testing.Gateway;
import org.adtgateway.testing.OpenSsl;
import org.adtgateway.testing.Pki;
import org.adtgateway.testing.Pki.Identity;
import org.adtgateway.testing.Pki.KeyKind;
import org.adtgateway.testing.Pki.Leaf;
import org.adtgateway.testing.PlainSigner;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Makes signatures of every algorithm and form of the contract, by openssl, by the JDK, by Bouncy Castle and by the SDK, and of every kind that is
 * refused. All are by certificates that are registered for northern-power, unless the case is that one is not.
 */
final class SignatureCases {
    private static final String LISTED = "Algorithm, digest and key are among those that are allowed.";
    private static final String FORM = "Tools that sign write this form, and it has one meaning.";

    private final Gateway gateway;
    private final Path folder;
    private final Map<KeyKind, Identity> signers = new EnumMap<>(KeyKind.class);
    private final Identity other;
    private final Identity notYetValid;
    private final List<X509Certificate> certificates;
    private final List<byte[]> lists;
    private final Instant receivedAt = Instant.now();
    private final List<SignatureCase> cases = new ArrayList<>();
    // another one for each case, so that each is an act of its own
    private byte[] file = content(0);

    private SignatureCases(Gateway gateway, Path folder) throws IOException {
        this.gateway = gateway;
        this.folder = folder;
        for (KeyKind kind : List.of(KeyKind.P256, KeyKind.P384, KeyKind.RSA2048, KeyKind.RSA3072, KeyKind.RSA4096)) {
            signers.put(kind, gateway.signingCa().issueSigner("matrix " + kind, kind));
        }
        other = gateway.signingCa().issueSigner("matrix other", KeyKind.P256);
        notYetValid = gateway.signingCa()
                .issue(new Leaf("matrix not yet valid")
                        .usage(KeyUsage.digitalSignature)
                        .valid(receivedAt.plus(Duration.ofHours(1)), receivedAt.plus(Duration.ofDays(1))));
        certificates = register();
        lists = List.of(
                Files.readAllBytes(gateway.folder().resolve("server/crls/signing-root.crl")),
                Files.readAllBytes(gateway.folder().resolve("server/crls/signing-ca.crl")));
    }

    /** Registers the signers at the gateway, and makes the cases. */
    static List<SignatureCase> of(Gateway gateway, Path folder) throws Exception {
        SignatureCases made = new SignatureCases(gateway, folder);
        made.algorithms();
        made.forms();
        made.encodings();
        made.signersOtherThanOpenssl();
        made.refusedForms();
        made.refusedSigners();
        made.handmade();
        return List.copyOf(made.cases);
    }

    /** At a moment when all that are not expired are valid. Returns the certificates of all signers, and those above. */
    private List<X509Certificate> register() throws IOException {
        Path files = Files.createDirectories(gateway.party("northern-power").resolve("matrix"));
        List<String> names = new ArrayList<>(List.of("../signing", "../signing-expired", "../signing-revoked"));
        List<Identity> all = new ArrayList<>(signers.values());
        all.addAll(List.of(other, notYetValid));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).write(files, "signer-" + i, Gateway.PASSWORD);
            names.add("signer-" + i);
        }
        StringBuilder registry = new StringBuilder("""
                parties:
                  - id: northern-power
                    name: Northern Power
                    roles: [SUPPLIER]
                    fileTypes: [ADT, EXIT_QUARANTINE]
                    userIds: [70-B3-D5-1F-30-00-A0-01, 70-B3-D5-1F-30-00-A0-02]
                    transportCertificates:
                      - file: ../transport.pem
                    signingCertificates:
                """);
        names.forEach(name -> registry.append("      - file: ").append(name).append(".pem\n"));
        Path file = Files.writeString(files.resolve("registry.yml"), registry);
        // as of a later moment, at which revocation cannot be checked yet
        Path withoutLists = Files.writeString(
                files.resolve("without-lists.yml"),
                Files.readString(gateway.configuration()).replaceAll("crls: \\[[^\\]]*\\]", "crls: []"));
        Commands.Outcome imported = Commands.run(
                Clock.offset(Clock.systemUTC(), Duration.ofHours(2)),
                "parties",
                "import",
                withoutLists.toString(),
                file.toString(),
                "--apply");
        assertThat(imported.text()).contains(all.size() + " changes made");
        List<X509Certificate> registered = new ArrayList<>();
        for (String name : names) {
            registered.add(CertificateLoader.read(files.resolve(name + ".pem")).get(0));
        }
        registered.addAll(CertificateLoader.read(gateway.folder().resolve("signer-ca.pem")));
        return registered;
    }

    private void algorithms() {
        for (KeyKind kind : signers.keySet()) {
            for (String digest : List.of("sha256", "sha384", "sha512")) {
                boolean rsa = kind.name().startsWith("RSA");
                accepted(LISTED, kind, "-md " + digest);
                if (rsa) {
                    accepted(
                            LISTED,
                            kind,
                            "-md " + digest + " -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest");
                }
            }
        }
        // as openssl makes it unless told otherwise
        accepted(LISTED, KeyKind.RSA2048, "-keyopt rsa_padding_mode:pss");
        accepted(LISTED, KeyKind.RSA4096, "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:max");
    }

    private void forms() {
        for (KeyKind kind : List.of(KeyKind.P256, KeyKind.P384, KeyKind.RSA3072)) {
            for (String form : List.of("-nocerts", "-keyid", "-keyid -nocerts", "-cades", "-cades -nocerts -keyid")) {
                accepted(FORM, kind, form);
            }
        }
        accepted(FORM, KeyKind.RSA2048, "-nocerts -cades -keyopt rsa_padding_mode:pss");
        accepted(FORM, KeyKind.P256, "-certfile " + gateway.folder().resolve("server/signing-ca.pem"));
        accepted(FORM, KeyKind.P256, "-nosmimecap");
    }

    private void encodings() {
        pem("PEM", "", UnaryOperator.identity());
        pem("PEM with CRLF", "", each -> each.replace("\n", "\r\n"));
        pem("PEM after blank lines", "", each -> "\n \r\n" + each);
        pem("PEM before blank lines", "", each -> each + "\n\n");
        pem("PEM that says PKCS7", "", each -> each.replace("CMS", "PKCS7"));
        pem("PEM in one line", "", SignatureCases::inOneLine);
        pem("PEM after a byte order mark", "NOT_CMS", each -> "\ufeff" + each);
        pem("PEM after text", "NOT_CMS", each -> "signature:\n" + each);
        pem("PEM that says CERTIFICATE", "NOT_CMS", each -> each.replace("CMS", "CERTIFICATE"));
        pem("PEM whose base64 is damaged", "MALFORMED_SIGNATURE", each -> each.replaceFirst("MII", "M=I"));
        pem("base64 without PEM", "NOT_CMS", each -> each.replaceAll("-----.*-----\n", ""));
        add("BER of indefinite length", FORM, indefinite(openssl(KeyKind.P256, "DER", "")), "");
        byte[] longer = openssl(KeyKind.P256, "DER", "");
        add(
                "a byte behind it",
                "A signature is one ASN.1 value, whole and with nothing behind it.",
                Arrays.copyOf(longer, longer.length + 1),
                "MALFORMED_SIGNATURE");
        byte[] shorter = openssl(KeyKind.P256, "DER", "");
        add(
                "a byte short",
                "A signature is one ASN.1 value, whole and with nothing behind it.",
                Arrays.copyOf(shorter, shorter.length - 1),
                "MALFORMED_SIGNATURE");
        add("S/MIME", "A signature is DER or PEM, not a mail.", openssl(KeyKind.P256, "SMIME", ""), "NOT_CMS");
    }

    private void signersOtherThanOpenssl() throws GeneralSecurityException, IOException {
        add("by hand and the JDK alone", LISTED, PlainSigner.sign(signer(KeyKind.P256), file, Instant.now()), "");
        for (KeyKind kind : signers.keySet()) {
            Path keyStore = folder.resolve(kind + ".p12");
            signer(kind).writePkcs12(keyStore, "signer", Gateway.PASSWORD);
            FileSigner signer =
                    FileSigner.of(org.adtgateway.client.Identity.pkcs12(keyStore, Gateway.PASSWORD.toCharArray()));
            add("by the SDK, " + kind, LISTED, signer.sign(file), "");
        }
    }

    private void refusedForms() throws IOException {
        refused(
                "NOT_DETACHED",
                "The signature is detached: the file goes beside it and not into it.",
                KeyKind.P256,
                "-nodetach");
        refused(
                "SIGNED_ATTRIBUTES",
                "Without signed attributes a signature of attributes could be passed off as one of a file.",
                KeyKind.P256,
                "-noattr");
        refused(
                "SIGNED_ATTRIBUTES",
                "The content type is id-data, as it is for any file.",
                KeyKind.P256,
                "-econtent_type 1.2.3.4");
        refused("ALGORITHM_NOT_ALLOWED", "The digest is too weak.", KeyKind.P256, "-md sha1");
        refused("ALGORITHM_NOT_ALLOWED", "The digest is too weak.", KeyKind.P256, "-md sha224");
        refused("ALGORITHM_NOT_ALLOWED", "The digest is too weak.", KeyKind.RSA2048, "-md sha1");
        refused(
                "ALGORITHM_NOT_ALLOWED",
                "The salt of RSA-PSS is at least as long as the digest.",
                KeyKind.RSA2048,
                "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20");
        other.write(folder, "second", Gateway.PASSWORD);
        refused(
                "SIGNER_COUNT",
                "There is exactly one signer, so that it is clear whose act it is.",
                KeyKind.P256,
                "-signer " + folder.resolve("second.pem") + " -inkey " + folder.resolve("second.key"));
        byte[] crLf =
                new String(file, StandardCharsets.UTF_8).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        add(
                "of the file with other line endings",
                "The signature is over these very bytes; line endings count.",
                sign(signer(KeyKind.P256), crLf, "DER", ""),
                "DIGEST_MISMATCH");
    }

    private void refusedSigners() {
        add(
                "an expired certificate",
                "The certificate of the signer is valid, and not revoked, at receivedAt.",
                ofParty("signing-expired"),
                "CERTIFICATE_EXPIRED");
        add(
                "a revoked certificate",
                "The certificate of the signer is valid, and not revoked, at receivedAt.",
                ofParty("signing-revoked"),
                "CERTIFICATE_REVOKED");
        add(
                "a certificate of the future",
                "The certificate of the signer is valid, and not revoked, at receivedAt.",
                sign(notYetValid, file, "DER", ""),
                "CERTIFICATE_NOT_YET_VALID");
        add(
                "a certificate that nobody registered",
                "Signers are registered; a certificate in the signature is never trusted in their place.",
                ofParty("signing-unregistered"),
                "SIGNER_UNKNOWN");
        add(
                "a certificate of another authority",
                "Signers are registered; a certificate in the signature is never trusted in their place.",
                sign(
                        Pki.root("Sandbox File Signing CA").issueSigner("matrix P256", KeyKind.P256),
                        file,
                        "DER",
                        "-cades"),
                "SIGNER_UNKNOWN");
    }

    private void handmade() {
        Forgeries forgeries = new Forgeries(
                signer(KeyKind.P256), other, Pki.root("Sandbox File Signing CA").issueSigner("stranger", KeyKind.P256));
        for (Forgery each : forgeries.taken()) {
            add(
                    "by hand: " + each.what(),
                    "This is unusual, but RFC 5652 and the profile allow it.",
                    each.sign(signer(KeyKind.P256), file),
                    "");
        }
        for (Forgery each : forgeries.refused()) {
            add(
                    "by hand: " + each.what(),
                    "This contradicts itself, RFC 5652 or the profile; no tool that signs writes it.",
                    each.sign(signer(KeyKind.P256), file),
                    each.fault());
        }
    }

    private void accepted(String why, KeyKind kind, String options) {
        add("openssl " + kind + " " + options, why, openssl(kind, "DER", options), "");
    }

    private void refused(String code, String why, KeyKind kind, String options) {
        add("openssl " + kind + " " + options, why, openssl(kind, "DER", options), code);
    }

    private void pem(String name, String code, UnaryOperator<String> change) {
        String why = code.isEmpty() ? FORM : "PEM is one block, of CMS, with nothing but white space around it.";
        String pem = new String(openssl(KeyKind.P256, "PEM", "-nocerts"), StandardCharsets.US_ASCII);
        add(name, why, change.apply(pem).getBytes(StandardCharsets.UTF_8), code);
    }

    private void add(String name, String why, byte[] signature, String code) {
        cases.add(new SignatureCase(name, file, signature, certificates, lists, receivedAt, code, why));
        file = content(cases.size());
    }

    private Identity signer(KeyKind kind) {
        return java.util.Objects.requireNonNull(signers.get(kind));
    }

    private byte[] ofParty(String name) {
        return gateway.signer("northern-power", name).sign(file);
    }

    private byte[] openssl(KeyKind kind, String form, String options) {
        return sign(signer(kind), file, form, options);
    }

    private byte[] sign(Identity signer, byte[] content, String form, String options) {
        try {
            return OpenSsl.sign(folder, signer, content, form, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content(int number) {
        return """
                UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment
                70-B3-D5-1F-30-00-A0-01,4.10,24,50,%d,,,
                """.formatted(60 + number).getBytes(StandardCharsets.UTF_8);
    }

    private static String inOneLine(String pem) {
        String base64 = pem.replaceAll("-----.*-----\n", "").replace("\n", "");
        return "-----BEGIN CMS-----\n" + base64 + "\n-----END CMS-----\n";
    }

    /** The outermost SEQUENCE with an indefinite length (X.690, 8.1.3.6): the same meaning in other bytes. */
    private static byte[] indefinite(byte[] der) {
        int header = 2 + (der[1] & 0x7f);
        byte[] ber = new byte[der.length - header + 4];
        ber[0] = 0x30;
        ber[1] = (byte) 0x80;
        System.arraycopy(der, header, ber, 2, der.length - header);
        return ber;
    }
}

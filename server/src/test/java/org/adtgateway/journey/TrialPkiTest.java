package org.adtgateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.adtgateway.testing.Commands;
import org.adtgateway.testing.Commands.Outcome;
import org.adtgateway.testing.OpenSsl;
import org.adtgateway.testing.OwnProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The authorities of a trial are what a gateway starts with, and openssl finds their certificates valid for their purpose only. */
class TrialPkiTest {
    @TempDir
    private Path folder;

    @Test
    void init_writesStoresThatOpenByThePrintedPasswords_andKeepsKeysToTheirOwner() throws Exception {
        Outcome outcome = pki("init", folder.toString(), "--host", "gateway.example");
        assertThat(outcome.succeeded()).isTrue();
        Map<String, String> variables = new TreeMap<>();
        outcome.text()
                .lines()
                .filter(line -> line.startsWith("ADT_"))
                .forEach(line -> variables.put(line.replaceAll("=.*", ""), line.replaceAll("^[^=]*=", "")));
        assertThat(variables).hasSize(6);
        KeyStore server = open(variables, "ADT_SERVER_KEY_STORE");
        assertThat(server.getCertificate("server").toString()).contains("gateway.example", "localhost");
        assertThat(Collections.list(open(variables, "ADT_RECEIPT_KEY_STORE").aliases()))
                .containsExactly("receipts");
        assertThat(open(variables, "ADT_TRANSPORT_TRUST_STORE").isCertificateEntry("ca"))
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("trial-ca"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("trial-ca/transport.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void init_changesNothingWhereItWasRunBefore() throws Exception {
        assertThat(pki("init", folder.toString()).succeeded()).isTrue();
        byte[] before = Files.readAllBytes(folder.resolve("server.p12"));
        Outcome again = pki("init", folder.toString());
        assertThat(again.succeeded()).isFalse();
        assertThat(again.text())
                .contains("is there already; nothing was changed")
                .doesNotContain("\tat ");
        assertThat(Files.readAllBytes(folder.resolve("server.p12"))).isEqualTo(before);
    }

    @Test
    void issue_makesACertificateThatOpensslFindsValid_withTheList_underItsOwnAuthorityOnly() throws Exception {
        pki("init", folder.toString());
        openssl(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=supplier",
                "-keyout",
                folder.resolve("s.key").toString(),
                "-out",
                folder.resolve("s.csr").toString());
        for (String purpose : new String[] {"transport", "signing"}) {
            Path certificate = folder.resolve(purpose + "-of-supplier.pem");
            assertThat(pki(
                                    "issue",
                                    folder.toString(),
                                    purpose,
                                    folder.resolve("s.csr").toString(),
                                    certificate.toString())
                            .text())
                    .contains("is issued");
            assertThat(verify(purpose, certificate)).isTrue();
            assertThat(verify(purpose.equals("signing") ? "transport" : "signing", certificate))
                    .isFalse();
        }
    }

    @Test
    void issue_refusesWhatIsNoRequest_inASentence() throws Exception {
        pki("init", folder.toString());
        Path noRequest = Files.writeString(folder.resolve("no.csr"), "no request", StandardCharsets.UTF_8);
        Outcome outcome = pki(
                "issue",
                folder.toString(),
                "transport",
                noRequest.toString(),
                folder.resolve("x.pem").toString());
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.text())
                .contains("is no certificate request (PKCS#10) in PEM")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("x.pem")).doesNotExist();
    }

    @Test
    void issue_namesARequestThatIsAFolder() throws Exception {
        pki("init", folder.toString());
        Path certificate = folder.resolve("x.pem");
        assertThat(pki("issue", folder.toString(), "transport", folder.toString(), certificate.toString())
                        .text())
                .contains("pki: " + folder + " cannot be read as a certificate request: Is a directory")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b,c;", "", "-x", "a..b", "1.2.3", "a,CN=b", "fe80::x"})
    void init_refusesWhatIsNoHost_andLeavesNothingBehind(String host) {
        Path fresh = folder.resolve("fresh");
        Outcome refused = pki("init", fresh.toString(), "--host=" + host);
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.text())
                .contains("pki: --host '" + host + "' is neither the name of a host nor an IP address")
                .doesNotContain("\tat ");
        assertThat(fresh).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
    void init_takesAnAddressForAnAddress(String host) throws Exception {
        assertThat(pki("init", folder.toString(), "--host", host).succeeded()).isTrue();
        assertThat(folder.resolve("server.p12")).exists();
    }

    @Test
    void init_thatFailsOnItsWay_leavesWhatWasThereAndNothingElse() throws Exception {
        Path earlier = Files.writeString(folder.resolve("server-ca.pem"), "of someone else");
        Outcome refused = pki("init", folder.toString());
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.text())
                .contains("pki: " + earlier + " is there already; nothing was changed")
                .doesNotContain("\tat ");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(earlier));
        assertThat(earlier).hasContent("of someone else");

        assertThat(pki("init", earlier.toString()).text())
                .contains("pki: cannot read or write " + earlier + "/trial-ca: Not a directory")
                .doesNotContain("\tat ");
    }

    /** By a JVM of its own, as it is about that one's standard output. */
    @Test
    void init_whosePasswordsNobodyReads_failsAndLeavesNothingBehind() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no " + full);
        Path fresh = folder.resolve("fresh");
        Path errors = folder.resolve("errors");
        ProcessBuilder init = OwnProcess.of(errors, "pki", "init", fresh.toString());
        assertThat(OwnProcess.statusWithoutReader(init)).isEqualTo(1);
        assertThat(fresh).doesNotExist();
        assertThat(init.redirectOutput(full.toFile()).start().waitFor()).isEqualTo(1);
        assertThat(fresh).doesNotExist();
        assertThat(errors)
                .content()
                .contains("pki: the output could not be written: No space left on device")
                .doesNotContain("\tat ");
    }

    private boolean verify(String authority, Path certificate) throws Exception {
        Path list = folder.resolve("list-" + authority + ".pem");
        openssl(
                "crl",
                "-inform",
                "DER",
                "-in",
                folder.resolve("crls/" + authority + "-ca.crl").toString(),
                "-out",
                list.toString());
        return OpenSsl.run(List.of(
                        "verify",
                        "-crl_check",
                        "-CAfile",
                        folder.resolve(authority + "-ca.pem").toString(),
                        "-CRLfile",
                        list.toString(),
                        certificate.toString()))
                == 0;
    }

    private static void openssl(String... arguments) throws InterruptedException {
        assertThat(OpenSsl.run(List.of(arguments))).isZero();
    }

    private static KeyStore open(Map<String, String> variables, String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(Objects.requireNonNull(variables.get(name))))) {
            store.load(
                    in,
                    Objects.requireNonNull(variables.get(name + "_PASSWORD")).toCharArray());
        }
        return store;
    }

    private static Outcome pki(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "pki";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Commands.run(Clock.systemUTC(), all);
    }
}

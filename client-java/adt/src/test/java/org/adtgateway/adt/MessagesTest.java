package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.adtgateway.adt.CommandLineFixture.Ran;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestPki;
import org.adtgateway.client.TestReceipts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a setting names: the message is in words, and says which file. */
class MessagesTest {
    /** What the runtime and its libraries say. */
    private static final Pattern OF_THE_RUNTIME = Pattern.compile(
            "Exception|\\bjava\\.|\\bsun\\.|org\\.|toDerInputStream|Input length|[Mm]alformed|\\bnull\\b|DEF length|BER|ASN"
                    + "|Illegal |Unexpected failure|\\bTag\\b|\\btag \\[|@[0-9a-f]{5,}|Could not parse|engine");

    private static final int USAGE = 2;
    private static final String ADT_FILE = "UserID,Comment\r\n70-B3-D5-1F-30-00-A0-01,\r\n";

    @TempDir
    private Path folder;

    private CommandLineFixture adt;
    private Path file;
    private TestPki.Holder other;
    private final Map<String, Path> wrong = new LinkedHashMap<>();

    @BeforeEach
    void start() throws Exception {
        adt = new CommandLineFixture(folder);
        adt.gateway.answer(request -> Answer.json(200, TestJson.me()));
        file = adt.write("ADT_1.csv", ADT_FILE);
        assertThat(adt.run("sign", file).status()).isZero();
        Files.write(
                folder.resolve("ADT_1.csv.receipt.p7m"),
                TestReceipts.sign(adt.receipts, TestReceipts.json("s-1", Files.readAllBytes(file))));
        other = adt.clientPki.issue("other");
        wrong.put("absent", folder.resolve("absent"));
        wrong.put("folder", Files.createDirectory(folder.resolve("a-folder")));
        wrong.put("empty", adt.write("empty", ""));
        wrong.put("letter", adt.write("letter.txt", "Dear Sir\n"));
        wrong.put("bytes", Files.write(folder.resolve("bytes"), new byte[] {0x30, (byte) 0x82, 1, 2, 3, 4, 5, 6}));
        wrong.put("zeros", Files.write(folder.resolve("zeros"), new byte[64]));
        wrong.put("certificate", other.writeCertificates(folder.resolve("other.pem")));
        wrong.put("key", other.writeKey(folder.resolve("other.key")));
        wrong.put("store", other.writePkcs12(folder.resolve("other.p12")));
        String certificate = Files.readString(folder.resolve("other.pem"));
        wrong.put("half a certificate", adt.write("half.pem", certificate.substring(0, 300)));
        wrong.put("a certificate with a letter too many", adt.write("odd.pem", certificate.replace("MII", "MIII")));
        String key = Files.readString(folder.resolve("other.key"));
        wrong.put("half a key", adt.write("half.key", key.substring(0, 80)));
        wrong.put("a key without its end", adt.write("cut.key", key.replaceFirst("-----END(?s:.*)", "")));
        byte[] store = Files.readAllBytes(folder.resolve("other.p12"));
        wrong.put("half a store", Files.write(folder.resolve("half.p12"), Arrays.copyOf(store, store.length / 2)));
        wrong.put("csv", file);
    }

    @AfterEach
    void stop() {
        adt.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ADDRESS", "PROXY", "USER_IDS", "IDENTITY_ALIAS", "SIGNING_ALIAS"})
    void aFileThatIsSomethingElse_isNamedInWords(Setting setting) {
        List<String> done = new ArrayList<>();
        wrong.forEach((what, path) -> {
            Ran ran = adt.run(withSetting(setting, path));
            if (ran.status() == 0) {
                done.add(what);
                return;
            }
            assertThat(ran.status())
                    .as("%s as %s: %s%s", what, setting, ran.out(), ran.err())
                    .isIn(USAGE, 3, 5);
            assertThat(ran.err()).as("%s as %s", what, setting).doesNotContainPattern(OF_THE_RUNTIME);
            if (ran.status() == USAGE) {
                assertThat(ran.err())
                        .as("%s as %s", what, setting)
                        .containsAnyOf(path.toString(), "Is the password right?", "belong to the certificate");
            }
        });
        assertThat(done)
                .as("%s can be used with", setting)
                .isSubsetOf(
                        switch (setting) {
                            // its key is in it too, with the password that is set
                            case IDENTITY, SIGNING -> List.of("store");
                            // read only where key and certificate are in files of their own
                            case IDENTITY_KEY, SIGNING_KEY -> List.copyOf(wrong.keySet());
                            // of one signer, trusted by itself
                            case SIGNER_TRUST -> List.of("certificate");
                            default -> List.of();
                        });
    }

    private Object[] withSetting(Setting setting, Path value) {
        List<Object> arguments = new ArrayList<>(
                switch (setting) {
                    case SIGNING, SIGNING_PASSWORD_FILE, SIGNING_PKCS11 -> List.of("sign", file);
                    case SIGNING_KEY -> List.of("sign", file, "--signing", wrong.get("certificate"));
                    case IDENTITY_KEY -> List.of("me", "--identity", wrong.get("certificate"));
                    case RECEIPT_TRUST -> List.of("verify", folder.resolve("ADT_1.csv.receipt.p7m"));
                    case SIGNER_TRUST -> List.of("verify", folder.resolve("ADT_1.csv.p7s"));
                    default -> List.of("me");
                });
        arguments.add(setting.option());
        arguments.add(value);
        return arguments.toArray();
    }

    @Test
    void aConfigurationFileThatIsSomethingElse_isNamedInWords() {
        wrong.forEach((what, path) -> {
            Ran ran = adt.run("me", "--config", path);
            assertThat(ran.status()).as(what).isEqualTo(USAGE);
            assertThat(ran.err())
                    .as(what)
                    .doesNotContainPattern(OF_THE_RUNTIME)
                    .containsAnyOf(path.toString(), "Not configured");
        });
    }

    @Test
    void anInputFileThatIsSomethingElse_isNamedInWords() {
        wrong.forEach((what, path) -> {
            for (List<?> call : List.of(
                    List.of("check", path, "--offline", "--type", "ADT"),
                    List.of("check", path, "--offline"),
                    List.of("check", file, "--offline", "--signature", path),
                    List.of("submit", path, "--reference", "S-1", "--type", "ADT"),
                    List.of("submit", file, "--reference", "S-1", "--signature", path),
                    List.of("sign", path),
                    List.of("verify", path),
                    List.of("verify", folder.resolve("ADT_1.csv.receipt.p7m"), "--file", path),
                    List.of("verify", folder.resolve("ADT_1.csv.p7s"), "--file", path),
                    List.of("complete", "00000000-0000-4000-8000-000000000000", "--rows", path),
                    List.of("watch", path, "--once"),
                    List.of("collect", path, "--once"),
                    List.of("keys", "new", "k", "--subject", "CN=x", "--out", path),
                    List.of("download", path),
                    List.of("receipt", path))) {
                Ran ran = adt.run(call.toArray());
                assertThat(ran.out() + ran.err()).as("%s: %s", what, call).doesNotContainPattern(OF_THE_RUNTIME);
            }
        });
    }

    @Test
    void anAddressThatIsNone_isNamedInWords() {
        for (String address :
                List.of("gateway.example", "http://x", "https://", "https://a b", "ftp://x", ":", "https://x:99999")) {
            Ran ran = adt.run("me", "--address", address);
            assertThat(ran.status()).as("%s: %s", address, ran.err()).isEqualTo(USAGE);
            assertThat(ran.err())
                    .as(address)
                    .doesNotContainPattern(OF_THE_RUNTIME)
                    .contains(address);
        }
        for (String proxy : List.of("proxy.example", "x y", "ftp://x", "http://")) {
            Ran ran = adt.run("me", "--proxy", proxy);
            assertThat(ran.status()).as("%s: %s", proxy, ran.err()).isEqualTo(USAGE);
            assertThat(ran.err()).as(proxy).doesNotContainPattern(OF_THE_RUNTIME);
        }
    }

    /** Messages are copied into tickets, and logs are read by many. */
    @Test
    void aPasswordInAnAddress_isRefused_andNeverShown() {
        for (String address : List.of(
                "https://user:secret@gateway.example",
                "https://user:sec ret@x, https://y",
                "http://user:secret@x:3128")) {
            for (String setting : List.of("--address", "--proxy")) {
                Ran ran = adt.run("me", setting, address);
                assertThat(ran.status()).as("%s: %s", address, ran.err()).isEqualTo(USAGE);
                assertThat(ran.out() + ran.err())
                        .doesNotContain("secret", "sec ret")
                        .contains("***@");
                Ran shown = adt.run("config", "show", setting, address);
                assertThat(shown.status()).isZero();
                assertThat(shown.out()).doesNotContain("secret", "sec ret").contains("***@");
            }
        }
        adt.input = "https://user:secret@gateway.example\n".repeat(5);
        assertThat(adt.run("config", "init", "--config", folder.resolve("new.properties"))
                        .err())
                .contains("An address has no user and no password in it")
                .doesNotContain("secret");
        assertThat(adt.run("me", "--proxy", "http://localhost:1").err()).doesNotContain("no user and no password");
    }
}

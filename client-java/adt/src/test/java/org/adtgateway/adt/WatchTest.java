package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.adtgateway.adt.CommandLineFixture.Ran;
import org.adtgateway.client.ActingGateway;
import org.adtgateway.client.Outbox;
import org.adtgateway.client.TestGateway.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
    private static final String ADT_FILE = "UserID,Comment\r\n70-B3-D5-1F-30-00-A0-01,\r\n";
    private static final String[] SIGN = {"--sign", "--reference", "SMSR-1", "--quiet", "1s"};

    private static final int PAGE = 4096;
    private static final int DISK_KIB = 512;

    @TempDir
    private Path folder;

    private CommandLineFixture adt;
    private Path drop;
    private ActingGateway acting;

    @BeforeEach
    void start() throws Exception {
        adt = new CommandLineFixture(folder);
        drop = Files.createDirectory(folder.resolve("drop"));
        acting = new ActingGateway(adt.receipts);
        adt.gateway.answer(acting);
    }

    @AfterEach
    void stop() {
        adt.close();
    }

    @Test
    void deliveredAndRefusedFiles_areMoved() throws Exception {
        adt.gateway.answer(request -> request.text().contains("SMSR-BAD")
                ? Answer.problem(
                        422,
                        "CONTENT_INVALID",
                        "FORMAT",
                        ",\"violations\":[{\"line\":2,\"code\":\"X\",\"message\":\"Fix it\",\"severity\":\"ERROR\"}]")
                : acting.to(request));
        drop("good.csv", "SMSR-1");
        drop("bad.csv", "SMSR-BAD");
        drop("unsigned.csv", "SMSR-1");
        Files.delete(drop.resolve("unsigned.csv.p7s"));

        Ran ran = once();

        assertThat(ran.status()).as(ran.err()).isEqualTo(3);
        assertThat(drop.resolve("sent/good.csv")).hasContent(ADT_FILE);
        assertThat(drop.resolve("sent/good.csv.receipt.p7m")).isNotEmptyFile();
        assertThat(drop.resolve("sent/good.csv.p7s")).isNotEmptyFile();
        assertThat(drop.resolve("refused/bad.csv")).hasContent(ADT_FILE);
        assertThat(drop.resolve("refused/bad.csv.report.txt"))
                .content()
                .contains("CONTENT_INVALID", "line 2", "Fix it");
        assertThat(names(drop)).containsExactly("unsigned.csv", "unsigned.csv.smsr");
        assertThat(ran.err()).contains("unsigned.csv waits for its signature unsigned.csv.p7s");
        assertThat(acting.acts()).isEqualTo(1);

        Ran left = once();
        assertThat(left.status()).as("a file was left").isEqualTo(7);
        assertThat(once("--sign", "--quiet", "1s").status()).isZero();
        assertThat(drop.resolve("sent/unsigned.csv")).exists();
        assertThat(names(drop)).isEmpty();
    }

    @Test
    void undeliveredFiles_stay() throws Exception {
        drop("one.csv", "SMSR-1");
        adt.gateway.answer(
                request -> Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "120"));
        Ran away = once();
        assertThat(away.status()).isEqualTo(5);
        assertThat(away.err()).containsOnlyOnce("The gateway is away for now: UNAVAILABLE");
        assertThat(drop.resolve("one.csv")).exists();

        adt.gateway.answer(acting);
        assertThat(once().status()).isZero();
        assertThat(drop.resolve("sent/one.csv")).exists();
        assertThat(acting.acts()).isEqualTo(1);
    }

    /** From no free page to enough of them: each run finds the disk full a step later, and the file is whole in one place all the time. */
    @Test
    void aFullDisk_losesNothing_andWhatCouldNotBeWrittenIsWrittenLater() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                runs("mount", "-t", "tmpfs", "-o", "size=" + DISK_KIB + "k", "tmpfs", disk.toString()),
                "no file system can be mounted");
        try {
            drop = Files.createDirectory(disk.resolve("drop"));
            drop("one.csv", "SMSR-1");
            Path filler = disk.resolve("filler");
            fill(filler);
            Ran ran;
            int steps = 0;
            do {
                ran = once("--marker", ".smsr");
                assertThat(Stream.of(drop.resolve("one.csv"), drop.resolve("sent/one.csv"))
                                .filter(Files::exists))
                        .as(ran.err())
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(file).hasContent(ADT_FILE));
                assertThat(acting.acts()).isLessThanOrEqualTo(1);
                if (ran.status() != 0) {
                    assertThat(ran.err()).contains("No space left");
                    free(filler, PAGE);
                    steps++;
                }
            } while (ran.status() != 0);

            assertThat(steps).as("the disk was full").isPositive();
            assertThat(acting.acts()).isEqualTo(1);
            assertThat(drop.resolve("sent/one.csv.receipt.p7m")).isNotEmptyFile();
            assertThat(names(drop)).isEmpty();
        } finally {
            runs("umount", disk.toString());
        }
    }

    private static boolean runs(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void fill(Path filler) throws IOException {
        try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                channel.write(ByteBuffer.allocate(PAGE));
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void free(Path filler, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - bytes);
        }
    }

    @Test
    void json_hasALineForEachState() throws Exception {
        adt.gateway.answer(request -> request.text().contains("SMSR-BAD")
                ? Answer.problem(403, "SIGNER_NOT_PERMITTED", "WORKFLOW")
                : acting.to(request));
        drop("a-bad.csv", "SMSR-BAD");
        drop("GOOD.CSV", "SMSR-1");
        Files.writeString(drop.resolve("table.xlsx"), "PK");

        Ran ran = once("--json");

        List<JsonNode> events = ran.out().lines().map(WatchTest::json).toList();
        assertThat(events.stream().map(each -> each.at("/event").asText()))
                .containsExactlyInAnyOrder("DELIVERED", "REFUSED", "WAITING");
        assertThat(events)
                .allSatisfy(event -> assertThat(event.at("/time").asText()).endsWith("Z"));
        for (JsonNode event : events) {
            switch (event.at("/event").asText()) {
                case "DELIVERED" -> {
                    assertThat(event.at("/submissionId").asText()).isNotEmpty();
                    assertThat(Path.of(event.at("/receipt").asText())).isNotEmptyFile();
                }
                case "REFUSED" -> {
                    assertThat(event.at("/problem/code").asText()).isEqualTo("SIGNER_NOT_PERMITTED");
                    assertThat(Path.of(event.at("/report").asText()))
                            .content()
                            .contains("Sending the same again does not help")
                            .doesNotContain("Fix the file");
                }
                default -> {
                    assertThat(event.at("/subject").asText()).isEqualTo("table.xlsx");
                    assertThat(event.at("/code").asText()).isEqualTo("NOT_CSV");
                }
            }
        }
    }

    /** The sender pauses in the middle, for less than the time of quiet. */
    @Test
    void aFileThatGrows_isDeliveredWhole() throws Exception {
        Path growing = drop.resolve("growing.csv");
        Files.writeString(growing, ADT_FILE);
        Thread sender = new Thread(() -> {
            for (int row = 0; row < 5; row++) {
                sleep(500);
                append(growing, "70-B3-D5-1F-30-00-A0-01," + row + "\r\n");
            }
        });
        sender.start();

        Ran ran = once("--sign", "--reference", "SMSR-1", "--quiet", "2s");
        sender.join();

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(Files.readString(drop.resolve("sent/growing.csv"))).endsWith(",4\r\n");
        assertThat(adt.gateway.asked().stream()
                        .filter(each -> each.path().equals("/v1/submissions"))
                        .map(each -> each.text()))
                .hasSize(1)
                .allSatisfy(text -> assertThat(text).contains(",4\r\n"));
    }

    /** A signature proves what it is for: half of a file is not sent, and not moved under its writer. */
    @Test
    void halfAFile_withTheSignatureOfTheWhole_waits() throws Exception {
        drop("half.csv", "SMSR-1");
        Files.writeString(drop.resolve("half.csv"), "UserID,Comment\r\n");

        Ran half = once();
        assertThat(half.status()).isEqualTo(7);
        assertThat(half.err()).contains("half.csv has a signature for other bytes");
        assertThat(adt.gateway.asked()).isEmpty();

        Files.writeString(drop.resolve("half.csv"), ADT_FILE);
        assertThat(once().status()).isZero();
        assertThat(drop.resolve("sent/half.csv")).hasContent(ADT_FILE);
    }

    @Test
    void anEmptyFile_waits() throws Exception {
        Files.createFile(drop.resolve("empty.csv"));

        Ran ran = once(SIGN);

        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.err()).contains("empty.csv is empty");
        assertThat(drop.resolve("empty.csv")).exists();
        Files.writeString(drop.resolve("empty.csv"), ADT_FILE);
        assertThat(once(SIGN).status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-365L * 86_400, 3 * 3600, 365L * 86_400})
    void theTimeOfAFile_doesNotMatter(long seconds) throws Exception {
        Path file = Files.writeString(drop.resolve("file.csv"), ADT_FILE);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));

        assertThat(once(SIGN).status()).isZero();

        assertThat(drop.resolve("sent/file.csv")).exists();
    }

    /** A program still has the file open when it has been delivered, and writes on. */
    @Test
    void aFileThatIsWrittenToAfterItsDelivery_isAnAlarm() throws Exception {
        Path file = Files.writeString(drop.resolve("late.csv"), ADT_FILE);
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.APPEND)) {
            assertThat(once(SIGN).status()).isZero();
            assertThat(once(SIGN).status()).as("nothing has changed").isZero();
            open.write(StandardCharsets.US_ASCII.encode("70-B3-D5-1F-30-00-A0-02,\r\n"));
        }

        Ran ran = once("--json");

        assertThat(ran.status()).isEqualTo(8);
        assertThat(json(ran.out().lines().findFirst().orElseThrow())
                        .at("/event")
                        .asText())
                .isEqualTo("CHANGED_AFTER_DELIVERY");
        assertThat(drop.resolve("sent/late.csv")).hasContent(ADT_FILE);
        assertThat(drop.resolve("late.csv")).content().contains("A0-02");
        assertThat(acting.acts()).isEqualTo(1);

        assertThat(once(SIGN).status()).as("it is another file now").isZero();
        assertThat(drop.resolve("sent/2-late.csv")).content().contains("A0-02");
        assertThat(acting.acts()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({".ready,marked.csv.ready", ".smsr,marked.csv.smsr"})
    void aMarker_tellsThatAFileIsWhole(String marker, String name) throws Exception {
        Files.writeString(drop.resolve("marked.csv"), ADT_FILE);
        Ran without = once("--sign", "--reference", "SMSR-1", "--marker", marker);
        assertThat(without.status()).isEqualTo(7);
        assertThat(without.err()).contains("marked.csv waits for " + name);

        Files.writeString(drop.resolve(name), "SMSR-7");
        Ran ran = once("--sign", "--reference", "SMSR-1", "--marker", marker);

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(drop.resolve("sent/marked.csv")).exists();
        assertThat(names(drop)).isEmpty();
        assertThat(once("--marker", "maybe").err()).contains("no marker");
    }

    @Test
    void aRenameIntoPlace_tellsThatAFileIsWhole() throws Exception {
        Files.writeString(drop.resolve("renamed.csv.part"), ADT_FILE);
        assertThat(once("--sign", "--reference", "SMSR-1", "--marker", "rename").status())
                .isZero();
        assertThat(acting.acts()).isZero();

        Files.move(drop.resolve("renamed.csv.part"), drop.resolve("renamed.csv"));
        assertThat(once("--sign", "--reference", "SMSR-1", "--marker", "rename").status())
                .isZero();
        assertThat(drop.resolve("sent/renamed.csv")).exists();
    }

    /** A wrong reference, corrected; and a signer that was registered meanwhile: the same signed file, asked again. */
    @Test
    void aRefusal_hasNoMemory() throws Exception {
        adt.gateway.answer(
                request -> request.text().contains("SMSR-1") || request.path().endsWith("/receipt")
                        ? acting.to(request)
                        : Answer.problem(422, "SIGNER_UNKNOWN", "WORKFLOW"));
        drop("file.csv", "SMSR-9");
        assertThat(once().status()).isEqualTo(3);
        Path report = drop.resolve("refused/file.csv.report.txt");
        assertThat(report).content().contains("put the same files into the folder again");

        for (String name : List.of("file.csv", "file.csv.p7s", "file.csv.report.txt")) {
            Files.move(drop.resolve("refused").resolve(name), drop.resolve(name));
        }
        Files.writeString(drop.resolve("file.csv.smsr"), "SMSR-1");
        Ran again = once();

        assertThat(again.status()).as(again.err()).isZero();
        assertThat(drop.resolve("sent/file.csv")).exists();
        assertThat(acting.acts()).isEqualTo(1);
    }

    /** As Notepad and PowerShell write it. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aReference_isReadInWhateverEncoding(String charset) throws Exception {
        drop("file.csv", "");
        Files.write(drop.resolve("file.csv.smsr"), "\ufeffSMSR-42\r\n".getBytes(charset));

        assertThat(once().status()).isZero();

        assertThat(adt.gateway.asked().get(0).text()).contains("\r\n\r\nSMSR-42\r\n");
    }

    @Test
    void aReferenceThatCannotBeOne_isNamedBeforeAnythingIsSent() throws Exception {
        drop("file.csv", "see my e-mail of Monday");

        Ran ran = once();

        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.err()).contains("file.csv.smsr has no reference of a service request", "see my e-mail");
        assertThat(adt.gateway.asked()).isEmpty();
    }

    @Test
    void oneFilesTrouble_isNotThatOfTheOthers() throws Exception {
        drop("a.csv", "SMSR-1");
        Files.delete(drop.resolve("a.csv.p7s"));
        Files.createDirectory(drop.resolve("a.csv.p7s"));
        drop("b.csv", "SMSR-1");
        Files.writeString(drop.resolve("c.xlsx"), "PK");
        drop("d.csv", "SMSR-1");
        Files.copy(drop.resolve("d.csv"), drop.resolve("e.csv"));
        Files.copy(drop.resolve("d.csv.p7s"), drop.resolve("e.csv.p7s"));
        Files.writeString(drop.resolve("e.csv.smsr"), "SMSR-1");

        Ran ran = once();

        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.err())
                .contains("a.csv cannot be taken up", "c.xlsx is not a CSV file")
                .contains("e.csv has the same signature as d.csv");
        assertThat(drop.resolve("sent/b.csv")).exists();
        assertThat(drop.resolve("sent/d.csv")).exists();
    }

    /** As with a file that a spreadsheet program has open on Windows. */
    @Test
    void aFileThatCannotBeMoved_isDeliveredAndAnnouncedOnce() throws Exception {
        drop("open.csv", "SMSR-1");
        Path obstacle = Files.createDirectories(drop.resolve(".outbox/aside")
                .resolve(Outbox.nameOf(Files.readAllBytes(drop.resolve("open.csv.p7s"))) + ".csv/x"));

        Ran first = once();
        Ran second = once();

        assertThat(first.status()).isEqualTo(7);
        assertThat(first.out()).contains("Delivered: open.csv");
        assertThat(first.err()).contains("open.csv is done with (see sent/open.csv), but cannot be moved away");
        assertThat(drop.resolve("sent/open.csv.receipt.p7m")).exists();
        assertThat(second.status()).isEqualTo(7);
        assertThat(second.out()).doesNotContain("Delivered");
        assertThat(acting.acts()).isEqualTo(1);

        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        Ran third = once();
        assertThat(third.status()).isZero();
        assertThat(third.out()).doesNotContain("Delivered");
        assertThat(names(drop)).isEmpty();
        assertThat(acting.acts()).isEqualTo(1);
    }

    @Test
    void theLongestNames_areDelivered() throws Exception {
        String name = "ADT_" + "\u00e4\u4e2d".repeat(49) + "ab.csv";
        Files.writeString(drop.resolve(name), ADT_FILE);

        Ran ran = once(SIGN);

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(drop.resolve("sent").resolve(name)).hasContent(ADT_FILE);
        assertThat(SignatureFiles.receiptOf(drop.resolve("sent").resolve(name))).isNotEmptyFile();
        assertThat(names(drop)).isEmpty();
    }

    @Test
    void aSignatureWithoutItsFile_stays() throws Exception {
        drop("early.csv", "SMSR-1");
        Files.delete(drop.resolve("early.csv"));

        assertThat(once().status()).isZero();

        assertThat(drop.resolve("early.csv.p7s")).exists();
    }

    /** The answer is lost; then the Party may not submit any more. Nobody knows, and so it is not refused. */
    @Test
    void aFileThatMayHaveBeenDelivered_isNotRefused() throws Exception {
        drop("lost.csv", "SMSR-1");
        adt.gateway.answer(request -> {
            acting.to(request);
            return Answer.silence();
        });
        assertThat(once().status()).isEqualTo(4);
        adt.gateway.answer(request -> Answer.problem(403, "FILE_TYPE_NOT_PERMITTED", "WORKFLOW"));
        assertThat(once().status()).isEqualTo(4);
        assertThat(names(drop.resolve("refused"))).isEmpty();

        adt.gateway.answer(acting);
        assertThat(once().status()).isZero();
        assertThat(drop.resolve("sent/lost.csv")).exists();
        assertThat(acting.acts()).isEqualTo(1);
    }

    /** Nothing was sent yet: what is in the folder counts. */
    @Test
    void aFileThatIsReplacedDuringAnOutage_isDeliveredAsItIsNow() throws Exception {
        Files.writeString(drop.resolve("file.csv"), ADT_FILE);
        adt.gateway.answer(
                request -> Answer.problem(503, "UNAVAILABLE", "RETRY").with("Retry-After", "120"));
        assertThat(once(SIGN).status()).isEqualTo(5);
        Files.writeString(drop.resolve("file.csv"), ADT_FILE + "70-B3-D5-1F-30-00-A0-02,\r\n");
        adt.gateway.answer(acting);

        assertThat(once(SIGN).status()).isZero();

        assertThat(drop.resolve("sent/file.csv")).content().contains("A0-02");
        assertThat(acting.acts()).isEqualTo(1);
    }

    @Test
    void aSecondProcess_isRefused() throws Exception {
        Path outbox = Files.createDirectories(drop.resolve(".outbox"));
        try (FileChannel channel =
                        FileChannel.open(outbox.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();

            Ran ran = once();

            assertThat(ran.status()).isEqualTo(2);
            assertThat(ran.err()).contains("Another 'adt watch' is running");
        }
        assertThat(once().status()).isZero();
        assertThat(adt.run("watch", folder.resolve("absent"), "--once").err()).contains("There is no folder");
    }

    @Test
    void pauses_growToABound_andAreAsLongAsTheGatewayAsks() {
        Pauses pauses = new Pauses();
        assertThat(pauses.next(Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(10));
        for (int attempt = 0; attempt < 20; attempt++) {
            pauses.next(null);
        }
        assertThat(pauses.next(null)).isEqualTo(Duration.ofMinutes(5));
        pauses.reset();
        assertThat(pauses.next(null)).isEqualTo(Duration.ofSeconds(2));
    }

    private Ran once(String... options) {
        return adt.run(Stream.concat(Stream.of("watch", drop, "--once"), Stream.of(options))
                .toArray());
    }

    private void drop(String name, String smsr) throws Exception {
        Path dropped = Files.writeString(drop.resolve(name), ADT_FILE);
        Files.writeString(drop.resolve(name + ".smsr"), smsr);
        assertThat(adt.run("sign", dropped).status()).isZero();
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

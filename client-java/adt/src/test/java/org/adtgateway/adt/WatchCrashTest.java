package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.TestGateway;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestGateway.Asked;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestReceipts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills {@code adt watch} at random moments, while senders pause in the middle of a file, truncate it, rename it into place and replace it. With
 * {@code -Dwatch.kills=300} it does so longer.
 */
class WatchCrashTest {
    private static final int KILLS = Integer.getInteger("watch.kills", 8);
    private static final long SEED = Long.getLong("watch.seed", System.nanoTime());
    private static final String BEGIN = "UserID,Comment\r\n";
    private static final String END = "70-B3-D5-1F-30-00-A0-01,end\r\n";

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, String> lastWhole = new ConcurrentHashMap<>();

    /** Answers as the gateway does, attests what it was sent, and keeps all of it. */
    private static final class Recorder implements TestGateway.Answers {
        private final CommandLineFixture adt;
        private final Map<String, String> idOfAct = new HashMap<>();
        private final Map<String, String> contentOfId = new HashMap<>();

        Recorder(CommandLineFixture adt) {
            this.adt = adt;
        }

        @Override
        public synchronized Answer to(Asked request) {
            if (request.path().equals("/v1/submissions")) {
                String act = part(request.text(), "signature");
                boolean known = idOfAct.containsKey(act);
                String id =
                        idOfAct.computeIfAbsent(act, key -> UUID.randomUUID().toString());
                contentOfId.put(id, part(request.text(), "file"));
                return Answer.json(known ? 200 : 201, TestJson.submission(id, "RECEIVED"));
            }
            String id = Path.of(request.path()).getName(2).toString();
            byte[] file = contentOfId.getOrDefault(id, "").getBytes(StandardCharsets.UTF_8);
            return Answer.bytes(TestReceipts.sign(adt.receipts, TestReceipts.json(id, file)));
        }

        private static String part(String form, String name) {
            int at = form.indexOf("name=\"" + name + "\"");
            int begin = form.indexOf("\r\n\r\n", at) + 4;
            return form.substring(begin, form.indexOf("\r\n--", begin));
        }

        synchronized List<String> contents() {
            return List.copyOf(contentOfId.values());
        }
    }

    @Test
    void watch_killedAtAnyMoment_deliversWholeFilesOnce() throws Exception {
        try (CommandLineFixture adt = new CommandLineFixture(folder)) {
            Recorder recorder = new Recorder(adt);
            adt.gateway.answer(recorder);
            Path drop = Files.createDirectory(folder.resolve("drop"));
            Senders senders = new Senders(drop, random);
            for (int kill = 0; kill < KILLS; kill++) {
                Process watch = watch();
                senders.run(kill);
                assertThat(watch.waitFor(1000 + random.nextInt(5000), TimeUnit.MILLISECONDS))
                        .as(() -> output(watch))
                        .isFalse();
                watch.destroyForcibly().waitFor();
            }
            assertThat(drain(adt, drop)).as("seed %s", SEED).isTrue();

            assertThat(recorder.contents())
                    .as("whole, and each once; seed %s", SEED)
                    .doesNotHaveDuplicates()
                    .allSatisfy(content -> assertThat(content).startsWith(BEGIN).endsWith(END));
            requireInSent(drop, adt);
        }
    }

    /** Every file is in sent, with the receipt of its bytes, and what was there last of each is among them. */
    private void requireInSent(Path drop, CommandLineFixture adt) throws IOException {
        ReceiptVerifier verifier = ReceiptVerifier.trusting(List.of(adt.receiptPki.root()));
        Map<String, String> sent = new HashMap<>();
        for (Path file : csv(drop.resolve("sent"))) {
            String content = Files.readString(file);
            assertThat(sent.put(content, file.toString()))
                    .as("%s, seed %s", file, SEED)
                    .isNull();
            assertThat(verifier.verify(Files.readAllBytes(SignatureFiles.receiptOf(file)))
                            .isFor(content.getBytes(StandardCharsets.UTF_8)))
                    .as("%s, seed %s", file, SEED)
                    .isTrue();
        }
        assertThat(csv(drop.resolve("refused"))).isEmpty();
        assertThat(sent.keySet()).as("seed %s", SEED).containsAll(lastWhole.values());
    }

    private boolean drain(CommandLineFixture adt, Path drop) throws IOException {
        for (int attempt = 0; attempt < 5 && !csv(drop).isEmpty(); attempt++) {
            adt.run("watch", drop, "--once", "--sign", "--reference", "SMSR-1", "--quiet", "1s");
        }
        return csv(drop).isEmpty();
    }

    private static List<Path> csv(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        }
    }

    private Process watch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Adt.class.getName(),
                        "watch",
                        folder.resolve("drop").toString(),
                        "--sign",
                        "--reference",
                        "SMSR-1",
                        "--quiet",
                        "1s")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("watch.log").toFile());
        builder.environment().put("ADT_CONFIG", folder.resolve("adt.properties").toString());
        return builder.start();
    }

    private String output(Process watch) {
        try {
            return "exit " + watch.exitValue() + ": " + Files.readString(folder.resolve("watch.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts files into the folder in the ways that programs do; none pauses for as long as a file must be quiet. */
    private final class Senders {
        private final Path drop;
        private final Random chance;
        private int number;

        Senders(Path drop, Random chance) {
            this.drop = drop;
            this.chance = chance;
        }

        void run(int round) throws IOException, InterruptedException {
            Path file = drop.resolve("f" + round + ".csv");
            switch (round % 4) {
                case 0 -> pausing(file);
                case 1 -> truncating(file);
                case 2 -> renaming(file);
                default -> replacing(drop.resolve("f" + Math.max(0, round - 3) + ".csv"));
            }
        }

        private String whole(Path file) {
            number++;
            String content = BEGIN + "70-B3-D5-1F-30-00-A0-01," + file.getFileName() + " " + number + "\r\n" + END;
            lastWhole.put(String.valueOf(file.getFileName()), content);
            return content;
        }

        private void pausing(Path file) throws IOException, InterruptedException {
            String content = whole(file);
            int half = BEGIN.length() + chance.nextInt(10);
            Files.writeString(file, content.substring(0, half), StandardOpenOption.CREATE);
            Thread.sleep(chance.nextInt(500));
            Files.writeString(file, content.substring(half), StandardOpenOption.APPEND);
        }

        private void truncating(Path file) throws IOException, InterruptedException {
            Files.writeString(file, BEGIN + "half of another version");
            Thread.sleep(chance.nextInt(500));
            Files.writeString(file, "");
            Thread.sleep(chance.nextInt(300));
            Files.writeString(file, whole(file));
        }

        private void renaming(Path file) throws IOException {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, whole(file));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }

        /** Another whole version takes the place of the first, wherever that is by now. */
        private void replacing(Path file) throws IOException {
            renaming(file);
        }
    }
}

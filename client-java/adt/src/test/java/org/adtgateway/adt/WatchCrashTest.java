package org.adtgateway.adt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.TestGateway;
import org.adtgateway.client.TestGateway.Answer;
import org.adtgateway.client.TestGateway.Asked;
import org.adtgateway.client.TestJson;
import org.adtgateway.client.TestReceipts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills {@code adt watch} at random moments, while a sender pauses in the middle of a file, truncates it, renames it into place and replaces it. The profile {@code
 * faults} does so 300 times.
 */
class WatchCrashTest {
    private static final int FEW = 8;
    /** Each such kill comes at any time, also before the command has begun. */
    private static final int ANY_TIME = 3;
    /** A file takes two: it is submitted, and its receipt fetched. */
    private static final int CALLS = 8;
    /** How many files may wait, so that a slow machine is not swamped. */
    private static final int MANY = 12;

    private static final int KILLS = Integer.getInteger("watch.kills", 300);
    private static final long SEED = Long.getLong("watch.seed", System.nanoTime());
    /** How long a file has to be quiet. The sender pauses for less within a file. */
    private static final Duration QUIET = Duration.ofMillis(Integer.getInteger("watch.quiet", 1000));

    private static final String BEGIN = "UserID,Comment\r\n";
    private static final String END = "70-B3-D5-1F-30-00-A0-01,end\r\n";

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    /** Answers as the gateway does, attests what it was sent, and keeps all of it. */
    private static final class Recorder implements TestGateway.Answers {
        private final CommandLineFixture adt;
        private final Map<String, String> idOfAct = new HashMap<>();
        private final Map<String, String> contentOfId = new HashMap<>();
        private final Semaphore asked = new Semaphore(0);
        private int repeated;

        Recorder(CommandLineFixture adt) {
            this.adt = adt;
        }

        @Override
        public synchronized Answer to(Asked request) {
            asked.release();
            if (request.path().equals("/v1/submissions")) {
                String act = part(request.text(), "signature");
                boolean known = idOfAct.containsKey(act);
                repeated += known ? 1 : 0;
                String id =
                        idOfAct.computeIfAbsent(act, key -> UUID.randomUUID().toString());
                contentOfId.put(id, part(request.text(), "file"));
                return Answer.json(known ? 200 : 201, TestJson.submission(id, "RECEIVED"));
            }
            String id = Path.of(request.path()).getName(2).toString();
            byte[] file = contentOfId.getOrDefault(id, "").getBytes(StandardCharsets.UTF_8);
            return Answer.bytes(TestReceipts.sign(adt.receipts, TestReceipts.json(id, file)));
        }

        /** Waits until it has been called so many times. */
        void awaitCalls(int calls, Process by) throws InterruptedException {
            asked.drainPermits();
            for (int seconds = 0; !asked.tryAcquire(calls, 1, TimeUnit.SECONDS); seconds++) {
                assertThat(by.isAlive()).isTrue();
                assertThat(seconds).as("seconds without a call").isLessThan(300);
            }
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
        killAndLookAtWhatWasDelivered(FEW);
    }

    @Test
    @Tag("faults")
    void watch_killedManyTimes_deliversWholeFilesOnce() throws Exception {
        killAndLookAtWhatWasDelivered(KILLS);
    }

    private void killAndLookAtWhatWasDelivered(int kills) throws Exception {
        try (CommandLineFixture adt = new CommandLineFixture(folder)) {
            Recorder recorder = new Recorder(adt);
            adt.gateway.answer(recorder);
            Path drop = Files.createDirectory(folder.resolve("drop"));
            Sender sender = new Sender(drop, new Random(random.nextLong()));
            Thread sending = new Thread(sender, "sender");
            sending.start();
            for (int kill = 0; kill < kills; kill++) {
                Process watch = watch();
                try {
                    // some at any time, and most while it sends, keeps receipts and moves
                    if (kill % ANY_TIME != 0) {
                        recorder.awaitCalls(1 + random.nextInt(CALLS), watch);
                    }
                    assertThat(watch.waitFor(random.nextInt(kill % ANY_TIME == 0 ? 5000 : 500), TimeUnit.MILLISECONDS))
                            .as(() -> output(watch))
                            .isFalse();
                } finally {
                    watch.destroyForcibly().waitFor();
                }
            }
            sender.stop = true;
            sending.join();
            assertThat(sender.failure).isNull();
            assertThat(drain(adt, drop)).as("seed %s", SEED).isTrue();

            List<String> delivered = recorder.contents();
            System.out.printf(
                    "%d kills, seed %d: %d files begun by the sender, %d delivered, %d acts sent again, %d writes held up%n",
                    kills, SEED, sender.number, delivered.size(), recorder.repeated, sender.heldUp.size());
            assertThat(delivered).as("each once; seed %s", SEED).doesNotHaveDuplicates();
            assertThat(delivered).hasSizeGreaterThan(kills / 2);
            assertThat(delivered)
                    .as("whole; seed %s", SEED)
                    .allSatisfy(content ->
                            assertThat(isWhole(content, sender)).as(content).isTrue());
            requireInSent(drop, adt, delivered, sender);
        }
    }

    private static boolean isWhole(String content, Sender sender) {
        return (content.startsWith(BEGIN) && content.endsWith(END)) || sender.heldUp.contains(content);
    }

    /** What was delivered is in sent, with the receipt of its bytes, and nothing else is; what was there last of each file is among it. */
    private void requireInSent(Path drop, CommandLineFixture adt, List<String> delivered, Sender sender)
            throws IOException {
        ReceiptVerifier verifier = ReceiptVerifier.trusting(List.of(adt.receiptPki.root()));
        List<String> sent = new ArrayList<>();
        for (Path file : csv(drop.resolve("sent"))) {
            byte[] content = Files.readAllBytes(file);
            sent.add(new String(content, StandardCharsets.UTF_8));
            assertThat(verifier.verify(Files.readAllBytes(SignatureFiles.receiptOf(file)))
                            .isFor(content))
                    .as("%s, seed %s", file, SEED)
                    .isTrue();
        }
        assertThat(sent).as("seed %s", SEED).containsExactlyInAnyOrderElementsOf(delivered);
        assertThat(sent).as("seed %s", SEED).containsAll(sender.lastWhole.values());
        assertThat(csv(drop.resolve("refused"))).isEmpty();
        assertThat(csv(drop)).isEmpty();
    }

    private Path log() {
        return folder.resolve("watch.log");
    }

    private boolean drain(CommandLineFixture adt, Path drop) throws IOException {
        for (int attempt = 0; attempt < 5 && !csv(drop).isEmpty(); attempt++) {
            adt.run("watch", drop, "--once", "--sign", "--reference", "SMSR-1", "--quiet", quiet());
        }
        return csv(drop).isEmpty();
    }

    private static String quiet() {
        return Math.max(1, QUIET.toSeconds()) + "s";
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
                        "-XX:+UseSerialGC",
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
                        quiet())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().put("ADT_CONFIG", folder.resolve("adt.properties").toString());
        return builder.start();
    }

    private String output(Process watch) {
        try {
            return "exit " + watch.exitValue() + ": " + Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts files into the folder in the ways that programs do, all the while. */
    private static final class Sender implements Runnable {
        private static final int KINDS = 4;

        private final Path drop;
        private final Random chance;
        private final Map<String, String> lastWhole = new HashMap<>();
        /** What lay there for longer than a file has to be quiet, as this machine was busy: nobody could know that it was not whole. */
        private final Set<String> heldUp = new HashSet<>();

        private volatile boolean stop;
        private int number;
        private @Nullable Exception failure;

        Sender(Path drop, Random chance) {
            this.drop = drop;
            this.chance = chance;
        }

        @Override
        public void run() {
            try {
                int round = 0;
                while (!stop) {
                    if (csv(drop).size() < MANY) {
                        send(round++);
                    }
                    Thread.sleep(400 + chance.nextInt(1600));
                }
            } catch (IOException | InterruptedException e) {
                failure = e;
            }
        }

        private void send(int round) throws IOException, InterruptedException {
            Path file = drop.resolve("f" + round + ".csv");
            switch (round % KINDS) {
                case 0 -> pausing(file);
                case 1 -> truncating(file);
                case 2 -> renaming(file);
                // another whole version takes the place of an earlier one, wherever that is by now
                default -> renaming(drop.resolve("f" + (round - KINDS + 1) + ".csv"));
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
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(channel, content.substring(0, half));
                pause(content.substring(0, half));
                write(channel, content.substring(half));
            }
        }

        private void truncating(Path file) throws IOException, InterruptedException {
            String other = BEGIN + "half of another version " + number;
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(channel, other);
                pause(other);
                channel.truncate(0);
                channel.position(0);
                Thread.sleep(chance.nextInt(300));
                write(channel, whole(file));
            }
        }

        private static void write(FileChannel channel, String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        private void pause(String half) throws InterruptedException {
            long start = System.nanoTime();
            Thread.sleep(chance.nextInt(700));
            if (System.nanoTime() - start > QUIET.toNanos() * 9 / 10) {
                heldUp.add(half);
            }
        }

        private void renaming(Path file) throws IOException {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, whole(file));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}

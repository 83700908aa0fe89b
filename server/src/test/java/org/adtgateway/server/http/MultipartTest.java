package org.adtgateway.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static final List<PartRule> RULES = List.of(
            PartRule.requiredField("fileType"),
            new PartRule("file", 1_000_000, ProblemCode.FILE_TOO_LARGE, true),
            PartRule.optionalField("clientReference"));

    @TempDir
    private Path folder;

    @Test
    void read_givesEachPartAsItCame() {
        MultipartForm parts = read(part("fileType", "ADT") + file("a.csv", "one\r\ntwo") + end());
        assertThat(parts.text("fileType")).contains("ADT");
        assertThat(parts.get("file").spool().bytes()).isEqualTo("one\r\ntwo".getBytes(UTF_8));
        assertThat(parts.get("file").fileName()).isEqualTo("a.csv");
        assertThat(parts.find("clientReference")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 64, 1000})
    void read_keepsEveryByteHoweverTheNetworkCutsThem(int pieceBytes) throws IOException {
        // content full of what resembles a boundary
        Random random = new Random(7);
        String alphabet = "\r\n-Xx\0\u00ff";
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            content.append(alphabet.charAt(random.nextInt(alphabet.length())));
            if (random.nextInt(50) == 0) {
                content.append("\r\n--X-not");
            }
        }
        String body = part("fileType", "ADT") + file("a.csv", content.toString()) + end();
        try (MultipartForm parts =
                multipart(new Dribble(body.getBytes(ISO_8859_1), pieceBytes)).read(RULES)) {
            assertThat(parts.get("file").spool().bytes())
                    .isEqualTo(content.toString().getBytes(ISO_8859_1));
        }
    }

    @Test
    void read_putsALargePartOnDiskWithoutAName() throws IOException {
        String content = "0123456789".repeat(90_000);
        try (MultipartForm parts = multipart(part("fileType", "ADT") + file("a.csv", content) + end())
                .read(RULES)) {
            Spool spool = parts.get("file").spool();
            assertThat(spool.size()).isEqualTo(900_000);
            try (InputStream first = spool.open();
                    InputStream second = spool.open()) {
                assertThat(first.readNBytes(10)).isEqualTo(second.readNBytes(10));
            }
            assertThat(spool.bytes()).isEqualTo(content.getBytes(UTF_8));
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void read_refusesAPartOverItsLimitByTheRulesOwnCode() {
        String most = "x".repeat(1_000_000);
        assertThat(read(part("fileType", "ADT") + file("a", most) + end())
                        .get("file")
                        .spool()
                        .size())
                .isEqualTo(1_000_000);
        refuses(part("fileType", "ADT") + file("a", most + "x") + end(), ProblemCode.FILE_TOO_LARGE, "1000000");
        refuses(part("fileType", "x".repeat(4097)) + file("a", "b") + end(), ProblemCode.FIELD_TOO_LARGE, "fileType");
    }

    @Test
    void read_refusesAMissingPart() {
        refuses(part("fileType", "ADT") + end(), ProblemCode.MISSING_PART, "'file'");
    }

    @Test
    void read_refusesAnUnknownPartAndNamesTheKnownOnes() {
        refuses(part("filetype", "ADT") + end(), ProblemCode.UNEXPECTED_PART, "fileType, file, clientReference");
    }

    @Test
    void read_refusesARepeatedPart() {
        refuses(part("fileType", "ADT") + part("fileType", "ADT") + end(), ProblemCode.UNEXPECTED_PART, "twice");
    }

    @Test
    void read_refusesAPartWithoutAName() {
        refuses("--XX\r\nContent-Type: text/plain\r\n\r\nhello\r\n" + end(), ProblemCode.MALFORMED_REQUEST, "no name");
    }

    @Test
    void read_refusesABodyThatWasCut() {
        String whole = part("fileType", "ADT") + file("a.csv", "content") + end();
        for (int length = 0; length < whole.length() - 4; length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void read_refusesWhatIsNotMultipart() {
        refuses("{\"fileType\": \"ADT\"}", ProblemCode.MALFORMED_REQUEST, "boundary");
        refuses("", ProblemCode.MALFORMED_REQUEST, "boundary");
    }

    @Test
    void read_boundsWhatStandsAroundTheParts() {
        refuses("x".repeat(2_000_000), ProblemCode.REQUEST_TOO_LARGE, "between");
        refuses(
                "--XX\r\nContent-Disposition: form-data; name=\"file\"\r\nX-Long: " + "y".repeat(10_000) + "\r\n\r\n",
                ProblemCode.MALFORMED_REQUEST,
                "headers");
    }

    @Test
    void text_refusesWhatIsNotUtf8() {
        MultipartForm parts = read(part("fileType", "\u00ff\u00fe") + file("a", "b") + end());
        assertThatThrownBy(() -> parts.text("fileType"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.INVALID_PART));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "C:\\temp\\passwd", "/passwd"})
    void fileName_isNeverAPath(String offered) {
        MultipartForm parts = read(part("fileType", "ADT") + file(offered, "b") + end());
        assertThat(parts.get("file").fileName()).isEqualTo("passwd");
    }

    private void refuses(String body, ProblemCode code, String detail) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.detail()).contains(detail);
        });
    }

    private MultipartForm read(String body) {
        return multipart(body).read(RULES);
    }

    private Multipart multipart(String body) {
        return multipart(new ByteArrayInputStream(body.getBytes(ISO_8859_1)));
    }

    private Multipart multipart(InputStream body) {
        return new Multipart(body, "XX", folder);
    }

    private static String part(String name, String value) {
        return "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String fileName, String content) {
        return "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName.replace("\\", "\\\\")
                + "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n";
    }

    private static String end() {
        return "--XX--\r\n";
    }

    /** Gives only so many bytes at a time. */
    private static final class Dribble extends ByteArrayInputStream {
        private final int piece;

        Dribble(byte[] bytes, int piece) {
            super(bytes);
            this.piece = piece;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, piece));
        }
    }
}

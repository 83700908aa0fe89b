package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each rule of the documents a file that breaks it and no other, and every word of the report that it must get. To renew the reports
 * after a change that is meant, run this test with {@code -Dgolden.write=<the folder of the golden files>} and read the difference.
 */
class GoldenFilesTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final FileLimits SMALL = new FileLimits(20, 900, 1000, 1000);

    static Stream<String> rules() {
        return Stream.of(FileType.values())
                .flatMap(type -> FileFormats.bundled().prepared(type).format().rules().keySet().stream())
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aFileThatBreaksOneRuleIsReportedWithThatRuleAndItsRemedy(String rule) throws IOException {
        FileType type = rule.startsWith("eq.") ? FileType.EXIT_QUARANTINE : FileType.ADT;

        FileReport report = Checks.check(FileFormats.bundled(), SMALL, type, resource(rule + ".csv"));

        String json = JSON.writeValueAsString(report.violations()) + "\n";
        String folder = System.getProperty("golden.write");
        if (folder != null) {
            Files.writeString(Path.of(folder, rule + ".json"), json);
        }
        assertThat(Checks.codes(report)).isNotEmpty().containsOnly(rule);
        assertThat(json).isEqualTo(new String(resource(rule + ".json"), java.nio.charset.StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/fileformat/golden/" + name)) {
            assertThat(in).as("golden file " + name).isNotNull();
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }
}

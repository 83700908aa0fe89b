package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.adtgateway.testing.Suites;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The files of csv-spectrum (github.com/max-mapper/csv-spectrum), which stand beside the checkout and not in it. */
class CsvSpectrumTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @TestFactory
    Stream<DynamicTest> fileMeansWhatItsJsonSays() throws IOException {
        Path files = Suites.require("csv-spectrum/csvs");
        List<Path> found;
        try (Stream<Path> listed = Files.list(files)) {
            found = listed.sorted().toList();
        }
        assertThat(found).hasSize(12);
        return found.stream()
                .map(file -> DynamicTest.dynamicTest(
                        String.valueOf(file.getFileName()),
                        () -> assertThat(correct(file, records(file))).isEqualTo(expected(file))));
    }

    /** The suite's JSON of one file has another telephone number than its CSV. */
    private static List<Map<String, String>> correct(Path file, List<Map<String, String>> records) {
        if (file.endsWith("location_coordinates.csv")) {
            records.forEach(each -> each.replace("Contact Phone Number", "2095257564", "1234567890"));
        }
        return records;
    }

    private static List<Map<String, String>> expected(Path file) throws IOException {
        Path json = Suites.require("csv-spectrum/json")
                .resolve(String.valueOf(file.getFileName()).replace(".csv", ".json"));
        return JSON.readerFor(new TypeReference<List<Map<String, String>>>() {})
                .with(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .readValue(json.toFile());
    }

    private static List<Map<String, String>> records(Path file) throws IOException {
        List<List<String>> rows = Rows.of(Files.readAllBytes(file));
        List<Map<String, String>> records = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            assertThat(row).hasSameSizeAs(rows.get(0));
            Map<String, String> fields = new LinkedHashMap<>();
            for (int field = 0; field < row.size(); field++) {
                fields.put(rows.get(0).get(field), row.get(field));
            }
            records.add(fields);
        }
        return records;
    }
}

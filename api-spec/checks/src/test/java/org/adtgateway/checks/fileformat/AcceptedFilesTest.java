package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the checker accepts, others read in the same way: nobody downstream sees another file than the one that was judged. */
class AcceptedFilesTest {
    private static final int FILES = 20_000;
    private static final List<String> SNIPPETS = List.of(
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r\n",
            "\r",
            " ",
            "=",
            "é",
            "\u0000",
            "\uFEFF",
            ",\"\"",
            "\"a\"",
            "x",
            "0",
            "\"a\nb\"",
            ";",
            "\t");

    @ParameterizedTest
    @EnumSource(FileType.class)
    void anAcceptedFileGivesTheSameRowsWithOtherLibraries(FileType type) throws IOException {
        Random random = new Random(1);
        int accepted = 0;
        for (int each = 0; each < FILES; each++) {
            byte[] file = mutated(valid(type, random), random);
            if (Checks.check(type, file).accepted()) {
                accepted++;
                String text = new String(file, StandardCharsets.UTF_8);
                String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
                List<List<String>> rows = Rows.of(file);
                assertThat(commonsCsv(withoutMark)).as(text).isEqualTo(rows);
                assertThat(fastCsv(withoutMark)).as(text).isEqualTo(rows);
            }
        }
        assertThat(accepted).as("some are accepted and some are not").isBetween(FILES / 20, FILES * 19 / 20);
    }

    private static List<List<String>> commonsCsv(String text) throws IOException {
        CSVFormat format =
                CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            return parser.getRecords().stream().map(CSVRecord::toList).toList();
        }
    }

    private static List<List<String>> fastCsv(String text) throws IOException {
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder().skipEmptyLines(false).ofCsvRecord(text)) {
            return reader.stream().map(CsvRecord::getFields).map(List::copyOf).toList();
        }
    }

    private static String valid(FileType type, Random random) {
        String end = random.nextBoolean() ? "\n" : "\r\n";
        StringBuilder file = new StringBuilder(random.nextInt(5) == 0 ? "\uFEFF" : "");
        file.append((type == FileType.ADT ? Checks.ADT_HEADER : Checks.EQ_HEADER).strip());
        for (int row = 1 + random.nextInt(3); row > 0; row--) {
            List<String> fields = type == FileType.ADT
                    ? List.of(Checks.USER_ID, "7." + row, "24", "50", "100", "", "", comment(random))
                    : List.of("4711", Checks.USER_ID + ":00-DB-12-34-56-78-90-A0:" + row, "DELETE", comment(random));
            file.append(end);
            List<String> written = new ArrayList<>();
            for (String field : fields) {
                boolean quoted = random.nextInt(4) == 0 || field.matches("(?s).*[\",\r\n].*");
                written.add(quoted ? "\"" + field.replace("\"", "\"\"") + "\"" : field);
            }
            file.append(String.join(",", written));
        }
        return file.append(random.nextBoolean() ? end : "").toString();
    }

    private static String comment(Random random) {
        StringBuilder comment = new StringBuilder();
        for (int parts = random.nextInt(4); parts > 0; parts--) {
            comment.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        }
        return comment.toString();
    }

    private static byte[] mutated(String file, Random random) {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        int changes = random.nextInt(3);
        for (int change = 0; change < changes; change++) {
            byte[] snippet = SNIPPETS.get(random.nextInt(SNIPPETS.size())).getBytes(StandardCharsets.UTF_8);
            int at = random.nextInt(bytes.length + 1);
            int dropped = random.nextInt(Math.min(3, bytes.length - at + 1));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(Arrays.copyOf(bytes, at));
            out.writeBytes(snippet);
            out.writeBytes(Arrays.copyOfRange(bytes, at + dropped, bytes.length));
            bytes = out.toByteArray();
        }
        return bytes;
    }
}

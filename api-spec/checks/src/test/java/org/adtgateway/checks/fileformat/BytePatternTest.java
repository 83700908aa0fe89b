package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytePatternTest {
    private static final String ALPHABET = "0189aAfFgG:-. +\u00E9";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                BytePattern.EUI_64 + ";70-B3-D5-1F-30-00-A0-01",
                BytePattern.REQUEST_ID + ";70-b3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-AF:18446744073709551615",
                BytePattern.REQUEST_ID + ";70-b3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-AF:0",
                BytePattern.EVENT_REF + ";12345678901234567890"
            })
    void matches_saysTheSameAsTheRegularExpression(String pattern, String seed) {
        Random random = new Random(1);
        BytePattern fast = BytePattern.of(pattern);
        BytePattern slow = BytePattern.regular(pattern);
        int matching = 0;
        for (int round = 0; round < 200_000; round++) {
            String text = round == 0 ? seed : mutated(seed, random);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Row row = new Row(Arrays.copyOf(bytes, bytes.length + 16), 1);
            boolean expected = slow.matches(row, 0, bytes.length);

            assertThat(fast.matches(row, 0, bytes.length)).as(text).isEqualTo(expected);
            matching += expected ? 1 : 0;
        }
        assertThat(matching).as("some match and some do not").isBetween(1_000, 199_000);
    }

    private static String mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int changes = 1 + random.nextInt(2); changes > 0 && text.length() > 0; changes--) {
            int at = random.nextInt(text.length());
            char character = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, character);
                default -> text.setCharAt(at, character);
            }
        }
        return text.toString();
    }
}

package org.adtgateway.checks.fileformat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8ValidatorTest {
    private static final int[] TELLING = {
        0x00, 0x09, 0x0A, 0x0D, 0x1F, 0x20, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
        0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
    };

    @Test
    void judge_agreesWithThePlatformsDecoder() {
        Random random = new Random(1);
        for (int round = 0; round < 500_000; round++) {
            byte[] bytes = new byte[random.nextInt(7)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) TELLING[random.nextInt(TELLING.length)];
            }
            assertThat(Utf8Validator.judge(bytes, 0, bytes.length))
                    .as(() -> java.util.HexFormat.of().formatHex(bytes))
                    .isEqualTo(expected(bytes));
        }
    }

    @Test
    void judge_findsWhatTurnsTextAround_andNothingBesideIt() {
        for (int codePoint = 0x2000; codePoint < 0x2100; codePoint++) {
            byte[] bytes = ("a" + Character.toString(codePoint)).getBytes(StandardCharsets.UTF_8);
            boolean turns =
                    (codePoint >= 0x202A && codePoint <= 0x202E) || (codePoint >= 0x2066 && codePoint <= 0x2069);
            assertThat(Utf8Validator.judge(bytes, 0, bytes.length))
                    .as("U+%04X", codePoint)
                    .isEqualTo(turns ? Utf8Validator.Verdict.CONTROL : Utf8Validator.Verdict.GOOD);
        }
    }

    private static Utf8Validator.Verdict expected(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String rest = text.replace("\r\n", "").replace("\n", "").replace("\t", "");
            return rest.chars().anyMatch(Character::isISOControl)
                    ? Utf8Validator.Verdict.CONTROL
                    : Utf8Validator.Verdict.GOOD;
        } catch (CharacterCodingException e) {
            return Utf8Validator.Verdict.MALFORMED;
        }
    }
}

package org.adtgateway.checks.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileTest {
    private static final String TEXT = "Schl\u00fcssel = C:\\Gr\u00fc\u00dfe\r\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
    void text_isReadInTheEncodingThatItHas(String charset) {
        assertThat(TextFile.decode(TEXT.getBytes(Charset.forName(charset)))).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMark_isLeftOut(String charset) {
        assertThat(TextFile.decode(("\ufeff" + TEXT).getBytes(Charset.forName(charset))))
                .isEqualTo(TEXT);
    }

    @Test
    void shortFiles_areText() {
        for (String text : new String[] {"", "a", "ab", "abc"}) {
            assertThat(TextFile.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        }
    }

    @Test
    void whatCannotBeRead_isNamed() {
        assertThatThrownBy(() -> TextFile.read(folder.resolve("absent")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("absent") + " does not exist");
        assertThatThrownBy(() -> TextFile.read(folder)).hasMessage(folder + " cannot be read: it is a folder");
    }
}

package org.adtgateway.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {
    @Test
    void whatLooksLikeATag_isShownAsItWasWritten() {
        assertThat(Markdown.blocks("the <id> of it, <script>alert(1)</script>"))
                .isEqualTo("<p>the &lt;id&gt; of it, &lt;script&gt;alert(1)&lt;/script&gt;</p>");
        assertThat(Markdown.blocks("<div onclick=x>\nwords\n</div>\n\nmore"))
                .isEqualTo("<p>&lt;div onclick=x&gt;\nwords\n&lt;/div&gt;</p>\n<p>more</p>");
        assertThat(Markdown.inline("`<id>` and <id>")).isEqualTo("<code>&lt;id&gt;</code> and &lt;id&gt;");
    }

    @Test
    void onlyComments_areLeftOut() {
        assertThat(Markdown.blocks("one <!-- not --> two\n\n<!-- a: b\nc -->\n\nthree"))
                .isEqualTo("<p>one  two</p>\n<p>three</p>");
        assertThat(Markdown.blocks("<!-- a --> and words")).contains("and words");
    }
}

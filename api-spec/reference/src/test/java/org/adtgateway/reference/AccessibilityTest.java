package org.adtgateway.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser: nothing that axe-core objects to, in light and dark, and nothing beyond the edge of a narrow screen. */
@Tag("faults") // takes long, and needs an installed program
class AccessibilityTest {
    private static final Path PAGES =
            Path.of(System.getProperty("rootDir", "../..")).resolve("api-spec/reference/target/classes/api-reference");

    private static final String CHECK = """
            (async () => {
              const report = document.createElement('pre');
              report.id = 'report';
              for (const theme of ['light', 'dark']) {
                document.documentElement.dataset.theme = theme;
                const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                for (const each of violations) {
                  report.append(`${theme} ${each.id}: ${each.nodes.map(node => node.html.slice(0, 200)).join(' ')}\\n`);
                }
              }
              if (document.documentElement.scrollWidth > innerWidth) {
                report.append(`wider than the window by ${document.documentElement.scrollWidth - innerWidth} px\\n`);
              }
              report.append('checked');
              document.body.append(report);
            })();
            """;

    @TempDir
    private Path folder;

    private String chromium = "";

    @BeforeEach
    void copy() throws IOException {
        Optional<String> found = chromium();
        assumeTrue(found.isPresent(), "needs Chromium");
        chromium = found.orElseThrow();
        try (Stream<Path> pages = Files.list(PAGES);
                InputStream axe = Objects.requireNonNull(AccessibilityTest.class.getResourceAsStream("/axe.min.js"))) {
            for (Path page : pages.toList()) {
                Files.copy(page, folder.resolve(page.getFileName()));
            }
            Files.copy(axe, folder.resolve("axe.min.js"));
        }
        Files.writeString(folder.resolve("check.js"), CHECK);
    }

    @ParameterizedTest
    @CsvSource({
        "index.html, 1280",
        "api-guide.html, 1280",
        "glossary.html, 1280",
        "api-guide.html, 500",
        "file-formats.html, 500"
    })
    void pageHasNothingThatKeepsReadersOut(String page, int width) throws Exception {
        assertThat(check(page, width)).isEqualTo("checked");
    }

    /** That the check finds what is wrong. */
    @ParameterizedTest
    @CsvSource({
        "<button></button>, light button-name",
        "<p style=\"width:3000px\">wide</p>, wider than the window",
        "<p style=\"color:#aaa;background:#fff\">faint</p>, dark color-contrast"
    })
    void faultIsFound(String fault, String finding) throws Exception {
        Path page = folder.resolve("glossary.html");
        Files.writeString(page, Files.readString(page).replaceFirst("</h1>", "</h1>" + fault));
        assertThat(check("glossary.html", 500)).contains(finding);
    }

    private String check(String name, int width) throws Exception {
        Path page = folder.resolve(name);
        Files.writeString(
                page,
                Files.readString(page)
                        .replace(
                                "</body>",
                                "<script src=\"axe.min.js\"></script><script src=\"check.js\" defer></script></body>"));
        Path output = folder.resolve("output.html");
        Process browser = new ProcessBuilder(
                        chromium,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=" + width + ",900",
                        "--virtual-time-budget=120000",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        Element report = Jsoup.parse(Files.readString(output)).getElementById("report");
        return report == null ? "no report" : report.wholeText();
    }

    private static Optional<String> chromium() {
        return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}

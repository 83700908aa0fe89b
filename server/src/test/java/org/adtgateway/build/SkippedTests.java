package org.adtgateway.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.adtgateway.testing.Suites;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Counts and names the tests that were skipped, of all modules, from the reports of Surefire. Where the folder of suites is there, a test that missed
 * one of them fails the build.
 */
public final class SkippedTests {
    /** A test that was skipped, and why. */
    record Skipped(String test, String reason) {
        boolean forWantOfASuite() {
            return reason.contains(Suites.MISSING);
        }
    }

    /** What the reports have. */
    record Summary(int tests, List<Skipped> skipped) {
        String text() {
            StringBuilder text = new StringBuilder(
                    skipped.isEmpty()
                            ? "No test of " + tests + " was skipped"
                            : skipped.size() + " of " + tests + " tests were skipped:");
            skipped.forEach(
                    each -> text.append("\n  ").append(each.test()).append(": ").append(each.reason()));
            return text.toString();
        }
    }

    private SkippedTests() {}

    /** Takes the folder of the checkout, that of the suites, and when the build began: older reports are of another one. */
    public static void main(String[] arguments) throws Exception {
        Summary summary = read(Path.of(arguments[0]), Instant.parse(arguments[2]));
        System.out.println(summary.text());
        if (Files.isDirectory(Path.of(arguments[1]))
                && summary.skipped().stream().anyMatch(Skipped::forWantOfASuite)) {
            System.out.println("A suite is missing in " + arguments[1] + ", which is there: the tests of it must run.");
            System.exit(1);
        }
    }

    static Summary read(Path checkout, Instant since) throws IOException, ParserConfigurationException, SAXException {
        int tests = 0;
        List<Skipped> skipped = new ArrayList<>();
        for (Path report : reports(checkout)) {
            if (Files.getLastModifiedTime(report).toInstant().isBefore(since)) {
                continue;
            }
            Document document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile());
            NodeList cases = document.getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                tests++;
                NodeList marks = test.getElementsByTagName("skipped");
                if (marks.getLength() > 0) {
                    skipped.add(new Skipped(name(test), reason((Element) marks.item(0))));
                }
            }
        }
        return new Summary(tests, skipped);
    }

    private static List<Path> reports(Path checkout) throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.walk(checkout, 3)) {
            folders = files.filter(file -> file.endsWith("pom.xml"))
                    .map(pom -> pom.resolveSibling("target/surefire-reports"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
        return folders.stream().flatMap(SkippedTests::reportsIn).toList();
    }

    private static Stream<Path> reportsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> String.valueOf(file.getFileName()).matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Element test) {
        String type = test.getAttribute("classname").replaceFirst("^.*\\.", "");
        return test.getAttribute("name").isEmpty() ? type : type + "." + test.getAttribute("name");
    }

    private static String reason(Element mark) {
        return mark.getAttribute("message")
                .replaceFirst("^Assumption failed: ", "")
                .strip();
    }
}

package org.adtgateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.adtgateway.testing.Suites;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of the build names what was not tested. */
class SkippedTestsTest {
    @TempDir
    private Path checkout;

    @Test
    void skippedTestsOfAllModulesAreCountedAndNamed() throws Exception {
        report("pom.xml", "one", "<testcase name=\"works\" classname=\"org.OneTest\"/>");
        report(
                "api-spec/checks/pom.xml",
                "two",
                "<testcase name=\"vectors\" classname=\"org.TwoTest\"><skipped message=\"Assumption failed: "
                        + Suites.MISSING
                        + "/suites/pkits\"/></testcase>"
                        + "<testcase name=\"\" classname=\"org.ThreeTest\"><skipped message=\"HAProxy is not installed\"/></testcase>");

        SkippedTests.Summary summary = SkippedTests.read(checkout, Instant.EPOCH);

        assertThat(summary.text()).isEqualTo("""
                2 of 3 tests were skipped:
                  TwoTest.vectors: the suite is not there: /suites/pkits
                  ThreeTest: HAProxy is not installed""");
        assertThat(summary.skipped().get(0).forWantOfASuite()).isTrue();
        assertThat(summary.skipped().get(1).forWantOfASuite()).isFalse();
    }

    @Test
    void whereNothingWasSkipped_thatIsSaid_andReportsOfAnEarlierBuildDoNotCount() throws Exception {
        report("pom.xml", "one", "<testcase name=\"works\" classname=\"org.OneTest\"/>");
        assertThat(SkippedTests.read(checkout, Instant.EPOCH).text()).isEqualTo("No test of 1 was skipped");
        assertThat(SkippedTests.read(checkout, Instant.now().plusSeconds(60)).tests())
                .isZero();
    }

    private void report(String pom, String name, String cases) throws IOException {
        Path reports = Files.createDirectories(checkout.resolve(pom).resolveSibling("target/surefire-reports"));
        Files.writeString(checkout.resolve(pom), "<project/>");
        Files.writeString(reports.resolve("TEST-" + name + ".xml"), "<testsuite>" + cases + "</testsuite>");
    }
}

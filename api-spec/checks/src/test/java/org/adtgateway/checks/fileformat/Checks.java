package org.adtgateway.checks.fileformat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.adtgateway.checks.violation.Violation;

/** Runs the checker over texts: what the tests of this package have in common. */
final class Checks {
    static final String ADT_HEADER =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\n";
    static final String EQ_HEADER = "QuarantineEventRef,RequestID,Action,Comment\n";
    static final String USER_ID = "70-B3-D5-1F-30-00-A0-01";
    static final String OTHER_USER_ID = "70-B3-D5-1F-30-00-A0-02";
    static final Set<String> USER_IDS = Set.of(USER_ID, OTHER_USER_ID);
    static final FileFormats FORMATS = FileFormats.bundled();
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private Checks() {}

    static FileReport adt(String rows) {
        return check(FileType.ADT, ADT_HEADER + rows);
    }

    static FileReport exitQuarantine(String rows) {
        return check(FileType.EXIT_QUARANTINE, EQ_HEADER + rows);
    }

    static FileReport check(FileType type, String text) {
        return check(type, text.getBytes(StandardCharsets.UTF_8));
    }

    static FileReport check(FileType type, byte[] bytes) {
        return check(FORMATS, FileLimits.defaults(), type, bytes);
    }

    static FileReport check(FileFormats formats, FileLimits limits, FileType type, byte[] bytes) {
        try {
            return new FileChecker(formats, limits).check(type, new ByteArrayInputStream(bytes), USER_IDS, NOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> codes(FileReport report) {
        return report.violations().stream().map(Violation::code).toList();
    }
}

package org.adtgateway.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sample files for rehearsals. */
final class SampleFiles {
    static final String ADT = "adt-valid.csv";
    static final String WESTERN_ADT = "adt-valid-western-gas.csv";
    static final String EXIT_QUARANTINE = "eq-valid.csv";
    static final String DAMAGED = "adt-damaged-by-spreadsheet.csv";
    private static final String ADT_HEADER =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\r\n";

    private SampleFiles() {}

    static void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(
                folder.resolve(ADT),
                ADT_HEADER
                        + "70-B3-D5-1F-30-00-A0-01,ALL,24,4000,5000,,,the standing value\r\n"
                        + "70-B3-D5-1F-30-00-A0-01,4.10,24,800,1000,,,\r\n"
                        + "70-B3-D5-1F-30-00-A0-02,7.2,24,,10,,,\r\n");
        write(folder.resolve(WESTERN_ADT), ADT_HEADER + "70-B3-D5-1F-30-00-B0-01,ALL,24,400,500,,,\r\n");
        write(
                folder.resolve(EXIT_QUARANTINE),
                "QuarantineEventRef,RequestID,Action,Comment\r\n"
                        + "100001,70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A0:1000,RELEASE,\r\n"
                        + "100002,70-B3-D5-1F-30-00-A0-01:00-DB-12-34-56-78-90-A1:1001,DELETE,not ours\r\n");
        write(
                folder.resolve(DAMAGED),
                ADT_HEADER
                        + "70-B3-D5-1F-30-00-A0-01,4.9,24,800,1000,,,\r\n"
                        + "70B3D51F3000A001,1-May,24,800,\"1,000\",,,\r\n"
                        + "70-B3-D5-1F-30-00-A0-01,7.2,24,1E+03,1000,23/11/2026 09:00,,\r\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}

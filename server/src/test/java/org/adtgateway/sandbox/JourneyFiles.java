package org.adtgateway.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the journey: two of the {@link SampleFiles}, and two that have more than one fault or another Party's User ID. */
final class JourneyFiles {
    static final String ADT = "adt-valid.csv";
    static final String EXIT_QUARANTINE = "eq-valid.csv";
    static final String WESTERN_ADT = "adt-valid-western-gas.csv";
    static final String DAMAGED = "adt-damaged-by-spreadsheet.csv";
    private static final String ADT_HEADER =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment\r\n";

    private JourneyFiles() {}

    static void writeTo(Path folder) throws IOException {
        SampleFiles.writeTo(folder);
        write(folder.resolve(WESTERN_ADT), ADT_HEADER + "70-B3-D5-1F-30-00-B0-01,ALL,24,400,500,,,\r\n");
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

package org.adtgateway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Files to try: good ones, and one for each kind of fault, named {@code adt-fault_<rule>.csv} after the rule that it breaks; what stands
 * behind a {@code ~} tells several of one rule apart. The User IDs are those of the sandbox's Northern Power. A file for
 * {@code file.too-many-rows} is left out for its size.
 */
public final class SampleFiles {
    private static final String USER_ID = "70-B3-D5-1F-30-00-A0-01";
    private static final String OTHER_USER_ID = "70-B3-D5-1F-30-00-A0-02";
    private static final String STRANGER = "70-B3-D5-1F-30-00-B0-01";
    private static final String DEVICE = "00-DB-12-34-56-78-90-A0";
    private static final String ADT_HEADER =
            "UserID,ServiceReferenceVariant,PeriodHours,WarningThreshold,QuarantineThreshold,EffectiveFrom,EffectiveTo,Comment";
    private static final String EQ_HEADER = "QuarantineEventRef,RequestID,Action,Comment";
    private static final String GOOD_ADT = USER_ID + ",ALL,24,80000,100000,,,standing value";
    private static final String GOOD_EQ = "4711," + USER_ID + ":" + DEVICE + ":1000,RELEASE,";

    /** One file. */
    private record Sample(String name, String about, String text) {}

    private final List<Sample> samples = new ArrayList<>();

    private SampleFiles() {
        good();
        adtValues();
        adtRows();
        exitQuarantine();
        shapes();
    }

    /** Writes the files, and {@code INDEX.txt} that says what each is for, into a folder, which is made if need be. */
    public static void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            new SampleFiles().write(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the sample files cannot be written", e);
        }
    }

    private void write(Path folder) throws IOException {
        StringBuilder index = new StringBuilder(
                "Sample files. A fault's name is the id of its rule; docs/file-formats.md explains each.\n\n");
        for (Sample sample : samples) {
            Files.write(folder.resolve(sample.name()), bytes(sample));
            index.append(String.format(Locale.ROOT, "%-64s %s%n", sample.name(), sample.about()));
        }
        Files.writeString(folder.resolve("INDEX.txt"), index);
    }

    private static byte[] bytes(Sample sample) {
        return switch (sample.name()) {
            case "adt-fault_file.utf-16.csv" -> ("\uFEFF" + sample.text()).getBytes(StandardCharsets.UTF_16LE);
            case "adt-fault_field.not-utf-8.csv" -> sample.text().getBytes(StandardCharsets.ISO_8859_1);
            default -> sample.text().getBytes(StandardCharsets.UTF_8);
        };
    }

    private void good() {
        add(
                "adt-valid",
                "accepted: a standing value, a threshold by type, an exception with its end",
                ADT_HEADER,
                GOOD_ADT,
                USER_ID + ",7.2,24,50,100,,,",
                OTHER_USER_ID + ",4.10,1,,20,2099-12-24T00:00:00Z,2099-12-27T00:00:00Z,\"Christmas, all sites\"");
        add(
                "eq-valid",
                "accepted: one request to be released, one to be deleted",
                EQ_HEADER,
                GOOD_EQ,
                "4712," + OTHER_USER_ID + ":" + DEVICE + ":1001,DELETE,sent twice");
        add(
                "eq-valid~largest",
                "accepted: the largest values, lower case, a comment of two lines",
                EQ_HEADER,
                "99999999999999999999," + request("18446744073709551615").toLowerCase(Locale.ROOT)
                        + ",DELETE,\"first line\r\nand \"\"second\"\"\"");
        adt(
                "adt-warning_adt.effective-from.past",
                "accepted with a warning: it begins in the past",
                ",4.10,24,50,100,2020-01-01T00:00:00Z,,");
        adt(
                "adt-warning_adt.effective-to.past",
                "accepted with a warning: it is over already",
                ",4.10,24,50,100,,2020-01-01T00:00:00Z,");
        adt("adt-warning_adt.warning-threshold.high", "accepted with a warning: it hardly warns", ",4.10,24,95,100,,,");
        adt(
                "adt-warning_adt.quarantine-threshold.zero",
                "accepted with a warning: all is quarantined",
                ",4.10,24,0,0,,,");
        eq(
                "eq-warning_eq.event-ref.rounded",
                "accepted with a warning: a spreadsheet rounded the reference",
                "12345678901234500000," + request("1001") + ",DELETE,");
    }

    private void adtValues() {
        add("adt-fault_adt.user-id.required", "no User ID", ADT_HEADER, GOOD_ADT, ",4.10,24,50,100,,,");
        add(
                "adt-fault_adt.user-id.format",
                "an EUI-64 without hyphens",
                ADT_HEADER,
                GOOD_ADT,
                USER_ID.replace("-", "") + ",4.10,24,50,100,,,");
        add(
                "adt-fault_adt.user-id.not-permitted",
                "another Party's User ID",
                ADT_HEADER,
                GOOD_ADT,
                STRANGER + ",4.10,24,50,100,,,");
        adt("adt-fault_adt.srv.required", "no SRV", ",,24,50,100,,,");
        adt("adt-fault_adt.srv.unknown~lost-zero", "4.10 became 4.1 in a spreadsheet", ",4.1,24,50,100,,,");
        adt("adt-fault_adt.srv.unknown~date", "1.5 became a date in a spreadsheet", ",01-May,24,50,100,,,");
        adt("adt-fault_adt.period.required", "no period", ",4.10,,50,100,,,");
        adt("adt-fault_adt.period.format", "a period that is no number", ",4.10,24h,50,100,,,");
        adt("adt-fault_adt.period.range", "a period longer than a month", ",4.10,745,50,100,,,");
        adt("adt-fault_adt.warning-threshold.format", "a thousands separator", ",4.10,24,\"1,000\",5000,,,");
        adt("adt-fault_adt.warning-threshold.range", "more than 999999999", ",4.10,24,1000000000,999999999,,,");
        adt(
                "adt-fault_adt.warning-threshold.above-quarantine",
                "it would warn after the quarantine",
                ",4.10,24,101,100,,,");
        adt("adt-fault_adt.quarantine-threshold.required", "no quarantine threshold", ",4.10,24,50,,,,");
        adt("adt-fault_adt.quarantine-threshold.format", "scientific notation", ",4.10,24,50,1E+05,,,");
        adt("adt-fault_adt.quarantine-threshold.range", "more than 999999999", ",4.10,24,50,1000000000,,,");
        adt("adt-fault_adt.effective-from.format", "a date in local form", ",4.10,24,50,100,23/11/2099 09:00,,");
        adt("adt-fault_adt.effective-to.format", "a time without its zone", ",4.10,24,50,100,,2099-12-01T09:00:00,");
        adt(
                "adt-fault_adt.effective-to.order",
                "it ends before it begins",
                ",4.10,24,50,100,2099-12-02T00:00:00Z,2099-12-01T00:00:00Z,");
        adt("adt-fault_adt.comment.too-long", "a comment of 201 characters", ",4.10,24,50,100,,," + "c".repeat(201));
    }

    private void adtRows() {
        add(
                "adt-fault_adt.row.duplicate",
                "two rows for the same counting",
                ADT_HEADER,
                GOOD_ADT,
                GOOD_ADT.replace("100000", "200000"));
        adt("adt-fault_row.too-few-fields", "fields are missing", ",4.10,24,50");
        adt("adt-fault_row.too-many-fields", "a thousands separator without quotes", ",4.10,24,1,000,5000,,,");
        add("adt-fault_row.empty", "an empty row", ADT_HEADER, GOOD_ADT, "");
        adt("adt-fault_row.too-long", "a row of 17 kB", ",4.10,24,50,100,,," + "c".repeat(17_000));
        adt("adt-fault_row.quote-not-closed", "a quote without its end", ",4.10,24,50,100,,,\"open");
        adt("adt-fault_row.quote-misplaced", "quotes inside a value", ",4.10,24,50,100,,,the \"usual\" value");
        adt("adt-fault_field.not-utf-8", "saved in Windows' or Latin letters", ",4.10,24,50,100,,,caf\u00E9");
        adt("adt-fault_field.control-character", "an invisible character", ",4.10,24,50,100,,,a\u0000b");
        adt("adt-fault_field.formula", "a formula", ",4.10,24,50,100,,,=1+1");
        adt("adt-fault_field.too-long", "a field of 5 kB", ",4.10,24,50,100,,," + "c".repeat(5_000));
    }

    private void exitQuarantine() {
        eq("eq-fault_eq.event-ref.required", "no reference", "," + request("1001") + ",DELETE,");
        eq("eq-fault_eq.event-ref.format", "scientific notation", "1.23457E+19," + request("1001") + ",DELETE,");
        eq("eq-fault_eq.request-id.required", "no Request ID", "4712,,DELETE,");
        eq("eq-fault_eq.request-id.format", "a counter with a leading zero", "4712," + request("01") + ",DELETE,");
        eq(
                "eq-fault_eq.request-id.counter",
                "a counter of more than 64 bits",
                "4712," + request("18446744073709551616") + ",DELETE,");
        eq(
                "eq-fault_eq.request-id.not-permitted",
                "another Party's request",
                "4712," + STRANGER + ":" + DEVICE + ":1001,DELETE,");
        eq("eq-fault_eq.request-id.duplicate", "the same row twice", GOOD_EQ);
        eq("eq-fault_eq.request-id.contradiction", "released and deleted", GOOD_EQ.replace("RELEASE", "DELETE"));
        eq("eq-fault_eq.action.required", "no action", "4712," + request("1001") + ",,");
        eq("eq-fault_eq.action.unknown", "lower case", "4712," + request("1001") + ",release,");
        eq(
                "eq-fault_eq.comment.too-long",
                "a comment of 201 characters",
                "4712," + request("1001") + ",DELETE," + "c".repeat(201));
    }

    private void shapes() {
        samples.add(new Sample("adt-fault_file.empty.csv", "nothing in it", ""));
        add("adt-fault_file.no-rows", "only a header", ADT_HEADER);
        samples.add(new Sample("adt-fault_file.not-csv.csv", "a PDF", "%PDF-1.7\n%EOF\n"));
        add("adt-fault_file.utf-16", "saved as 'Unicode text'", ADT_HEADER, GOOD_ADT);
        add(
                "adt-fault_file.separator",
                "semicolons in place of commas",
                ADT_HEADER.replace(',', ';'),
                GOOD_ADT.replace(',', ';'));
        samples.add(new Sample(
                "adt-fault_file.line-ends.csv", "saved as 'CSV (Macintosh)'", ADT_HEADER + "\r" + GOOD_ADT + "\r"));
        add("adt-fault_header.missing", "no header", GOOD_ADT);
        add("adt-fault_header.wrong~case", "names in lower case", ADT_HEADER.toLowerCase(Locale.ROOT), GOOD_ADT);
        add("adt-fault_header.wrong~column", "a column too few", ADT_HEADER.replace(",Comment", ""), GOOD_ADT);
    }

    /** An ADT file whose second row is for our User ID and this. */
    private void adt(String name, String about, String rest) {
        add(name, about, ADT_HEADER, GOOD_ADT, USER_ID + rest);
    }

    private void eq(String name, String about, String secondRow) {
        add(name, about, EQ_HEADER, GOOD_EQ, secondRow);
    }

    private void add(String name, String about, String... lines) {
        samples.add(new Sample(name + ".csv", about, String.join("\r\n", lines) + "\r\n"));
    }

    private static String request(String counter) {
        return USER_ID + ":" + DEVICE + ":" + counter;
    }
}

package org.adtgateway.adt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "List submissions, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt list --status RECEIVED",
            "  adt list --type ADT --from 2026-11-01 --limit 500",
            "  adt list --overdue                                   what the DCC should have decided by now"
        })
final class ListCommand implements Callable<Integer> {
    static final String MORE = "There are more; use --limit to see them";
    /** Wide enough for whole ids. */
    private static final int WIDE = 130;
    /** Columns from which the reference has one of its own; 'adt status' shows it on any terminal. */
    private static final int MEDIUM = 100;

    /** As far as the millisecond of an id goes: few submissions have the same beginning. */
    private static final int SHORT_ID = 13;

    private final Adt adt;

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Mixin
    private LimitOption limit = new LimitOption();

    ListCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        int most = limit.value();
        Console console = adt.console();
        filters.check(console.zone());
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            SubmissionFilter filter = filters.filter(client, console.zone()).pageSize(limit.page());
            List<Submission> found = new ArrayList<>();
            boolean more = false;
            for (Submission submission : client.list(filter)) {
                if (found.size() == most) {
                    more = true;
                    break;
                }
                found.add(submission);
            }
            console.result(found, () -> show(found, console));
            if (more) {
                console.note(MORE);
            }
        }
        return ExitCode.DONE.number();
    }

    /** Shows what fits; a supplier need not see in each row that it is its own. */
    static void show(List<Submission> found, Console console) {
        if (found.isEmpty()) {
            console.line("No submissions.");
            return;
        }
        boolean severalParties =
                found.stream().map(Submission::partyId).distinct().count() > 1;
        List<String> header = new ArrayList<>(List.of("ID", "STATUS", "TYPE", "ROWS", "RECEIVED"));
        if (severalParties) {
            header.add("PARTY");
        }
        boolean withSmsr = console.width() >= MEDIUM;
        if (withSmsr) {
            header.add("SMSR");
        }
        header.add("FILE");
        console.table(
                header,
                found.stream()
                        .map(one -> row(one, severalParties, withSmsr, console))
                        .toList());
    }

    private static List<String> row(Submission one, boolean withParty, boolean withSmsr, Console console) {
        // its beginning is enough for 'adt status'
        String id = console.width() < WIDE
                ? one.id().substring(0, Math.min(SHORT_ID, one.id().length()))
                : one.id();
        List<String> row = new ArrayList<>(List.of(
                id,
                one.status().toString(),
                one.fileType().toString(),
                String.valueOf(one.rowCount()),
                console.time(one.receivedAt())));
        if (withParty) {
            row.add(one.partyId());
        }
        if (withSmsr) {
            row.add(one.serviceRequestReference() == null ? "" : one.serviceRequestReference());
        }
        row.add(one.fileName() == null ? "" : one.fileName());
        return row;
    }
}

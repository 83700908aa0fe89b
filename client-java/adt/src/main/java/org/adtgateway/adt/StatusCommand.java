package org.adtgateway.adt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.Event;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Show the status of a submission.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  adt status ADT_2026.csv             by the receipt beside it",
            "  adt status 3f2b8a52                 by the beginning of its id",
            "  adt status ADT_2026.csv --watch     until it is completed, rejected, withdrawn"
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration FOLLOW_TIME = Duration.ofDays(365);

    private final Adt adt;

    @Mixin
    private SubmissionArgument argument = new SubmissionArgument();

    @Option(names = "--watch", description = "Continue until its status is final.")
    private boolean watch;

    @Option(names = "--history", description = "Show its events, and who caused them.")
    private boolean history;

    StatusCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        ClientFactory factory = adt.clientFactory();
        try (AdtGatewayClient client = factory.client()) {
            String submissionId = argument.id(client, factory.receiptVerifier());
            if (history) {
                List<Event> events = client.history(submissionId);
                console.result(events, () -> show(events, console));
                return ExitCode.DONE.number();
            }
            Submission submission = client.status(submissionId);
            console.result(submission, () -> SubmissionPrinter.submission(submission, console));
            if (watch) {
                follow(client, submission, console);
            }
        }
        return ExitCode.DONE.number();
    }

    private static void follow(AdtGatewayClient client, Submission start, Console console) {
        Submission last = start;
        while (!last.status().isFinal()) {
            String id = last.id();
            boolean received = last.status().equals(SubmissionStatus.RECEIVED);
            Submission next = DecisionWait.atMost(
                    FOLLOW_TIME,
                    time -> received
                            ? client.waitUntil(id, SubmissionStatus.PROCESSING, time)
                            : client.waitUntilFinal(id, time),
                    console);
            console.result(next, () -> SubmissionPrinter.change(next, console));
            last = next;
        }
    }

    private static void show(List<Event> events, Console console) {
        console.table(
                List.of("TIME", "EVENT", "ACTOR", "REASON"),
                events.stream()
                        .map(event -> List.of(
                                console.time(event.occurredAt()),
                                event.type().toString(),
                                event.actor().partyId() + ", " + event.actor().certificateSubject(),
                                event.reason() == null ? "" : event.reason()))
                        .toList());
    }
}

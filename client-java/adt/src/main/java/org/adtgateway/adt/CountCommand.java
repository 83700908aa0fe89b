package org.adtgateway.adt;

import java.util.List;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.SubmissionCount;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "count",
        description = "Count submissions by type and status; each number up to 10,000.",
        footerHeading = "%nExamples:%n",
        footer = {"  adt count", "  adt count --overdue", "  adt count --claimed-by me --status PROCESSING"})
final class CountCommand implements Callable<Integer> {
    private final Adt adt;

    @Mixin
    private FilterOptions filters = new FilterOptions();

    CountCommand(Adt adt) {
        this.adt = adt;
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        filters.check(console.zone());
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            List<SubmissionCount> counts = client.count(filters.filter(client, console.zone()));
            console.result(
                    counts,
                    () -> console.table(
                            List.of("TYPE", "STATUS", "NUMBER"),
                            counts.stream()
                                    .map(each -> List.of(
                                            each.fileType().toString(),
                                            each.status().toString(),
                                            each.count() + (each.more() ? " and more" : "")))
                                    .toList()));
        }
        return ExitCode.DONE.number();
    }
}

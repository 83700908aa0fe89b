package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.FileType;
import org.adtgateway.client.GatewayJson;
import org.adtgateway.client.OfflineChecker;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "format",
        description = {
            "Show the columns of a file: by the format of the gateway or, where none is configured or --offline is given, by that of"
                    + " this command.",
            "With --json it is the whole document: a Table Schema with every rule and every value."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  adt format ADT", "  adt format EXIT_QUARANTINE --offline --json"})
final class FormatCommand implements Callable<Integer> {
    private final Adt adt;

    @Parameters(
            paramLabel = "TYPE",
            completionCandidates = Choices.OfFileType.class,
            description = "ADT or EXIT_QUARANTINE.")
    private @Nullable FileType type;

    @Option(names = "--offline", description = "Show the format that 'adt check --offline' checks by.")
    private boolean offline;

    FormatCommand(Adt adt) {
        this.adt = adt;
    }

    /** What is shown of a format document. */
    record Document(String name, String version, String title, String description, List<Field> fields) {
        /** A column. */
        record Field(
                String name,
                String description,
                @Nullable String example,
                @Nullable Constraints constraints) {
            private boolean isRequired() {
                return constraints != null && Boolean.TRUE.equals(constraints.required());
            }
        }

        /** What is required of a column. */
        record Constraints(@Nullable Boolean required) {}
    }

    @Override
    public Integer call() {
        Console console = adt.console();
        FileType of = Objects.requireNonNull(type);
        boolean onThisMachine = offline || adt.settings().text(Setting.ADDRESS) == null;
        String text = onThisMachine ? new OfflineChecker().fileFormat(of) : ofTheGateway(of);
        if (console.isJson()) {
            console.line(text.strip());
            return ExitCode.DONE.number();
        }
        try {
            show(GatewayJson.read(text, Document.class), onThisMachine, console);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ExitCode.DONE.number();
    }

    private String ofTheGateway(FileType of) {
        try (AdtGatewayClient client = adt.clientFactory().client()) {
            return client.fileFormat(of);
        }
    }

    private static void show(Document document, boolean onThisMachine, Console console) {
        console.line(console.bold(document.title()) + ", format " + document.name() + " " + document.version()
                + (onThisMachine ? " of this command" : " of the gateway"));
        console.paragraph(0, Words.plain(document.description()));
        for (Document.Field field : document.fields()) {
            console.line("");
            console.line(console.bold(field.name())
                    + (field.isRequired() ? "" : " (may be empty)")
                    + (field.example() == null ? "" : ", such as " + field.example()));
            console.paragraph(2, Words.plain(field.description()));
        }
    }
}

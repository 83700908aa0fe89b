package org.adtgateway.client.cli;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.OutcomeUnknownException;
import org.adtgateway.client.ReceiptRefusedException;
import org.adtgateway.client.SignatureRefusedException;
import org.adtgateway.client.SigningException;
import org.adtgateway.client.Violation;
import picocli.CommandLine;

/** Says what went wrong and what to do, and chooses the exit status. */
final class Failures implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
    private static final int SHOWN = 20;

    private final Adt adt;

    Failures(Adt adt) {
        this.adt = adt;
    }

    @Override
    public int handleParseException(CommandLine.ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        List<String> lines = new ArrayList<>();
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            for (String suggestion : unmatched.getSuggestions()) {
                lines.add("Did you mean '" + suggestion + "'?");
            }
        }
        lines.add("See '" + command + " --help'.");
        // the value that stands for those of later gateways is nobody's to say
        adt.console().failure(String.valueOf(e.getMessage()).replace(", UNKNOWN]", "]"), lines);
        return ExitCode.USAGE.number();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        if (adt.isDebug()) {
            e.printStackTrace(line.getErr());
        }
        return report(e, adt.console()).number();
    }

    static ExitCode report(Exception e, Console console) {
        if (e instanceof AdtGatewayException problem) {
            return report(problem, console);
        }
        if (e instanceof UsageException || e instanceof SigningException || e instanceof IllegalArgumentException) {
            console.failure(String.valueOf(e.getMessage()), List.of());
            return ExitCode.USAGE;
        }
        if (e instanceof ReceiptRefusedException receipt) {
            console.failure(
                    "The receipt does not hold: " + receipt.reason(), List.of(String.valueOf(receipt.getMessage())));
            return ExitCode.REFUSED;
        }
        if (e instanceof SignatureRefusedException) {
            console.failure("The signature does not hold", List.of(String.valueOf(e.getMessage())));
            return ExitCode.REFUSED;
        }
        if (e instanceof UncheckedIOException io) {
            console.failure(reason(io), List.of());
            return ExitCode.USAGE;
        }
        console.failure("Unexpected failure: " + e, List.of("Say it again with --debug to see where it came from."));
        return ExitCode.FAILED;
    }

    private static String reason(UncheckedIOException e) {
        Throwable cause = e.getCause();
        return cause instanceof NoSuchFileException absent
                ? "There is no file " + absent.getFile()
                : "Cannot read or write: " + (cause == null ? e : cause);
    }

    private static ExitCode report(AdtGatewayException e, Console console) {
        ExitCode code = code(e);
        if (console.isJson()) {
            console.result(e.problem(), () -> {});
            return code;
        }
        List<String> lines = new ArrayList<>();
        lines.add(e.detail());
        List<Violation> violations = e.violations();
        violations.stream().limit(SHOWN).map(Violation::toString).forEach(lines::add);
        if (e.totals() != null && !violations.isEmpty()) {
            lines.add(e.totals().errors() + " errors, " + e.totals().warnings() + " warnings in all"
                    + (violations.size() > SHOWN ? "; say --json to see the first " + violations.size() : ""));
        }
        if (!e.problem().differences().isEmpty()) {
            lines.add("It differs in: " + String.join(", ", e.problem().differences()));
        }
        lines.add(whatToDo(e, code));
        if (e.requestId() != null) {
            lines.add("Request id: " + e.requestId());
        }
        console.failure(headline(e, code), lines);
        return code;
    }

    static ExitCode code(AdtGatewayException e) {
        if (e instanceof OutcomeUnknownException) {
            return ExitCode.OUTCOME_UNKNOWN;
        }
        return switch (e.code()) {
            case AdtGatewayException.TIMED_OUT -> ExitCode.TIMED_OUT;
            case AdtGatewayException.UNREACHABLE, AdtGatewayException.INTERRUPTED -> ExitCode.UNREACHABLE;
            case AdtGatewayException.UNRECOGNISED_ANSWER -> ExitCode.UNREACHABLE;
            default ->
                e.status() >= 500 || e.status() == 429 || e.status() == 408 ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
        };
    }

    private static String headline(AdtGatewayException e, ExitCode code) {
        return switch (code) {
            case OUTCOME_UNKNOWN -> "Nobody knows whether it took effect";
            case UNREACHABLE -> "Not reached: " + e.code();
            case TIMED_OUT -> "Still waiting";
            default -> "Refused: " + e.code();
        };
    }

    private static String whatToDo(AdtGatewayException e, ExitCode code) {
        if (code == ExitCode.OUTCOME_UNKNOWN) {
            return "Give the same command again; with the same signature it cannot happen twice.";
        }
        return switch (e.category()) {
            case FORMAT -> "Mend it, and send it again.";
            case WORKFLOW -> "Sending the same again will not help.";
            case RETRY ->
                "Say the same again "
                        + (e.retryAfter() == null
                                ? "later."
                                : "in " + e.retryAfter().toSeconds() + " s.");
            case UNKNOWN -> "Check the address, and quote the request id when asking for help.";
        };
    }
}

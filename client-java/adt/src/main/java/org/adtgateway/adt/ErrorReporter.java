package org.adtgateway.adt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.adtgateway.checks.violation.Violation;
import org.adtgateway.client.AdtGatewayException;
import org.adtgateway.client.Problem;
import org.adtgateway.client.ReceiptRefusedException;
import org.adtgateway.client.ResultUnknownException;
import org.adtgateway.client.SignatureRefusedException;
import org.adtgateway.client.SigningException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Reports what went wrong and what to do, and chooses the exit status. */
final class ErrorReporter implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
    private static final int FEW = 10;

    private final Adt adt;

    ErrorReporter(Adt adt) {
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
        String message = String.valueOf(e.getMessage());
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && e.getCommandLine().getParent() == null) {
            message = "There is no command '" + unmatched.getUnmatched().get(0) + "'";
        } else if (e instanceof CommandLine.UnmatchedArgumentException unmatched && lines.size() == 1) {
            message = "Not expected here: " + String.join(" ", unmatched.getUnmatched())
                    + " (quote a name that has blanks; several files need a command each)";
        }
        // the options may not have been parsed as far as this one
        Console console = adt.console(Arrays.asList(arguments).contains("--json"));
        return fail(console, ExitCode.USAGE, message, lines).number();
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
        if (e instanceof DeliveredException delivered) {
            return report(delivered, console);
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof InvalidPathException) {
            return fail(console, ExitCode.USAGE, reason(e), List.of());
        }
        if (e instanceof UsageException || e instanceof SigningException || e instanceof IllegalArgumentException) {
            return fail(console, ExitCode.USAGE, message, List.of());
        }
        if (e instanceof ReceiptRefusedException receipt) {
            return fail(
                    console,
                    ExitCode.REFUSED,
                    "The receipt is not valid: " + receipt.reason(),
                    List.of(advice(receipt)),
                    Map.of("reason", receipt.reason().toString()));
        }
        if (e instanceof SignatureRefusedException) {
            return fail(console, ExitCode.REFUSED, "The signature is not valid", List.of(message));
        }
        if (e instanceof UncheckedIOException || e instanceof IOException) {
            return fail(console, ExitCode.USAGE, reason(e), List.of());
        }
        return fail(
                console,
                ExitCode.FAILED,
                "Unexpected failure: " + e,
                List.of("Use --debug to see where it comes from."));
    }

    private static ExitCode fail(Console console, ExitCode code, String headline, List<String> lines) {
        return fail(console, code, headline, lines, Map.of());
    }

    /** Reports an error that is not from the gateway. Its JSON has the members of the gateway's problems, and these. */
    private static ExitCode fail(
            Console console, ExitCode code, String headline, List<String> lines, Map<String, String> members) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("code", code.name());
        problem.put("title", headline);
        problem.put("detail", lines.isEmpty() ? headline : String.join(" ", lines));
        problem.putAll(members);
        console.result(problem, () -> console.failure(headline, lines));
        return code;
    }

    private static ExitCode report(DeliveredException e, Console console) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("submissionId", e.submissionId());
        if (e.receipt() != null) {
            members.put("receipt", e.receipt().toString());
        }
        return fail(console, e.code(), String.valueOf(e.getMessage()), e.lines(), members);
    }

    /** Says what is wrong with a receipt. Often the setting by which it is judged is. */
    static String advice(ReceiptRefusedException e) {
        String message = String.valueOf(e.getMessage());
        return e.reason() == ReceiptRefusedException.Reason.NOT_TRUSTED
                ? message + " Is receipt-trust right? It names the authority that issues the certificates of receipts."
                : message;
    }

    /** Describes what went wrong, in one sentence for people. */
    static String reason(Exception e) {
        if (e instanceof UncheckedIOException io) {
            return reason(io.getCause());
        }
        if (e instanceof IOException io) {
            return reason(io);
        }
        if (e instanceof InvalidPathException path) {
            return "The name '" + path.getInput()
                    + "' cannot be used in the locale of this machine: set LC_ALL to a UTF-8 locale such as C.UTF-8";
        }
        if (e instanceof AdtGatewayException gateway) {
            return gateway.code() + ", " + Words.plain(gateway.detail());
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String reason(@Nullable IOException e) {
        if (e instanceof NoSuchFileException absent) {
            Path folder = Path.of(absent.getFile()).toAbsolutePath().getParent();
            return folder == null || Files.isDirectory(folder)
                    ? "There is no file " + absent.getFile()
                    : "There is no folder " + folder;
        }
        if (e instanceof AccessDeniedException denied) {
            return "There is no permission for " + denied.getFile();
        }
        return e instanceof FileSystemException failed && failed.getFile() != null
                ? "Cannot read or write " + failed.getFile() + ": "
                        + (failed.getReason() == null ? kind(failed) : failed.getReason())
                : "Cannot read or write: " + (e == null ? "unknown" : e.getMessage());
    }

    private static String kind(FileSystemException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        return e instanceof DirectoryNotEmptyException ? "the folder is not empty" : "the file system refuses it";
    }

    private static ExitCode report(AdtGatewayException e, Console console) {
        ExitCode code = code(e);
        if (console.isJson()) {
            console.result(members(e), () -> {});
            return code;
        }
        List<String> lines = new ArrayList<>();
        lines.add(Words.plain(e.detail()));
        List<Violation> violations = e.violations();
        if (!violations.isEmpty()) {
            ViolationSummary summary = new ViolationSummary(violations, e.totals());
            if (violations.size() <= FEW) {
                ViolationSummary.errorsFirst(violations).forEach(each -> lines.add(each.toString()));
                lines.addAll(summary.counts());
            } else {
                lines.addAll(summary.lines());
                lines.add("All of them: adt check FILE --all, or --report FILE.csv");
            }
        }
        if (e.problem() != null && !e.problem().differences().isEmpty()) {
            lines.add("It differs in: " + String.join(", ", e.problem().differences()));
        }
        lines.add(whatToDo(e, code));
        if (e.requestId() != null) {
            lines.add("Request id: " + e.requestId());
        }
        console.failure(headline(e, code), lines);
        return code;
    }

    /** Returns the problem as the gateway sent it; if it sent none, the members that are known. */
    private static Object members(AdtGatewayException e) {
        Problem problem = e.problem();
        if (problem != null) {
            return problem;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("status", e.status());
        members.put("code", e.code());
        members.put("category", e.category());
        members.put("detail", e.detail());
        if (e.requestId() != null) {
            members.put("requestId", e.requestId());
        }
        return members;
    }

    static ExitCode code(AdtGatewayException e) {
        if (e instanceof ResultUnknownException) {
            return ExitCode.RESULT_UNKNOWN;
        }
        return switch (e.code()) {
            case AdtGatewayException.TIMED_OUT -> ExitCode.TIMED_OUT;
            case AdtGatewayException.UNREACHABLE, AdtGatewayException.TLS_FAILED, AdtGatewayException.INTERRUPTED ->
                ExitCode.UNREACHABLE;
            case AdtGatewayException.UNRECOGNISED_ANSWER -> ExitCode.UNREACHABLE;
            default ->
                e.status() >= 500 || e.status() == 429 || e.status() == 408 ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
        };
    }

    private static String headline(AdtGatewayException e, ExitCode code) {
        return switch (code) {
            case RESULT_UNKNOWN -> "It is not known whether it took effect";
            case UNREACHABLE ->
                (e.status() == 429 || e.status() >= 500 ? "Not served for now: " : "Not reached: ") + e.code();
            case TIMED_OUT -> "Still waiting";
            default -> "Refused: " + e.code();
        };
    }

    private static String whatToDo(AdtGatewayException e, ExitCode code) {
        if (code == ExitCode.RESULT_UNKNOWN) {
            return "Run the same command again: it cannot take effect twice.";
        }
        if (e.code().equals(AdtGatewayException.UNRECOGNISED_ANSWER)) {
            return "Check the address, and quote the request id when you ask for help.";
        }
        return switch (e.category().known()) {
            case FORMAT -> "Fix it, and send it again.";
            case WORKFLOW -> "Sending the same again does not help.";
            case RETRY ->
                "Run the same command again "
                        + (e.retryAfter() == null
                                ? "later."
                                : "in " + e.retryAfter().toSeconds() + " s.");
            case UNKNOWN -> "Quote the request id when you ask for help.";
        };
    }
}

package org.adtgateway.adt;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.adtgateway.client.AdtGatewayClient;
import org.adtgateway.client.ReceiptVerifier;
import org.adtgateway.client.Submission;
import org.adtgateway.client.SubmissionFilter;
import org.jspecify.annotations.Nullable;

/** Finds the id of a submission by what people have at hand: its file, or the beginning of the id. */
final class SubmissionIds {
    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{3,35}");
    private static final int SEARCHED = 1000;

    private SubmissionIds() {}

    /** Returns whether a text is an id, whole; capital letters count as small ones. */
    static boolean isWhole(String text) {
        return WHOLE.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    /** Returns the id. */
    static String of(String given, AdtGatewayClient client, @Nullable ReceiptVerifier receipts) {
        String text = given.toLowerCase(Locale.ROOT);
        if (isWhole(text)) {
            return text;
        }
        Path file = file(given);
        if (file != null) {
            return ofFile(file, receipts);
        }
        if (!BEGINNING.matcher(text).matches()) {
            throw new UsageException(
                    "'" + given + "' is neither a file nor the id of a submission, or the beginning of one;"
                            + " 'adt list' shows the ids");
        }
        return ofBeginning(text, client);
    }

    private static @Nullable Path file(String given) {
        try {
            Path file = Path.of(given);
            return Files.isRegularFile(file) || Files.exists(SignatureFiles.receiptOf(file)) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static String ofFile(Path file, @Nullable ReceiptVerifier receipts) {
        Path receipt = file.toString().endsWith(".p7m") ? file : SignatureFiles.receiptOf(file);
        if (!Files.exists(receipt)) {
            throw new UsageException("There is no receipt " + receipt + ": has " + file.getFileName()
                    + " been submitted from here? 'adt list' shows what was submitted");
        }
        if (receipts == null) {
            throw new UsageException("To read the id in " + receipt + ", set receipt-trust; or use the id itself");
        }
        return receipts.verify(SignatureFiles.read(receipt)).submissionId();
    }

    private static String ofBeginning(String beginning, AdtGatewayClient client) {
        List<String> found = new ArrayList<>();
        int searched = 0;
        for (Submission each : client.list(SubmissionFilter.all())) {
            if (each.id().startsWith(beginning)) {
                found.add(each.id());
            }
            if (++searched == SEARCHED) {
                break;
            }
        }
        if (found.size() != 1) {
            throw new UsageException(
                    found.isEmpty()
                            ? "None of the last " + searched + " submissions has an id that begins with " + beginning
                                    + ": write the whole id"
                            : "Several ids begin with " + beginning + ": " + String.join(", ", found));
        }
        return found.get(0);
    }
}

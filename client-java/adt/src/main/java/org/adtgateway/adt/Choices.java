package org.adtgateway.adt;

import java.util.ArrayList;
import java.util.List;
import org.adtgateway.client.ActKind;
import org.adtgateway.client.FileType;
import org.adtgateway.client.SubmissionStatus;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the name of a value of the contract, in upper or lower case, and refuses an unknown one. */
record Choices<T>(List<T> values) implements ITypeConverter<T> {
    @Override
    public T convert(String text) {
        return values.stream()
                .filter(value -> value.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("expected one of " + values + " but was '" + text + "'"));
    }

    /** Lists the file types, for completion. */
    static final class OfFileType extends Names {
        OfFileType() {
            super(FileType.values());
        }
    }

    /** Lists the statuses, for completion. */
    static final class OfStatus extends Names {
        OfStatus() {
            super(SubmissionStatus.values());
        }
    }

    /** Lists the acts that have receipts, for completion. */
    static final class OfActKind extends Names {
        OfActKind() {
            super(ActKind.values());
        }
    }

    /**
     * Holds the names. Without a lambda: Java 17 crashes on an archived lambda whose enclosing class cannot be archived,
     * as this one, which implements an interface of picocli.
     */
    private abstract static class Names extends ArrayList<String> {
        Names(List<?> values) {
            for (Object value : values) {
                add(value.toString());
            }
        }
    }
}

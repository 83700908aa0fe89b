package org.adtgateway.checks.fileformat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.adtgateway.checks.violation.Violation;

/**
 * A format with the checks of its columns made ready. Serves all files, in any number of threads.
 *
 * @param columns the checks, in the order of the columns
 */
record CompiledFormat(FileFormat format, List<ColumnCheck> columns) {
    private static final Set<String> FATAL = Set.of("file.", "header.", "row.", "field.");

    /** @throws IllegalArgumentException if the document lacks something that the code needs, or contradicts itself */
    static CompiledFormat of(FileType type, FileFormat format) {
        return of(format, none -> CrossRowRules.of(type, format, new AnyUserIds(), Instant.EPOCH, none));
    }

    /** @throws IllegalArgumentException as {@link #of(FileType, FileFormat)} does */
    static CompiledFormat ofRowResults(FileFormat format) {
        return of(format, none -> new RowResultRules(format, null, none));
    }

    private static CompiledFormat of(FileFormat format, Function<ViolationCollector, CrossRowRules> rules) {
        List<ColumnCheck> columns = new ArrayList<>();
        for (Column column : format.columns()) {
            columns.add(new ColumnCheck(column, columns.size()));
        }
        CompiledFormat prepared = new CompiledFormat(format, columns);
        requireErrors(format);
        ViolationCollector none = new ViolationCollector(format, 1);
        none.requireRules(FileChecker.NO_ROWS, FileChecker.TOO_MANY_ROWS);
        CrossRowRules unused = rules.apply(none);
        new RowCheck(prepared, FileLimits.defaults(), none);
        new FileHeadCheck(none);
        new HeaderCheck(format, none);
        return prepared;
    }

    /** What cannot be read cannot be let pass, whatever a document says. */
    private static void requireErrors(FileFormat format) {
        for (Rule rule : format.rules().values()) {
            boolean fatal = FATAL.stream().anyMatch(rule.id()::startsWith);
            if (fatal && rule.severity() != Violation.Severity.ERROR) {
                throw new IllegalArgumentException("the rule " + rule.id() + " must have the severity ERROR");
            }
        }
    }
}

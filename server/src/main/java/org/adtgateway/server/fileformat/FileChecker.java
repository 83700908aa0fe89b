package org.adtgateway.server.fileformat;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;

/**
 * Checks files against their formats. Each check reads its file once as a stream, and for a file of a million rows needs at most 48 MiB of
 * memory. Threads may share a checker.
 */
public final class FileChecker {
    private final FileFormats formats;
    private final FileLimits limits;
    private final SecureRandom random = new SecureRandom();

    /** @throws IllegalArgumentException if a format document lacks something that the rules across columns and rows need */
    public FileChecker(FileFormats formats, FileLimits limits) {
        this.formats = formats;
        this.limits = limits;
        for (FileType type : FileType.values()) {
            try {
                pass(type, Set.of(), Instant.EPOCH);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(type.documentName() + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Finds all that is wrong with a file.
     *
     * @param bytes of the file; they are read to the end of its rows and not closed
     * @param userIds that the signer may act for
     * @param now what EffectiveFrom and EffectiveTo are compared with
     * @throws IOException if the bytes cannot be read; nothing about the file itself
     */
    public FileReport check(FileType type, InputStream bytes, Set<Eui64> userIds, Instant now) throws IOException {
        return pass(type, userIds, now).read(bytes);
    }

    private FilePass pass(FileType type, Set<Eui64> permitted, Instant now) {
        FileFormat format = formats.get(type);
        Findings findings = new Findings(format, limits.maxViolations());
        UserIds userIds = new UserIds(permitted);
        SeenKeys seen = new SeenKeys(random.nextLong());
        RowRules rules = switch (type) {
            case ADT -> new ThresholdRules(format, findings, userIds, seen, now);
            case EXIT_QUARANTINE -> new ActionRules(format, findings, userIds, seen);
        };
        return new FilePass(format, limits, findings, userIds, rules);
    }
}
